package io.kinesisboot.embedded.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.log.RecordMemory;
import io.kinesisboot.embedded.log.StoredRecord;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link KinesisStream}.
 */
class KinesisStreamTests {

	private static final int WRITERS = 4;

	private static final int KEYS = 50;

	private static final int RESHARDINGS = 300;

	private static final int MAX_RECORDS = 100_000;

	private final MovableClock clock = TestClocks.standing();

	private final Account account = new Account(new ArnScope("us-east-1", "000000000000"), this.clock, Duration.ZERO);

	private KinesisStream stream(CapacityMode mode, int shards) {
		return new KinesisStream("orders", 1,
				new StreamPlan(mode, shards, null, StreamSettings.DEFAULT, Map.of(), Duration.ZERO), this.account,
				RecordMemory.uncounted());
	}

	private static NewRecord record(String key, int bytes) {
		return new NewRecord(key, HashKey.ofPartitionKey(key), new byte[bytes]);
	}

	@Test
	void readerWhoGoesFromParentsToChildrenMissesNothingWhileShardsSplitAndMerge() {
		KinesisStream stream = stream(CapacityMode.PROVISIONED, 1);
		AtomicBoolean stopped = new AtomicBoolean();
		List<CompletableFuture<Integer>> writers = write(stream, stopped);
		Reader reader = new Reader(stream);
		for (int resharding = 0; resharding < RESHARDINGS; resharding++) {
			stream.updateShardCount((resharding % 2 == 0) ? 2 : 1);
			assertListCoversTheRing(stream);
			reader.readClosedShards();
		}
		stopped.set(true);
		int written = writers.stream().mapToInt(CompletableFuture::join).sum();
		assertThat(reader.readAll()).isEqualTo(written);
	}

	@Test
	void readerWhoGoesFromParentsToChildrenMissesNothingWhileAnOnDemandStreamGrows() {
		KinesisStream stream = stream(CapacityMode.ON_DEMAND, 1);
		AtomicBoolean stopped = new AtomicBoolean();
		List<CompletableFuture<Integer>> writers = write(stream, stopped);
		Reader reader = new Reader(stream);
		while (stream.shards().openCount() < 4) {
			reader.readClosedShards();
		}
		stopped.set(true);
		int written = writers.stream().mapToInt(CompletableFuture::join).sum();
		assertThat(reader.readAll()).isEqualTo(written);
	}

	private static List<CompletableFuture<Integer>> write(KinesisStream stream, AtomicBoolean stopped) {
		return IntStream.range(0, WRITERS)
			.mapToObj((writer) -> CompletableFuture.supplyAsync(() -> write(stream, stopped, writer)))
			.toList();
	}

	private static int write(KinesisStream stream, AtomicBoolean stopped, int writer) {
		int count = 0;
		while (!stopped.get() && count < MAX_RECORDS) {
			String key = "key-" + writer + "-" + count % KEYS;
			byte[] data = String.valueOf(count / KEYS + 1).getBytes(StandardCharsets.US_ASCII);
			stream.put(new NewRecord(key, HashKey.ofPartitionKey(key), data));
			count++;
		}
		return count;
	}

	private static void assertListCoversTheRing(KinesisStream stream) {
		List<HashRange> open = stream.readableShards()
			.filter(ShardState::isOpen)
			.map((state) -> state.shard().hashRange())
			.sorted((one, other) -> one.start().compareTo(other.start()))
			.toList();
		HashKey before = HashKey.MAX;
		for (HashRange range : open) {
			assertThat(range.start().previous()).isEqualTo(before);
			before = range.end();
		}
		assertThat(before).isEqualTo(HashKey.MAX);
	}

	@Test
	void shardOfAnOnDemandStreamIsSplitWhenAMinuteBringsMoreThanHalfOfWhatItTakes() {
		KinesisStream stream = stream(CapacityMode.ON_DEMAND, 4);
		IntStream.range(0, 30).forEach((record) -> stream.put(record("a", 1024 * 1024 - 1)));
		assertThat(stream.shards().openCount()).isEqualTo(4);
		stream.put(record("a", 1024 * 1024));
		assertThat(stream.shards().openCount()).isEqualTo(5);
		KinesisShard busy = stream.shards().withIndex(0).orElseThrow();
		assertThat(stream.childrenOf(busy)).extracting((shard) -> shard.hashRange().start().toString())
			.containsExactly("0", "42535295865117307932921825928971026432");
		assertThat(stream.status()).isEqualTo(StreamStatus.ACTIVE);
	}

