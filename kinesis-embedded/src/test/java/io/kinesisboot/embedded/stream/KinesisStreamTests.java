package io.kinesisboot.embedded.stream;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.MutableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link KinesisStream}.
 */
class KinesisStreamTests {

	private static final int WRITERS = 4;

	private static final int RECORDS = 20_000;

	private final MutableClock clock = new MutableClock();

	private final Account account = new Account(new ArnScope("us-east-1", "000000000000"), this.clock, Duration.ZERO);

	private KinesisStream stream(CapacityMode mode, int shards) {
		return new KinesisStream("orders", 1,
				new StreamPlan(mode, shards, null, StreamSettings.DEFAULT, Map.of(), Duration.ZERO), this.account,
				RecordMemory.uncounted());
	}

	private static NewRecord record(String key, int bytes) {
		return new NewRecord(key, HashKey.ofPartitionKey(key), new byte[bytes]);
	}

	private static List<StoredRecord> read(KinesisShard shard, long nowMillis) {
		List<StoredRecord> records = new ArrayList<>();
		RecordBatch batch = shard.read(0, 10_000, nowMillis);
		while (!batch.records().isEmpty()) {
			records.addAll(batch.records());
			batch = shard.read(batch.nextPosition(), 10_000, nowMillis);
		}
		return records;
	}

	@Test
	void nothingIsLostAndKeysKeepTheirOrderWhileShardsSplitAndMerge() {
		KinesisStream stream = stream(CapacityMode.PROVISIONED, 4);
		CompletableFuture<?> writers = CompletableFuture.allOf(IntStream.range(0, WRITERS)
			.mapToObj((writer) -> CompletableFuture.runAsync(() -> write(stream, writer)))
			.toArray(CompletableFuture[]::new));
		int reshardings = 0;
		while (!writers.isDone() && reshardings < 1000) {
			stream.updateShardCount((reshardings % 2 == 0) ? 6 : 4);
			assertEveryListCoversTheRing(stream);
			reshardings++;
		}
		writers.join();
		assertThat(reshardings).isPositive();
		Map<String, Integer> counts = new HashMap<>();
		Map<String, String> lastNumbers = new HashMap<>();
		stream.shards().shards().forEach((shard) -> read(shard, this.clock.millis()).forEach((record) -> {
			String number = shard.sequenceNumberOf(record).toString();
			String key = record.partitionKey();
			int value = Integer.parseInt(new String(record.data(), StandardCharsets.US_ASCII));
			assertThat(value).isEqualTo(counts.merge(key, 1, Integer::sum));
			assertThat(number).isGreaterThan(lastNumbers.getOrDefault(key, ""));
			lastNumbers.put(key, number);
		}));
		assertThat(counts.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(WRITERS * RECORDS);
	}

	private static void write(KinesisStream stream, int writer) {
		for (int record = 0; record < RECORDS; record++) {
			String key = "key-" + writer + "-" + record % 10;
			byte[] data = String.valueOf(record / 10 + 1).getBytes(StandardCharsets.US_ASCII);
			stream.put(new NewRecord(key, HashKey.ofPartitionKey(key), data));
		}
	}

	private static void assertEveryListCoversTheRing(KinesisStream stream) {
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
		this.account.takeShards(Account.SHARD_LIMIT);
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

}
