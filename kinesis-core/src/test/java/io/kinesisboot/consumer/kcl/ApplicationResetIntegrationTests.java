package io.kinesisboot.consumer.kcl;

import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.SourceTestBed.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ApplicationReset} as {@link KclSourceFactory} does it.
 */
class ApplicationResetIntegrationTests {

	private static final SourceTestBed bed = new SourceTestBed();

	private final String stream = bed.createStream("orders", 2);

	private final RecordSource.Request request = new RecordSource.Request("app-" + this.stream, List.of(this.stream),
			StartingPosition.LATEST);

	private final ApplicationReset reset = new KclSourceFactory(bed.kinesis(), bed.dynamoDb(), KclOptions.defaults(),
			List.of(), Clock.systemUTC());

	@AfterAll
	static void close() {
		bed.close();
	}

	@Test
	void shardsThatWereSplitSinceAreReadAgainFromTheirBeginningParentsFirst() {
		List<String> before = texts("before");
		List<String> after = texts("after");
		readThroughASplit(before, after);
		this.reset.reset(this.request, StartingPosition.TRIM_HORIZON);
		assertThat(bed.leases(this.request.applicationName())).hasSize(4)
			.allSatisfy((key, lease) -> assertUntouched(lease, ExtendedSequenceNumber.TRIM_HORIZON));
		Source again = bed.source(this.request, "worker").start();
		SourceTestBed.await(() -> assertThat(again.texts()).containsAll(before).containsAll(after));
		assertThat(again.texts()).doesNotHaveDuplicates();
		assertThat(before)
			.allSatisfy((text) -> assertThat(again.texts()).containsSubsequence(text, text.replace("before", "after")));
	}

	@Test
	void everythingThereIsSkippedAtLatest() {
		readThroughASplit(texts("before"), texts("after"));
		bed.put(this.stream, texts("skipped"));
		this.reset.reset(this.request, StartingPosition.LATEST);
		assertThat(bed.leases(this.request.applicationName())).hasSize(3)
			.allSatisfy((key, lease) -> assertUntouched(lease, ExtendedSequenceNumber.LATEST));
	}

	@Test
	void recordsSinceAMomentAreReadAgainWhateverTheWorkersAreConfiguredWith() {
		Source source = bed.source(this.request.withStartingPosition(StartingPosition.TRIM_HORIZON), "worker").start();
		bed.put(this.stream, "key", texts("before"));
		SourceTestBed.await(() -> assertThat(source.texts()).hasSize(20));
		Instant moment = source.handled()
			.stream()
			.map(ReceivedRecord::approximateArrivalTimestamp)
			.max(Instant::compareTo)
			.orElseThrow()
			.plusMillis(1);
		SourceTestBed.await(() -> assertThat(Instant.now()).isAfter(moment.plusMillis(1)));
		bed.put(this.stream, "key", texts("after"));
		SourceTestBed.await(() -> assertThat(source.texts()).hasSize(40));
		assertThat(source.stop()).isTrue();
		this.reset.reset(this.request, StartingPosition.atTimestamp(moment));
		Source again = bed.source(this.request, "worker").start();
		SourceTestBed.await(() -> assertThat(again.texts()).containsExactlyElementsOf(texts("after")));
	}

	@ParameterizedTest
	@MethodSource("positionsOfNow")
	void whatIsThereIsSkippedAndWhatComesBeforeAWorkerIsBackIsNot(Function<Instant, StartingPosition> position) {
		RecordSource.Request fromTheOldest = this.request.withStartingPosition(StartingPosition.TRIM_HORIZON);
		assertThat(bed.source(fromTheOldest, "worker").start().stop()).isTrue();
		bed.put(this.stream, texts("skipped"));
		Instant now = bed.clock().instant().plusMillis(1);
		SourceTestBed.await(() -> assertThat(bed.clock().instant()).isAfter(now.plusMillis(1)));
		this.reset.reset(this.request, position.apply(now));
		bed.put(this.stream, "key", texts("after"));
		Source again = bed.source(fromTheOldest, "worker").start();
		SourceTestBed.await(() -> assertThat(again.texts()).containsAll(texts("after")));
		bed.put(this.stream, List.of("last-0", "last-1"));
		SourceTestBed.await(() -> assertThat(again.texts()).contains("last-0", "last-1"));
		assertThat(again.texts()).hasSize(22);
	}

	static Stream<Function<Instant, StartingPosition>> positionsOfNow() {
		return Stream.of((now) -> StartingPosition.LATEST, StartingPosition::atTimestamp);
	}

	@Test
	void oneShardIsReadAgainAtARecordAndTheOthersAreNot() {
		Source source = bed.source(this.request.withStartingPosition(StartingPosition.TRIM_HORIZON), "worker").start();
		bed.put(this.stream, texts("text"));
		SourceTestBed.await(() -> assertThat(source.texts()).hasSize(20));
		assertThat(source.stop()).isTrue();
		List<ReceivedRecord> shard = source.handled()
			.stream()
			.filter((record) -> record.shardId().endsWith("1"))
			.toList();
		ReceivedRecord third = shard.get(2);
		this.reset.reset(this.request, this.stream, third.shardId(), third.sequenceNumber());
		Source again = bed.source(this.request, "worker").start();
		bed.put(this.stream, texts("more"));
		SourceTestBed.await(() -> assertThat(again.texts()).containsAll(texts("more")));
		assertThat(again.handled().stream().filter((record) -> text(record).startsWith("text")))
			.containsExactlyElementsOf(shard.subList(2, shard.size()));
	}

