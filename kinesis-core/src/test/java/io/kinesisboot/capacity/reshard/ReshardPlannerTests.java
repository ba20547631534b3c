package io.kinesisboot.capacity.reshard;

import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.capacity.load.KeyLoad;
import io.kinesisboot.capacity.load.ShardLoad;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import io.kinesisboot.shard.ShardMap;
import io.kinesisboot.shard.ShardRange;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link ReshardPlanner}.
 */
class ReshardPlannerTests {

	private static final ShardMap FOUR = new ShardMap(List.of(quarter(0), quarter(1), quarter(2), quarter(3)));

	private final Random random = new Random(1);

	@Test
	void unmeasuredShardsAreLeftAsTheyAre() {
		ReshardPlan plan = plan(ReshardOptions.between(1, 8), load(0, 0.01), load(2, 0.01));
		assertThat(plan.steps()).isEmpty();
		assertThat(plan.recommendedShards()).isEmpty();
		assertThat(plan.unmeasured()).containsExactly("shard-1", "shard-3");
		assertThat(plan.toString()).isEqualTo("""
				Stream 'orders' has 4 open shards; not measured: shard-1, shard-3
				Nothing to do""");
	}

	@Test
	void loadOfAShardThatIsNoLongerOpenIsNotCounted() {
		ReshardPlan plan = plan(ReshardOptions.between(1, 8), load(0, 0.5), load(1, 0.5), load(2, 0.5), load(3, 0.5),
				load(9, 0.9));
		assertThat(plan.recommendedShards()).hasValue(4);
	}

	@Test
	void hottestShardIsSplitWhereThereIsRoomForOneMore() {
		ReshardPlan plan = plan(ReshardOptions.between(1, 5), load(0, 0.85), load(1, 0.99), load(2, 0.2), load(3, 0.2));
		assertThat(plan.hotShards()).extracting(HotShard::shardId).containsExactly("shard-1", "shard-0");
		assertThat(plan.steps()).singleElement()
			.isInstanceOfSatisfying(ReshardStep.Split.class,
					(split) -> assertThat(split.shardId()).isEqualTo("shard-1"));
	}

	@Test
	void coldNeighboursAreMergedEachOnceAndNotBelowWhatTheLoadNeeds() {
		ShardLoad[] loads = { load(0, 0.1), load(1, 0.1), load(2, 0.1), load(3, 0.7) };
		// The load of 1.0 needs two shards at the target of 0.6
		assertThat(plan(ReshardOptions.between(1, 8), loads).steps())
			.containsExactly(new ReshardStep.Merge("shard-0", "shard-1", 0.2));
		assertThat(plan(ReshardOptions.between(4, 8), loads).steps()).isEmpty();
	}

	@Test
	void stepsOfAPlanAreLimited() {
		ShardLoad[] loads = { load(0, 0.9), load(1, 0.9), load(2, 0.1), load(3, 0.1) };
		assertThat(plan(ReshardOptions.between(1, 8).withMaxSteps(1), loads).steps()).hasSize(1);
		assertThat(plan(ReshardOptions.between(1, 8), loads).steps()).hasSize(3);
	}

	@Test
	void equalShardsWithEqualLoadsChangeTheirNumber() {
		assertThat(plan(ReshardOptions.between(1, 100), load(0, 0.9), load(1, 0.8), load(2, 0.8), load(3, 0.9)).steps())
			.containsExactly(new ReshardStep.Scale(6));
		assertThat(plan(ReshardOptions.between(1, 5), load(0, 0.9), load(1, 0.8), load(2, 0.8), load(3, 0.9)).steps())
			.containsExactly(new ReshardStep.Scale(5));
		assertThat(plan(ReshardOptions.between(1, 8), load(0, 0.1), load(1, 0.1), load(2, 0.1), load(3, 0.1)).steps())
			.containsExactly(new ReshardStep.Scale(2));
		assertThat(plan(ReshardOptions.between(1, 8), load(0, 0.5), load(1, 0.5), load(2, 0.5), load(3, 0.5)).steps())
			.isEmpty();
	}

	@Test
	void halfOfTheDaysUpdatesIsKeptForMoreShards() {
		List<ShardLoad> idle = List.of(load(0, 0), load(1, 0), load(2, 0), load(3, 0));
		List<ShardLoad> busy = List.of(load(0, 0.9), load(1, 0.9), load(2, 0.9), load(3, 0.9));
		ReshardPlanner planner = new ReshardPlanner(ReshardOptions.between(1, 8));
		assertThat(planner.plan("orders", FOUR, idle, 6).steps()).containsExactly(new ReshardStep.Scale(2));
		assertThat(planner.plan("orders", FOUR, idle, 5).steps()).isEmpty();
		assertThat(planner.plan("orders", FOUR, busy, 5).steps()).containsExactly(new ReshardStep.Scale(6));
	}

