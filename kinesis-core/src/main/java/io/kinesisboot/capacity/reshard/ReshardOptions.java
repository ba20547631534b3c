package io.kinesisboot.capacity.reshard;

import java.time.Duration;

/**
 * When and how far the shards of a stream are changed. Immutable.
 *
 * @param minShards how many open shards there are to be at least
 * @param maxShards how many there are to be at most, up to 10,000 (UpdateShardCount
 * limit)
 * @param hot the utilization from which on a shard has too much to do, above 0 and at
 * most 1
 * @param target the utilization that a number of shards is recommended for, below
 * {@code hot}
 * @param cold the utilization up to which two neighbours together have too little to do,
 * below {@code target}
 * @param sharedConsumers how many applications poll the stream
 * @param maxSteps how many splits and merges a plan has at most
 * @param stepTimeout how long to wait at most for the stream to be {@code ACTIVE} again
 * after a step
 * @since 0.1.0
 */
public record ReshardOptions(int minShards, int maxShards, double hot, double target, double cold, int sharedConsumers,
		int maxSteps, Duration stepTimeout) {

	private static final int MAX_SHARDS = 10_000;

	public ReshardOptions {
		require(minShards >= 1, "'minShards' must be at least 1 but was " + minShards);
		require(maxShards >= minShards && maxShards <= MAX_SHARDS,
				"'maxShards' must be between 'minShards' %d and %d (UpdateShardCount limit) but was %d"
					.formatted(minShards, MAX_SHARDS, maxShards));
		require(hot > 0 && hot <= 1, "'hot' must be above 0 and at most 1 but was " + hot);
		require(target > 0 && target < hot, "'target' must be above 0 and below 'hot' " + hot + " but was " + target);
		require(cold >= 0 && cold < target,
				"'cold' must be at least 0 and below 'target' " + target + " but was " + cold);
		require(sharedConsumers >= 0, "'sharedConsumers' must not be negative but was " + sharedConsumers);
		require(maxSteps >= 1, "'maxSteps' must be at least 1 but was " + maxSteps);
		require(stepTimeout.compareTo(Duration.ZERO) > 0, "'stepTimeout' must be above zero but was " + stepTimeout);
	}

	private static void require(boolean condition, String message) {
		if (!condition) {
			throw new IllegalArgumentException(message);
		}
	}

	/**
	 * Between two bounds: hot from 80 %, for a target of 60 %, cold below 30 %; one
	 * application polls; four steps at a time, ten minutes each at most.
	 * @param minShards how many open shards there are to be at least
	 * @param maxShards how many there are to be at most
	 * @return the options
	 */
	public static ReshardOptions between(int minShards, int maxShards) {
		return new ReshardOptions(minShards, maxShards, 0.8, 0.6, 0.3, 1, 4, Duration.ofMinutes(10));
	}

	public ReshardOptions withSharedConsumers(int sharedConsumers) {
		return new ReshardOptions(this.minShards, this.maxShards, this.hot, this.target, this.cold, sharedConsumers,
				this.maxSteps, this.stepTimeout);
	}

	public ReshardOptions withMaxSteps(int maxSteps) {
		return new ReshardOptions(this.minShards, this.maxShards, this.hot, this.target, this.cold,
				this.sharedConsumers, maxSteps, this.stepTimeout);
	}

	public ReshardOptions withStepTimeout(Duration stepTimeout) {
		return new ReshardOptions(this.minShards, this.maxShards, this.hot, this.target, this.cold,
				this.sharedConsumers, this.maxSteps, stepTimeout);
	}

}
