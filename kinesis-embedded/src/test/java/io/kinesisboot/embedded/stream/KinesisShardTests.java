package io.kinesisboot.embedded.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.log.RecordMemory;
import io.kinesisboot.embedded.log.StoredRecord;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisShard}.
 */
class KinesisShardTests {

	private static final long CREATED = 1_700_000_000_000L;

	private static final Duration RETENTION = Retention.DEFAULT;

	private static final HashRange ALL_KEYS = new HashRange(new HashKey(0, 0), HashKey.MAX);

	private final KinesisShard shard = shard(0, List.of(), CREATED);

	private static KinesisShard shard(int index, List<KinesisShard> parents, long createdMillis) {
		return new KinesisShard(index, ALL_KEYS, parents, createdMillis, createdMillis / 1000, new Retention(CREATED),
				RecordMemory.uncounted());
	}

	@Test
	void recordsExpireAfterTheRetentionPeriod() {
		append(CREATED);
		append(CREATED + 1000);
		long expiry = CREATED + RETENTION.toMillis();
		assertThat(this.shard.read(0, 10, expiry).records()).hasSize(2);
		assertThat(this.shard.startPosition(expiry + 1)).isEqualTo(1);
		assertThat(this.shard.read(0, 10, expiry + 1).records()).singleElement()
			.extracting(StoredRecord::arrivalMillis)
			.isEqualTo(CREATED + 1000);
		assertThat(this.shard.read(0, 10, expiry + 1001).records()).isEmpty();
	}

	private SequenceNumber append(long nowMillis) {
		return Objects.requireNonNull(this.shard.append("key", new byte[] { 1 }, false, nowMillis));
	}

	@Test
	void arrivalTimesNeverGoBackWithTheClock() {
		append(CREATED + 5000);
		append(CREATED);
		assertThat(this.shard.read(0, 10, CREATED).records()).extracting(StoredRecord::arrivalMillis)
			.containsExactly(CREATED + 5000, CREATED + 5000);
	}

	@Test
	void readEndsBeforeTenMebibytesAreExceeded() {
		byte[] mebibyte = new byte[1024 * 1024];
		IntStream.range(0, 11).forEach((record) -> this.shard.append("key", mebibyte, false, CREATED));
		RecordBatch first = this.shard.read(0, 10_000, CREATED + 100);
		assertThat(first.records()).hasSize(10);
		assertThat(first.millisBehindLatest()).isEqualTo(100);
		RecordBatch second = this.shard.read(first.nextPosition(), 10_000, CREATED + 100);
		assertThat(second.records()).hasSize(1);
		assertThat(second.millisBehindLatest()).isZero();
	}

	@Test
	void closedShardIsReadToItsEndAndTakesNoMore() {
		append(CREATED);
		this.shard.close(CREATED + 1);
		RecordBatch last = this.shard.read(0, 1, CREATED + 2);
		assertThat(last.lastOfShard()).isTrue();
		assertThat(last.millisBehindLatest()).isEqualTo(1);
		assertThat(this.shard.append("key", new byte[0], false, CREATED + 2)).isNull();
	}

	@Test
	void watcherIsToldOfEachRecordAndOfTheEnd() {
		AtomicInteger calls = new AtomicInteger();
		this.shard.onChange(calls::incrementAndGet);
		append(CREATED);
		append(CREATED);
		assertThat(calls).hasValue(2);
		this.shard.close(CREATED + 1);
		assertThat(calls).hasValue(3);
	}

	@Test
	void watcherThatEndedItsWatchIsToldNothing() {
		AtomicInteger calls = new AtomicInteger();
		this.shard.onChange(calls::incrementAndGet).run();
		append(CREATED);
		assertThat(calls).hasValue(0);
	}

	@Test
	void numberBeforeAPositionLiesBetweenItsNeighbours() {
		String first = append(CREATED).toString();
		String between = this.shard.sequenceNumberBefore(1, CREATED + 5000).toString();
		String second = append(CREATED + 9000).toString();
		assertThat(between).isGreaterThan(first).isLessThan(second);
		assertThat(SequenceNumber.parse(between)).isNotNull()
			.matches((number) -> this.shard.issued(number, CREATED + 9000));
	}