	@Test
	void keysThatFillAShardEachNeedNoMoreShards() {
		ShardLoad[] loads = IntStream.range(0, 4).mapToObj((shard) -> {
			HashKey only = quarter(shard).hashKeys().start();
			return new ShardLoad("shard-" + shard, Duration.ofMinutes(1), Instant.EPOCH, 1, 900,
					List.of(new KeyLoad("key-" + shard, 0.99, 890, 1)), Collections.nCopies(500, only));
		}).toArray(ShardLoad[]::new);
		ReshardPlan plan = plan(ReshardOptions.between(1, 16), loads);
		assertThat(plan.hotShards()).hasSize(4).allMatch((hot) -> hot.cause() == HotShard.Cause.KEY);
		assertThat(plan.steps()).isEmpty();
	}

	@Test
	void numberAtMostDoublesOrHalves() {
		assertThat(plan(ReshardOptions.between(1, 100), load(0, 2), load(1, 2), load(2, 2), load(3, 2)).steps())
			.containsExactly(new ReshardStep.Scale(8));
		assertThat(plan(ReshardOptions.between(3, 100), load(0, 0), load(1, 0), load(2, 0), load(3, 0)).steps())
			.containsExactly(new ReshardStep.Scale(3));
	}

	@Test
	void readsCountForTheRecommendation() {
		ReshardOptions options = ReshardOptions.between(1, 8).withSharedConsumers(6);
		ShardLoad[] loads = { load(0, 0.5), load(1, 0.5), load(2, 0.5), load(3, 0.5) };
		// 0.4 KB a record are 0.8 MB/s, read six times; at the target of 0.6 that is 4.6
		// of 2 MiB/s each
		assertThat(plan(options, loads).recommendedShards()).hasValue(4);
		assertThat(plan(options.withSharedConsumers(9), loads).recommendedShards()).hasValue(6);
	}

	@Test
	void oneHashKeyOfManyKeysIsToldFromAHotKey() {
		HashKey one = HashKey.parse("5");
		ShardLoad load = new ShardLoad("shard-0", Duration.ofMinutes(1), Instant.EPOCH, 1, 900,
				List.of(new KeyLoad("a", 0.01, 9, 9)), Collections.nCopies(500, one));
		ReshardPlan plan = plan(ReshardOptions.between(4, 8), load, load(1, 0), load(2, 0), load(3, 0));
		assertThat(plan.hotShards()).singleElement().extracting(HotShard::cause).isEqualTo(HotShard.Cause.HASH_KEY);
		assertThat(plan.steps()).isEmpty();
	}

	@Test
	void shardThatWasSampledTooLittleIsNotSplit() {
		ShardLoad few = new ShardLoad("shard-0", Duration.ofMinutes(1), Instant.EPOCH, 1, 900, List.of(),
				List.of(HashKey.parse("1"), HashKey.parse("2")));
		ReshardPlan plan = plan(ReshardOptions.between(4, 8), few, load(1, 0), load(2, 0), load(3, 0));
		assertThat(plan.hotShards()).singleElement().extracting(HotShard::cause).isEqualTo(HotShard.Cause.UNKNOWN);
		assertThat(plan.steps()).isEmpty();
	}

	@Test
	void pointPartsUnevenWeightsAsEvenlyAsCanBe() {
		List<HashKey> sample = Stream.of("1", "1", "1", "1", "4", "6", "6", "7").map(HashKey::parse).toList();
		assertThat(SplitPoint.of(HashRange.ALL, sample)).isEqualTo(new SplitPoint(HashKey.parse("4"), 0.5));
		assertThat(SplitPoint.of(HashRange.ALL, sample.subList(0, 4))).isNull();
		assertThat(SplitPoint.of(new HashRange(HashKey.parse("4"), HashKey.parse("6")), sample))
			.isEqualTo(new SplitPoint(HashKey.parse("6"), 2 / 3.0));
	}

	@Test
	void impossibleOptionsAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> ReshardOptions.between(0, 1))
			.withMessage("'minShards' must be at least 1 but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> ReshardOptions.between(3, 2))
			.withMessage("'maxShards' must be between 'minShards' 3 and 10000 (UpdateShardCount limit) but was 2");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ReshardOptions(1, 2, 0.8, 0.9, 0.3, 1, 1, Duration.ofMinutes(1)))
			.withMessage("'target' must be above 0 and below 'hot' 0.8 but was 0.9");
	}

	private static ReshardPlan plan(ReshardOptions options, ShardLoad... loads) {
		return new ReshardPlanner(options).plan("orders", FOUR, List.of(loads),
				/* scalesLeft= */ 10);
	}

	private static ShardRange quarter(int index) {
		long start = (long) index << 62;
		return new ShardRange("shard-" + index,
				new HashRange(new HashKey(start, 0), new HashKey(start | (-1L >>> 2), -1)));
	}

	private ShardLoad load(int shard, double utilization) {
		long start = (long) shard << 62;
		List<HashKey> sample = IntStream.range(0, 500)
			.mapToObj((i) -> new HashKey(start | (this.random.nextLong() >>> 2), this.random.nextLong()))
			.sorted()
			.toList();
		return new ShardLoad("shard-" + shard, Duration.ofMinutes(1), Instant.EPOCH, utilization * 400_000,
				utilization * 1000, List.of(new KeyLoad("any", 0.01, 10, 4000)), sample);
	}

}
