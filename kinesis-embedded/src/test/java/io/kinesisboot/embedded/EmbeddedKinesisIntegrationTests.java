package io.kinesisboot.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.model.MetricDatum;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.ValidationException;
import software.amazon.awssdk.services.kinesis.waiters.KinesisAsyncWaiter;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the SDK's client gets from the endpoint.
 */
class EmbeddedKinesisIntegrationTests {

	private static EmbeddedKinesis endpoint;

	private static KinesisAsyncClient client;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().build().start();
		client = SdkClients.kinesis(endpoint, Protocol.HTTP2);
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	@ParameterizedTest
	@CsvSource({ "HTTP1_1, true", "HTTP1_1, false", "HTTP2, true", "HTTP2, false" })
	void whatIsPutCanBeReadOverEveryProtocolInEveryFormat(Protocol protocol, boolean cbor) {
		String stream = "every-" + protocol + "-" + cbor;
		byte[] payload = { 0, -1, 127, -128, 'x' };
		try (KinesisAsyncClient own = SdkClients.kinesis(endpoint, protocol, cbor)) {
			own.createStream((request) -> request.streamName(stream).shardCount(1)).join();
			PutRecordResponse put = own
				.putRecord((request) -> request.streamName(stream)
					.partitionKey("schlüssel-é-😀")
					.data(SdkBytes.fromByteArray(payload)))
				.join();
			String iterator = own
				.getShardIterator((request) -> request.streamName(stream)
					.shardId(put.shardId())
					.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
				.join()
				.shardIterator();
			GetRecordsResponse got = own.getRecords((request) -> request.shardIterator(iterator)).join();
			assertThat(got.millisBehindLatest()).isZero();
			assertThat(got.hasChildShards()).isFalse();
			assertThat(got.records()).singleElement().satisfies((record) -> {
				assertThat(record.data().asByteArray()).isEqualTo(payload);
				assertThat(record.partitionKey()).isEqualTo("schlüssel-é-😀");
				assertThat(record.sequenceNumber()).isEqualTo(put.sequenceNumber());
				assertThat(record.approximateArrivalTimestamp()).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
						Instant.now());
			});
		}
	}

	@Test
	void batchesUpToTheServicesLimitsPassInOneCall(TestInfo test) {
		String stream = createStream(test, 2);
		List<PutRecordsRequestEntry> entries = IntStream.range(0, 500)
			.mapToObj((number) -> entry("key-" + number, new byte[20_900]))
			.toList();
		PutRecordsResponse response = client.putRecords((request) -> request.streamName(stream).records(entries))
			.join();
		assertThat(response.failedRecordCount()).isZero();
		assertThat(response.records()).hasSize(500);
		assertThat(response.records().stream().map(PutRecordsResultEntry::shardId).distinct()).hasSize(2);
		assertThat(readAll(stream)).hasSize(500);
	}

	@Test
	void recordsGoToTheShardOfTheirHashKey(TestInfo test) {
		String stream = createStream(test, 4);
		Map<String, String> shardOfKey = Map.of("a", "shardId-000000000000", "abc", "shardId-000000000002",
				"message digest", "shardId-000000000003");
		shardOfKey.forEach((key, shardId) -> assertThat(client
			.putRecord((request) -> request.streamName(stream).partitionKey(key).data(SdkBytes.fromUtf8String(key)))
			.join()
			.shardId()).isEqualTo(shardId));
		assertThat(client
			.putRecord((request) -> request.streamName(stream)
				.partitionKey("a")
				.explicitHashKey("340282366920938463463374607431768211455")
				.data(SdkBytes.fromUtf8String("explicit")))
			.join()
			.shardId()).isEqualTo("shardId-000000000003");
	}

