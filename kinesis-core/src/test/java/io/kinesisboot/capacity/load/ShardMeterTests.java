package io.kinesisboot.capacity.load;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.shard.HashKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of {@link ShardMeter}.
 */
class ShardMeterTests {

	private static final long START = 1_700_000_000_000L;

	private final ShardMeter meter = new LoadMeter(Duration.ofMinutes(1)).measure("shardId-000000000000");

	@Test
	void ratesAreThoseOfTheArrivalsHoweverFastTheyAreRead() {
		for (int i = 0; i <= 60_000; i += 10) {
			add("key-" + i, null, 1014 - ("key-" + i).length(), 0, START + i);
		}
		ShardLoad load = this.meter.load();
		assertThat(load.window()).isEqualTo(Duration.ofMinutes(1));
		assertThat(load.end()).isEqualTo(Instant.ofEpochMilli(START + 60_000));
		assertThat(load.streamRecordsPerSecond()).isCloseTo(100, within(0.1));
		assertThat(load.bytesPerSecond()).isCloseTo(101_400, within(50.0));
		assertThat(load.utilization()).isCloseTo(0.1, within(0.001));
	}

	@Test
	void bytesFillAShardToo() {
		for (int i = 0; i < 60; i++) {
			add("k", null, 1024 * 1024 - 1, 0, START + i * 1000);
		}
		this.meter.readUpTo(Instant.ofEpochMilli(START + 60_000));
		assertThat(this.meter.load().utilization()).isCloseTo(1, within(0.001));
	}

	@Test
	void recordsOfAnAggregateCountAsOneStreamRecord() {
		for (int i = 0; i < 1_000; i++) {
			add("key-" + i % 7, null, 10, i % 100, START + i);
		}
		this.meter.readUpTo(Instant.ofEpochMilli(START + 1_000));
		assertThat(this.meter.load().streamRecordsPerSecond()).isCloseTo(10, within(0.01));
	}

	@Test
	void timeWithoutRecordsLowersTheRate() {
		for (int i = 0; i < 60_000; i += 10) {
			add("key", null, 10, 0, START + i);
		}
		this.meter.readUpTo(Instant.ofEpochMilli(START + 100_000));
		assertThat(this.meter.load().streamRecordsPerSecond()).isCloseTo(60, within(0.1));
		this.meter.readUpTo(Instant.ofEpochMilli(START + 1_000_000));
		assertThat(this.meter.load().streamRecordsPerSecond()).isLessThan(7);
	}

	@Test
	void newLoadReplacesOld() {
		for (int i = 0; i < 600_000; i += 100) {
			add((i < 300_000) ? "old" : "new", null, 10, 0, START + i);
		}
		ShardLoad load = this.meter.load();
		assertThat(load.window()).isBetween(Duration.ofSeconds(60), Duration.ofSeconds(120));
		assertThat(load.streamRecordsPerSecond()).isCloseTo(10, within(0.1));
		assertThat(load.keys().get(0).partitionKey()).isEqualTo("new");
		assertThat(load.keys().get(0).share()).isGreaterThan(0.9);
	}

	@Test
	void sampleShowsWhichHashKeysCarryTheLoad() {
		// Two thirds of the bytes, in a quarter of the records, belong to the hash key 7
		for (int i = 0; i < 8_000; i++) {
			boolean heavy = i % 4 == 0;
			add("any", heavy ? "7" : "9", heavy ? 60_000 : 10_000, 0, START + i);
		}
		double sevens = this.meter.load()
			.sample()
			.stream()
			.filter((hashKey) -> hashKey.equals(HashKey.parse("7")))
			.count();
		assertThat(sevens / this.meter.load().sample().size()).isCloseTo(0.66, within(0.05));
	}

	@Test
	void partitionKeysAreSampledByTheirHash() {
		add("key", null, 1024 * 1024, 0, START);
		assertThat(this.meter.load().sample()).isNotEmpty().containsOnly(HashKey.ofPartitionKey("key"));
	}

	@Test
	void explicitHashKeyThatIsNoneDoesNotKeepTheRecordFromItsHandler() {
		add("key", "none", 1024 * 1024, 0, START);
		assertThat(this.meter.load().sample()).isNotEmpty().containsOnly(HashKey.ofPartitionKey("key"));
	}

	@Test
	void meterOfNothingHasNoLoad() {
		ShardLoad load = this.meter.load();
		assertThat(load.utilization()).isZero();
		assertThat(load.window()).isZero();
		assertThat(load.keys()).isEmpty();
	}

	private void add(String key, @Nullable String explicitHashKey, int bytes, long subSequenceNumber, long arrival) {
		this.meter.add(new ReceivedRecord("stream", "shardId-000000000000", key, explicitHashKey, "1",
				subSequenceNumber, Instant.ofEpochMilli(arrival), ByteBuffer.allocate(bytes), Map.of()));
	}

}