	@Test
	void trafficIsJudgedMinuteByMinute() {
		KinesisStream stream = stream(CapacityMode.ON_DEMAND, 4);
		IntStream.range(0, 30_000).forEach((record) -> stream.put(record("a", 1)));
		this.clock.advance(Duration.ofMinutes(1));
		IntStream.range(0, 30_000).forEach((record) -> stream.put(record("a", 1)));
		assertThat(stream.shards().openCount()).isEqualTo(4);
		stream.put(record("a", 1));
		assertThat(stream.shards().openCount()).isEqualTo(5);
	}

	@Test
	void provisionedStreamDoesNotGrow() {
		KinesisStream stream = stream(CapacityMode.PROVISIONED, 1);
		IntStream.range(0, 40_000).forEach((record) -> stream.put(record("a", 1)));
		assertThat(stream.shards().openCount()).isEqualTo(1);
	}

	@Test
	void onDemandStreamDoesNotGrowOverTheLimitOfItsAccount() {
		KinesisStream stream = stream(CapacityMode.ON_DEMAND, 4);
		this.account.takeShards(this.account.shardLimit());
		assertThatNoException()
			.isThrownBy(() -> IntStream.range(0, 31_000).forEach((record) -> stream.put(record("a", 1))));
		assertThat(stream.shards().openCount()).isEqualTo(4);
		this.account.takeShards(-1);
		stream.put(record("a", 1));
		stream.put(record("a", 1));
		assertThat(stream.shards().openCount()).isEqualTo(5);
	}

	@Test
	void closedShardIsForgottenWhenItsRecordsHaveExpired() {
		KinesisStream stream = stream(CapacityMode.PROVISIONED, 1);
		stream.put(record("a", 1));
		this.clock.advance(Duration.ofHours(1));
		stream.split("shardId-000000000000", "1000");
		this.clock.advance(Duration.ofHours(24));
		assertThat(stream.shards().withIndex(0)).isPresent();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(stream.shards().withIndex(0)).isEmpty();
		assertThat(stream.readableShards()).extracting((state) -> state.shard().index()).containsExactly(1, 2);
		stream.merge("shardId-000000000001", "shardId-000000000002");
		assertThat(stream.shards().open()).extracting(KinesisShard::index).containsExactly(3);
	}

	/**
	 * Reads each closed shard once, after its parents, and checks the order of each key.
	 */
	private static final class Reader {

		private final KinesisStream stream;

		private final Map<String, Integer> counts = new HashMap<>();

		private final Map<String, String> lastNumbers = new HashMap<>();

		private int nextIndex;

		Reader(KinesisStream stream) {
			this.stream = stream;
		}

		void readClosedShards() {
			this.stream.readableShards()
				.filter((state) -> state.shard().index() >= this.nextIndex)
				.takeWhile((state) -> !state.isOpen())
				.map(ShardState::shard)
				.forEach(this::read);
		}

		int readAll() {
			this.stream.readableShards()
				.map(ShardState::shard)
				.filter((shard) -> shard.index() >= this.nextIndex)
				.forEach(this::read);
			return this.counts.values().stream().mapToInt(Integer::intValue).sum();
		}

		private void read(KinesisShard shard) {
			RecordBatch batch = shard.read(0, 10_000, 0);
			while (!batch.records().isEmpty()) {
				batch.records().forEach((record) -> check(record, shard.sequenceNumberOf(record).toString()));
				batch = shard.read(batch.nextPosition(), 10_000, 0);
			}
			this.nextIndex = shard.index() + 1;
		}

		private void check(StoredRecord record, String number) {
			String key = record.partitionKey();
			int value = Integer.parseInt(new String(record.data(), StandardCharsets.US_ASCII));
			assertThat(value).isEqualTo(this.counts.merge(key, 1, Integer::sum));
			assertThat(number).isGreaterThan(this.lastNumbers.getOrDefault(key, ""));
			this.lastNumbers.put(key, number);
		}

	}

}