	@Test
	void newStreamIsDescribedAsTheServiceDescribesIt(TestInfo test) {
		String stream = createStream(test, 2);
		String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/" + stream;
		StreamDescription description = client.describeStream((request) -> request.streamARN(arn))
			.join()
			.streamDescription();
		assertThat(description.streamName()).isEqualTo(stream);
		assertThat(description.streamARN()).isEqualTo(arn);
		assertThat(description.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
		assertThat(description.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
		assertThat(description.retentionPeriodHours()).isEqualTo(24);
		assertThat(description.shards()).extracting((shard) -> shard.hashKeyRange().startingHashKey())
			.containsExactly("0", "170141183460469231731687303715884105728");
		StreamDescriptionSummary summary = client.describeStreamSummary((request) -> request.streamName(stream))
			.join()
			.streamDescriptionSummary();
		assertThat(summary.openShardCount()).isEqualTo(2);
		assertThat(summary.streamCreationTimestamp()).isEqualTo(description.streamCreationTimestamp());
	}

	@Test
	void openShardsAreListedByEveryFilter(TestInfo test) {
		String stream = createStream(test, 2);
		for (ShardFilterType type : ShardFilterType.knownValues()) {
			assertThat(client
				.listShards((request) -> request.streamName(stream)
					.shardFilter((filter) -> filter.type(type)
						.shardId("shardId-000000000000")
						.timestamp(Instant.now().plusSeconds(1))))
				.join()
				.shards()).as(type.toString()).hasSize((type != ShardFilterType.AFTER_SHARD_ID) ? 2 : 1);
		}
	}

	@Test
	void waiterSeesStreamsComeAndGo(TestInfo test) {
		String stream = createStream(test, 1);
		try (KinesisAsyncWaiter waiter = client.waiter()) {
			waiter.waitUntilStreamExists((request) -> request.streamName(stream)).join();
			client.deleteStream((request) -> request.streamName(stream)).join();
			waiter.waitUntilStreamNotExists((request) -> request.streamName(stream)).join();
		}
	}

	@Test
	void refusalArrivesAsTheExceptionOfTheSdk(TestInfo test) {
		String stream = createStream(test, 1);
		SdkClients.assertRefusal(client.describeStream((request) -> request.streamName("none")),
				ResourceNotFoundException.class, "Stream none under account 000000000000 not found.");
		SdkClients.assertRefusal(client.createStream((request) -> request.streamName(stream).shardCount(1)),
				ResourceInUseException.class, "Stream " + stream + " under account 000000000000 already exists.");
		SdkClients.assertRefusal(client.getRecords((request) -> request.shardIterator("x")),
				InvalidArgumentException.class, "Invalid ShardIterator.");
		SdkClients.assertRefusal(
				client.putRecord(
						(request) -> request.streamName(stream).partitionKey("").data(SdkBytes.fromUtf8String("x"))),
				ValidationException.class,
				"1 validation error detected: Value '' at 'partitionKey' failed to satisfy constraint: "
						+ "Member must have length greater than or equal to 1");
	}

	@Test
	void recordsAndBatchesOverTheServicesLimitsAreRefused(TestInfo test) {
		String stream = createStream(test, 1);
		SdkBytes tooLarge = SdkBytes.fromByteArray(new byte[10 * 1024 * 1024 + 1]);
		SdkClients.assertRefusal(
				client.putRecord((request) -> request.streamName(stream).partitionKey("k").data(tooLarge)),
				ValidationException.class,
				"1 validation error detected: Value 'java.nio.HeapByteBuffer[pos=0 lim=10485761 cap=10485761]' at 'data' "
						+ "failed to satisfy constraint: Member must have length less than or equal to 10485760");
		SdkBytes tooLargeWithKey = SdkBytes.fromByteArray(new byte[1024 * 1024]);
		SdkClients.assertRefusal(
				client.putRecord((request) -> request.streamName(stream).partitionKey("k").data(tooLargeWithKey)),
				InvalidArgumentException.class,
				"Record size, data and partition key together, is 1048577 bytes and exceeds the limit of 1048576 bytes");
		List<PutRecordsRequestEntry> large = Collections.nCopies(11, entry("k", new byte[1024 * 1024 - 1]));
		SdkClients.assertRefusal(client.putRecords((request) -> request.streamName(stream).records(large)),
				InvalidArgumentException.class, "Records size exceeds 10 MB limit");
		List<PutRecordsRequestEntry> many = Collections.nCopies(501, entry("k", new byte[0]));
		SdkClients.assertRefusal(client.putRecords((request) -> request.streamName(stream).records(many)),
				ValidationException.class,
				"1 validation error detected: Value '[501 members]' at 'records' failed to satisfy constraint: "
						+ "Member must have length less than or equal to 500");
		assertThat(readAll(stream)).isEmpty();
	}

	@Test
	void bodyBeyondAnyCallIsRefusedAndTheConnectionLivesOn(TestInfo test) {
		String stream = createStream(test, 1);
		List<PutRecordsRequestEntry> entries = Collections.nCopies(21, entry("k", new byte[1024 * 1024]));
		assertThatThrownBy(client.putRecords((request) -> request.streamName(stream).records(entries))::join).cause()
			.asInstanceOf(InstanceOfAssertFactories.type(AwsServiceException.class))
			.satisfies((refusal) -> assertThat(refusal.statusCode()).isEqualTo(413));
		assertThat(readAll(stream)).isEmpty();
	}

	@Test
	void metricsAreAcceptedAndForgotten() {
		MetricDatum datum = MetricDatum.builder().metricName("Success").value(1.0).timestamp(Instant.now()).build();
		List<MetricDatum> enoughToBeCompressed = Collections.nCopies(1000, datum);
		try (CloudWatchAsyncClient cloudWatch = SdkClients.cloudWatch(endpoint)) {
			assertThat(cloudWatch.putMetricData((request) -> request.namespace("KCL").metricData(datum)).join())
				.isNotNull();
			assertThat(cloudWatch.putMetricData((request) -> request.namespace("KCL").metricData(enoughToBeCompressed))
				.join()).isNotNull();
		}
	}

	@Test
	void callsThatOverlapAreAllAnswered(TestInfo test) {
		String stream = createStream(test, 3);
		List<CompletableFuture<PutRecordResponse>> puts = IntStream.range(0, 300)
			.mapToObj((number) -> client.putRecord((request) -> request.streamName(stream)
				.partitionKey("key-" + number)
				.data(SdkBytes.fromUtf8String("payload-" + number))))
			.toList();
		Set<String> sequenceNumbers = puts.stream()
			.map((put) -> put.join().sequenceNumber())
			.collect(Collectors.toSet());
		assertThat(readAll(stream)).map(Record::sequenceNumber).containsExactlyInAnyOrderElementsOf(sequenceNumbers);
	}

	private String createStream(TestInfo test, int shards) {
		String stream = test.getTestMethod().orElseThrow().getName();
		client.createStream((request) -> request.streamName(stream).shardCount(shards)).join();
		return stream;
	}

	private static PutRecordsRequestEntry entry(String key, byte[] data) {
		return PutRecordsRequestEntry.builder().partitionKey(key).data(SdkBytes.fromByteArray(data)).build();
	}

	private static List<Record> readAll(String stream) {
		return client.listShards((request) -> request.streamName(stream))
			.join()
			.shards()
			.stream()
			.flatMap((shard) -> readShard(stream, shard.shardId()))
			.toList();
	}

	private static Stream<Record> readShard(String stream, String shardId) {
		List<Record> records = new ArrayList<>();
		String next = iterator(stream, shardId, (request) -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
		GetRecordsResponse response;
		do {
			String iterator = next;
			response = client.getRecords((request) -> request.shardIterator(iterator)).join();
			records.addAll(response.records());
			next = response.nextShardIterator();
		}
		while (response.millisBehindLatest() > 0 || !response.records().isEmpty());
		return records.stream();
	}

	private static String iterator(String stream, String shardId, Consumer<GetShardIteratorRequest.Builder> start) {
		return client.getShardIterator((request) -> start.accept(request.streamName(stream).shardId(shardId)))
			.join()
			.shardIterator();
	}

}