	@Test
	void closedShardTellsItsEndAndItsChildTheParents() {
		this.shard.close(CREATED);
		KinesisShard other = shard(1, List.of(), CREATED);
		KinesisShard child = shard(2, List.of(this.shard, other), CREATED);
		assertThat(json(this.shard)).contains("\"EndingSequenceNumber\"");
		assertThat(json(child)).contains("\"ParentShardId\":\"shardId-000000000000\"")
			.contains("\"AdjacentParentShardId\":\"shardId-000000000001\"")
			.doesNotContain("EndingSequenceNumber");
	}

	private static String json(KinesisShard shard) {
		return new String(WireFormat.JSON.write(state(shard)::writeTo), StandardCharsets.UTF_8);
	}

	private static ShardState state(KinesisShard shard) {
		return new ShardState(shard, shard.closedMillis());
	}

	@Test
	void numberOfARecordToComeIsNotIssued() {
		SequenceNumber first = append(CREATED);
		SequenceNumber next = this.shard.sequenceNumberBefore(2, CREATED);
		SequenceNumber end = this.shard.endingNumber(CREATED);
		assertThat(this.shard.issued(this.shard.startingNumber(), CREATED)).isTrue();
		assertThat(this.shard.issued(first, CREATED)).isTrue();
		assertThat(this.shard.issued(next, CREATED)).isFalse();
		assertThat(this.shard.issued(end, CREATED)).isFalse();
		append(CREATED);
		this.shard.close(CREATED);
		assertThat(this.shard.issued(next, CREATED)).isTrue();
		assertThat(this.shard.issued(end, CREATED)).isTrue();
	}

	@Test
	void filtersTellOpenFromClosedShards() {
		this.shard.close(CREATED + 1000);
		KinesisShard child = shard(1, List.of(this.shard), CREATED + 1000);
		assertThat(admitted(ShardFilterKind.FROM_TRIM_HORIZON, 0, child)).containsExactly(0, 1);
		assertThat(admitted(ShardFilterKind.AT_TRIM_HORIZON, 0, child)).containsExactly(0);
		assertThat(admitted(ShardFilterKind.AT_LATEST, 0, child)).containsExactly(1);
		assertThat(admitted(ShardFilterKind.AFTER_SHARD_ID, 0, child)).containsExactly(1);
		assertThat(admitted(ShardFilterKind.AT_TIMESTAMP, 0, child)).containsExactly(0);
		assertThat(admitted(ShardFilterKind.AT_TIMESTAMP, CREATED + 500, child)).containsExactly(0);
		assertThat(admitted(ShardFilterKind.AT_TIMESTAMP, CREATED + 1500, child)).containsExactly(1);
		assertThat(admitted(ShardFilterKind.FROM_TIMESTAMP, CREATED + 500, child)).containsExactly(0, 1);
		assertThat(admitted(ShardFilterKind.FROM_TIMESTAMP, CREATED + 1500, child)).containsExactly(1);
	}

	private List<Integer> admitted(ShardFilterKind kind, long millis, KinesisShard child) {
		return List.of(this.shard, child)
			.stream()
			.map(KinesisShardTests::state)
			.filter((state) -> kind.admits(state, 0, millis, CREATED))
			.map((state) -> state.shard().index())
			.toList();
	}

	@Test
	void concurrentPutsGetDistinctAscendingNumbers() {
		CompletableFuture<?>[] writers = IntStream.range(0, 4)
			.mapToObj((writer) -> CompletableFuture
				.runAsync(() -> IntStream.range(0, 5000).forEach((record) -> append(CREATED + record))))
			.toArray(CompletableFuture[]::new);
		CompletableFuture.allOf(writers).join();
		List<String> numbers = this.shard.read(0, 20_000, CREATED)
			.records()
			.stream()
			.map((record) -> this.shard.sequenceNumberOf(record).toString())
			.toList();
		assertThat(numbers).hasSize(20_000).doesNotHaveDuplicates().isSorted();
	}

}
