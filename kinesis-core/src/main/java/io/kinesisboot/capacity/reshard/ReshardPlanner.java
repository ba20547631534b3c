package io.kinesisboot.capacity.reshard;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.capacity.ShardNeed;
import io.kinesisboot.capacity.Workload;
import io.kinesisboot.capacity.load.ShardLoad;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import io.kinesisboot.shard.ShardMap;
import io.kinesisboot.shard.ShardRange;
import org.jspecify.annotations.Nullable;

/**
 * Plans by what was measured. Where all shards are equal parts and have as much to do,
 * their number is changed; else what is hot is split and what is cold is merged.
 * Immutable.
 *
 * @param options when to change what
 */
record ReshardPlanner(ReshardOptions options) {

	/** A split is worth a shard if neither child gets more of the load. */
	private static final double LARGEST_PART = 2.0 / 3;

	/** From which share on a key alone can make every split uneven. */
	private static final double LARGE_SHARE = 1.0 / 3;

	/** How many hash keys tell where to split, within some percent of the load. */
	private static final int LEAST_SAMPLE = 100;

	/** How much more than the mean a shard may have to do, if all have about as much. */
	private static final double EVEN = 1.5;

	/** UpdateShardCount is for a change that is worth it. */
	private static final double WORTH_FEWER = 0.75;

	/** So many calls of UpdateShardCount are not used for fewer shards. */
	private static final int KEPT_FOR_MORE = 5;

	private static final BigInteger HASH_KEYS = BigInteger.ONE.shiftLeft(128);

	/**
	 * Plans.
	 * @param stream the stream
	 * @param map its open shards
	 * @param loads what was measured of them, lately and long enough
	 * @param scalesLeft how often UpdateShardCount may still be called
	 * @return the plan
	 */
	ReshardPlan plan(String stream, ShardMap map, List<ShardLoad> loads, int scalesLeft) {
		Map<String, ShardLoad> byId = loads.stream().collect(Collectors.toMap(ShardLoad::shardId, Function.identity()));
		List<Measured> shards = map.shards()
			.stream()
			.map((shard) -> new Measured(shard, byId.get(shard.shardId())))
			.toList();
		List<String> unmeasured = shards.stream()
			.filter((shard) -> shard.load() == null)
			.map(Measured::shardId)
			.toList();
		OptionalInt recommended = unmeasured.isEmpty() ? OptionalInt.of(recommended(shards)) : OptionalInt.empty();
		List<HotShard> hot = shards.stream()
			.filter(this::isHot)
			.sorted(Comparator.comparingDouble(Measured::utilization).reversed())
			.map(ReshardPlanner::diagnose)
			.toList();
		List<ReshardStep> steps = (recommended.isPresent() && scalesLeft > 0 && isUniform(shards))
				? scale(shards.size(), recommended.getAsInt(), hot, scalesLeft)
				: splitAndMerge(shards, hot, recommended.orElse(this.options.minShards()));
		return new ReshardPlan(stream, shards.size(), recommended, unmeasured, hot, steps);
	}

	private int recommended(List<Measured> shards) {
		List<ShardLoad> loads = shards.stream().flatMap((shard) -> Stream.ofNullable(shard.load())).toList();
		double bytes = loads.stream().mapToDouble(ShardLoad::bytesPerSecond).sum();
		double records = loads.stream().mapToDouble(ShardLoad::streamRecordsPerSecond).sum();
		Workload workload = new Workload(bytes / this.options.target(), records / this.options.target(), 0,
				this.options.sharedConsumers(), 0);
		return bounded(ShardNeed.of(workload).shards());
	}

	private int bounded(int shards) {
		return Math.max(this.options.minShards(), Math.min(this.options.maxShards(), shards));
	}

	private boolean isHot(Measured shard) {
		return shard.load() != null && shard.utilization() >= this.options.hot();
	}

	private static HotShard diagnose(Measured shard) {
		ShardLoad load = Objects.requireNonNull(shard.load());
		return new HotShard(load.shardId(), load.utilization(), cause(shard.range(), load), load.keys());
	}

