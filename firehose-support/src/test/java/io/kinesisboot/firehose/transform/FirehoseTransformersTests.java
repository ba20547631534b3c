package io.kinesisboot.firehose.transform;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.firehose.transform.TransformedRecord.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link FirehoseTransformers}.
 */
class FirehoseTransformersTests {

	private final List<TransformationEvent> seen = new ArrayList<>();

	private final FirehoseTransformers transformers = new FirehoseTransformers(FirehoseTransformers.MAX_RESPONSE_BYTES,
			OverflowHandler.FAIL);

	private List<TransformedRecord> copy(TransformationEvent event) {
		this.seen.add(event);
		return event.records().stream().map((record) -> TransformedRecord.ok(record, record.bytes())).toList();
	}

	@Test
	void documentedEventIsReadWithAllThatItSays() throws IOException {
		this.transformers.register("copy", Set.of(), this::copy);
		this.transformers.handle(Events.documented("kinesis-event.json"));
		TransformationEvent event = this.seen.get(0);
		assertThat(event.invocationId()).isEqualTo("invoked123");
		assertThat(event.deliveryStream()).isEqualTo("clicks");
		assertThat(event.sourceKinesisStreamArn()).isEqualTo("arn:aws:kinesis:us-west-2:123456789012:stream/views");
		assertThat(event.sourceMskArn()).isNull();
		assertThat(event.region()).isEqualTo("us-west-2");
		TransformationRecord first = event.records().get(0);
		assertThat(first.recordId()).isEqualTo("record1");
		assertThat(first.approximateArrival()).isEqualTo(Instant.ofEpochMilli(1510772160000L));
		assertThat(first.bytes()).asString().isEqualTo("Hello World");
		assertThat(first.kinesisMetadata()).isEqualTo(new TransformationRecord.KinesisMetadata("shardId-000000000000",
				"4d1ad2b9-24f8-4b9d-a088-76e9947c317a", "49546986683135544286507457936321625675700192471156785154", 0,
				Instant.parse("2012-04-23T18:25:43.511Z")));
		TransformationRecord second = event.records().get(1);
		assertThat(second.bytes()).containsExactly(0xff, 0xff);
		assertThat(second.kinesisMetadata()).isEqualTo(new TransformationRecord.KinesisMetadata("shardId-000000000001",
				"4d1ad2b9-24f8-4b9d-a088-76e9947c318a", "49546986683135544286507457936321625675700192471156785155", 7,
				Instant.parse("2012-04-23T18:25:43.511Z")));
		assertThat(second.mskMetadata()).isNull();
	}

	@Test
	void recordsOfMskAreReadAndAnsweredUnderTheirName() throws IOException {
		this.transformers.register("copy", Set.of(), this::copy);
		byte[] answer = this.transformers.handle(Events.documented("msk-event.json"));
		TransformationEvent event = this.seen.get(0);
		assertThat(event.sourceMskArn()).isEqualTo("arn:aws:kafka:us-east-1:123456789012:cluster/orders/1");
		assertThat(event.records().get(0).mskMetadata())
			.isEqualTo(new TransformationRecord.MskMetadata("1", "0", Instant.ofEpochMilli(1716369573887L)));
		assertThat(new String(answer, StandardCharsets.UTF_8))
			.isEqualTo("{\"records\":[{\"recordId\":\"00000000000000000000000000000000000000000000000000000000000000\","
					+ "\"result\":\"Ok\",\"kafkaRecordValue\":\"eyJOYW1lIjoiSGVsbG8gV29ybGQifQ==\"}]}");
	}

	@Test
	void answerHasEveryOutcomeAndItsMetadata() throws IOException {
		this.transformers.register("each", Set.of(),
				(event) -> List.of(
						new TransformedRecord("record1", Result.OK, new byte[] { 1 }, Map.of("customer", "c\"1"),
								new TableRoute("shop", "orders", TableRoute.Operation.UPDATE)),
						TransformedRecord.dropped(event.records().get(1))));
		JsonNode records = Events.records(this.transformers.handle(Events.documented("kinesis-event.json")));
		assertThat(records.get(0)).isEqualTo(JsonMapper.shared().readTree("""
				{"recordId": "record1", "result": "Ok", "data": "AQ==", "metadata": {
					"partitionKeys": {"customer": "c\\"1"},
					"otfMetadata": {"destinationDatabaseName": "shop", "destinationTableName": "orders",
						"operation": "update"}}}"""));
		assertThat(records.get(1)).isEqualTo(
				JsonMapper.shared().readTree("{\"recordId\": \"record2\", \"result\": \"Dropped\", \"data\": \"\"}"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "[]", "{\"records\": []}", "{\"invocationId\":\"1\",\"records\":[{\"data\":\"",
			"{\"invocationId\":\"1\",\"deliveryStreamArn\":\"a\",\"region\":\"r\",\"records\":[{\"recordId\":\"1\","
					+ "\"approximateArrivalTimestamp\":1,\"data\":\"?\"}]}" })
	void whatIsNoEventIsRefused(String json) {
		this.transformers.register("copy", Set.of(), this::copy);
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.transformers.handle(json.getBytes(StandardCharsets.UTF_8)))
			.withMessageStartingWith("Not a transformation event of Firehose: ");
		assertThat(this.seen).isEmpty();
	}