	@Test
	void shardWhoseChildrenAreReadIsRefused() {
		readThroughASplit(texts("before"), texts("after"));
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.reset.reset(this.request, this.stream, "shardId-000000000000", "123"))
			.withMessageContainingAll("shardId-000000000000", this.stream);
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.reset.reset(this.request, this.stream, "shardId-000000000099", "123"))
			.withMessageContaining("has no lease of shard shardId-000000000099");
	}

	@Test
	void workerThatRunsCannotUndoIt() {
		Source source = bed.source(this.request.withStartingPosition(StartingPosition.TRIM_HORIZON), "worker").start();
		bed.put(this.stream, texts("text"));
		SourceTestBed.await(() -> assertThat(source.texts()).hasSize(20));
		SourceTestBed.await(() -> assertThat(bed.leases(this.request.applicationName()).values())
			.noneMatch((lease) -> lease.checkpoint().equals(ExtendedSequenceNumber.TRIM_HORIZON)));
		this.reset.reset(this.request, StartingPosition.TRIM_HORIZON);
		bed.put(this.stream, texts("more"));
		SourceTestBed.await(() -> assertThat(source.texts().stream().filter(texts("text")::contains)).hasSize(40));
		SourceTestBed.await(() -> assertThat(source.texts()).containsAll(texts("more")));
	}

	@Test
	void whatWasPendingIsForgotten() {
		Source source = bed.source(this.request.withStartingPosition(StartingPosition.TRIM_HORIZON), "worker").start();
		SourceTestBed.await(() -> assertThat(bed.leases(this.request.applicationName())).hasSize(2));
		assertThat(source.stop()).isTrue();
		SdkCalls.await("UpdateItem", bed.dynamoDb()
			.updateItem((update) -> update.tableName(this.request.applicationName())
				.key(Map.of("leaseKey", AttributeValue.fromS("shardId-000000000001")))
				.updateExpression(
						"SET pendingCheckpoint = :seq, pendingCheckpointSubSequenceNumber = :sub, pendingCheckpointState = :state, leaseOwner = :owner, checkpointOwner = :owner")
				.expressionAttributeValues(Map.of(":seq", AttributeValue.fromS("123"), ":sub",
						AttributeValue.fromN("0"), ":state", AttributeValue.fromB(SdkBytes.fromUtf8String("x")),
						":owner", AttributeValue.fromS("gone")))));
		this.reset.reset(this.request, StartingPosition.TRIM_HORIZON);
		assertThat(bed.leases(this.request.applicationName())).hasSize(2)
			.allSatisfy((key, lease) -> assertUntouched(lease, ExtendedSequenceNumber.TRIM_HORIZON));
	}

	@Test
	void onlyTheStreamThatIsAskedForIsReset() {
		String returns = bed.createStream("returns", 1);
		RecordSource.Request both = new RecordSource.Request("both-" + this.stream,
				List.of(this.stream, bed.arn(returns)), StartingPosition.TRIM_HORIZON);
		Source source = bed.source(both, "worker").start();
		bed.put(this.stream, List.of("order"));
		bed.put(returns, List.of("return"));
		SourceTestBed.await(() -> assertThat(source.texts()).hasSize(2));
		assertThat(source.stop()).isTrue();
		this.reset.reset(both, bed.arn(returns), StartingPosition.TRIM_HORIZON);
		Source again = bed.source(both, "worker").start();
		bed.put(this.stream, List.of("another"));
		SourceTestBed.await(() -> assertThat(again.texts()).containsExactlyInAnyOrder("return", "another"));
	}

	private void readThroughASplit(List<String> before, List<String> after) {
		Source source = bed.source(this.request.withStartingPosition(StartingPosition.TRIM_HORIZON), "worker").start();
		bed.put(this.stream, before);
		SdkCalls.await("SplitShard",
				bed.kinesis()
					.splitShard((split) -> split.streamName(this.stream)
						.shardToSplit("shardId-000000000000")
						.newStartingHashKey("85070591730234615865843651857942052864")));
		bed.put(this.stream, after);
		SourceTestBed.await(() -> assertThat(source.texts()).containsAll(before).containsAll(after));
		assertThat(source.stop()).isTrue();
	}

	private static void assertUntouched(Lease lease, ExtendedSequenceNumber checkpoint) {
		assertThat(lease.checkpoint()).isEqualTo(checkpoint);
		assertThat(lease.leaseOwner()).isNull();
		assertThat(lease.checkpointOwner()).isNull();
		assertThat(lease.pendingCheckpoint()).isNull();
		assertThat(lease.pendingCheckpointState()).isNull();
	}

	private static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	private static List<String> texts(String prefix) {
		return IntStream.range(0, 20).mapToObj((number) -> prefix + "-" + number).toList();
	}

}