	private static HotShard.Cause cause(HashRange range, ShardLoad load) {
		if (load.sample().size() < LEAST_SAMPLE) {
			return HotShard.Cause.UNKNOWN;
		}
		SplitPoint point = SplitPoint.of(range, load.sample());
		if (point != null && point.largerPart() <= LARGEST_PART) {
			return HotShard.Cause.RANGE;
		}
		boolean largeKey = !load.keys().isEmpty() && load.keys().get(0).share() >= LARGE_SHARE;
		return largeKey ? HotShard.Cause.KEY : HotShard.Cause.HASH_KEY;
	}

	private static boolean isUniform(List<Measured> shards) {
		double mean = shards.stream().mapToDouble(Measured::utilization).average().orElse(0);
		return shards.stream()
			.allMatch((shard) -> shard.utilization() <= EVEN * mean && isEqualPart(shard.range(), shards.size()));
	}

	private static boolean isEqualPart(HashRange range, int parts) {
		BigInteger size = number(range.end()).subtract(number(range.start()));
		BigInteger part = HASH_KEYS.divide(BigInteger.valueOf(parts));
		return size.subtract(part).abs().shiftLeft(7).compareTo(part) < 0;
	}

	private static BigInteger number(HashKey hashKey) {
		return new BigInteger(hashKey.toString());
	}

	private List<ReshardStep> scale(int shards, int recommended, List<HotShard> hot, int scalesLeft) {
		boolean helps = hot.stream().anyMatch((shard) -> shard.cause() == HotShard.Cause.RANGE);
		boolean more = recommended > shards && (helps || shards < this.options.minShards());
		boolean fewer = scalesLeft > KEPT_FOR_MORE
				&& (recommended <= shards * WORTH_FEWER || shards > this.options.maxShards());
		if (!more && !fewer) {
			return List.of();
		}
		// UpdateShardCount doubles or halves at most
		int target = Math.max((shards + 1) / 2, Math.min(2 * shards, recommended));
		return List.of(new ReshardStep.Scale(target));
	}

	private List<ReshardStep> splitAndMerge(List<Measured> shards, List<HotShard> hot, int least) {
		List<ReshardStep> steps = new ArrayList<>();
		int room = this.options.maxShards() - shards.size();
		hot.stream()
			.filter((shard) -> shard.cause() == HotShard.Cause.RANGE)
			.limit(Math.max(0, Math.min(room, this.options.maxSteps())))
			.forEach((shard) -> steps.add(split(shards, shard.shardId())));
		int spare = shards.size() + steps.size() - least;
		for (int i = 1; i < shards.size() && spare > 0 && steps.size() < this.options.maxSteps(); i++) {
			Measured lower = shards.get(i - 1);
			Measured upper = shards.get(i);
			if (areCold(lower, upper)) {
				steps.add(new ReshardStep.Merge(lower.shardId(), upper.shardId(),
						lower.utilization() + upper.utilization()));
				spare--;
				// The upper one is gone
				i++;
			}
		}
		return steps;
	}

	private static ReshardStep split(List<Measured> shards, String shardId) {
		Measured shard = shards.stream().filter((each) -> each.shardId().equals(shardId)).findAny().orElseThrow();
		SplitPoint point = SplitPoint.of(shard.range(), Objects.requireNonNull(shard.load()).sample());
		if (point == null) {
			throw new IllegalStateException(shardId + " cannot be split");
		}
		return new ReshardStep.Split(shardId, point.at(), point.largerPart());
	}

	private boolean areCold(Measured lower, Measured upper) {
		return lower.load() != null && upper.load() != null
				&& lower.utilization() + upper.utilization() <= this.options.cold();
	}

	/**
	 * An open shard and its load, if that was measured.
	 */
	private record Measured(ShardRange shard, @Nullable ShardLoad load) {

		String shardId() {
			return this.shard.shardId();
		}

		HashRange range() {
			return this.shard.hashKeys();
		}

		double utilization() {
			return (this.load != null) ? this.load.utilization() : 0;
		}

	}

}