	@Test
	void transformerOfADeliveryStreamWinsOverThatForAll() {
		this.transformers.register("all", Set.of(), (event) -> all(event, "all"));
		this.transformers.register("clicks", Set.of("clicks"), (event) -> all(event, "clicks"));
		this.transformers.register("orders", Set.of("orders"), (event) -> all(event, "orders"));
		assertThat(this.transformers.transform(Events.of("a")).records().get(0).bytes()).asString().isEqualTo("clicks");
	}

	private static List<TransformedRecord> all(TransformationEvent event, String payload) {
		return event.records()
			.stream()
			.map((record) -> TransformedRecord.ok(record, payload.getBytes(StandardCharsets.UTF_8)))
			.toList();
	}

	@Test
	void deliveryStreamWithoutTransformerIsNamed() {
		this.transformers.register("orders", Set.of("orders"), this::copy);
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.transformers.transform(Events.of("a")))
			.withMessage("No transformer is for delivery stream 'clicks', only ['orders' for [orders]]");
	}

	@Test
	void secondTransformerOfADeliveryStreamIsRefused() {
		this.transformers.register("one", Set.of("clicks"), this::copy);
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.transformers.register("two", Set.of("clicks"), this::copy))
			.withMessage("Transformers 'one' and 'two' are for the same delivery stream: [clicks] and [clicks]");
	}

	@Test
	void transformerThatLeavesARecordOutIsRefused() {
		this.transformers.register("none", Set.of(), (event) -> List.of());
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.transformers.transform(Events.of("a")))
			.withMessage("Transformer 'none' must answer each of 1 records in their order but has answered 0");
	}

	@Test
	void answerIsNeverLargerThanItsLimitWhateverItHolds() {
		TransformationEvent event = Events.of("a", "b", "c", "d", "e", "f");
		for (int size = 0; size < 4_000; size += 37) {
			byte[] payload = new byte[size];
			FirehoseTransformers limited = new FirehoseTransformers(4_000, OverflowHandler.FAIL);
			limited.register("grow", Set.of(),
					(given) -> given.records().stream().map((record) -> keyed(record, payload)).toList());
			ByteArrayOutputStream out = new ByteArrayOutputStream();
			new ResponseWriter().write(limited.transform(event), out);
			assertThat(out.size()).isLessThanOrEqualTo(4_000);
			assertThat(limited.transform(event).records()).hasSize(6);
		}
	}

	private static TransformedRecord keyed(TransformationRecord record, byte[] payload) {
		return new TransformedRecord(record.recordId(), Result.OK, payload, Map.of("ключ", "\u0001\u0002\"\\"), null);
	}

	@Test
	void recordsFromTheFirstOnThatDoesNotFitComeAgainInTheirOrder() {
		List<String> again = new ArrayList<>();
		FirehoseTransformers limited = new FirehoseTransformers(4_000, (event, records) -> {
			records.forEach((record) -> again.add(record.recordId()));
			return records.stream().map(TransformationRecord::recordId).collect(Collectors.toSet());
		});
		int[] sizes = { 2_000, 5_000, 1_000, 100 };
		limited.register("grow", Set.of(),
				(event) -> event.records()
					.stream()
					.map((record) -> TransformedRecord.ok(record, new byte[sizes[Integer.parseInt(record.recordId())]]))
					.toList());
		assertThat(limited.transform(Events.of("a", "b", "c", "d")).records()).extracting(TransformedRecord::result)
			.containsExactly(Result.OK, Result.PROCESSING_FAILED, Result.DROPPED, Result.DROPPED);
		assertThat(again).containsExactly("2", "3");
	}

	@Test
	void recordsThatDoNotFitFailWhenTheyCannotBeSentBack() {
		FirehoseTransformers limited = new FirehoseTransformers(4_000, (event, records) -> {
			throw new IllegalStateException("away");
		});
		limited.register("grow", Set.of(),
				(event) -> event.records()
					.stream()
					.map((record) -> TransformedRecord.ok(record, new byte[1_500]))
					.toList());
		assertThat(limited.transform(Events.of("a", "b")).records()).extracting(TransformedRecord::result)
			.containsExactly(Result.OK, Result.PROCESSING_FAILED);
	}

	@Test
	void limitBeyondThatOfLambdaIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new FirehoseTransformers(6291457, OverflowHandler.FAIL))
			.withMessage(
					"'maxResponseBytes' must be between 1024 and 6291456 (limit of Lambda's answers) but was 6291457");
	}

}
