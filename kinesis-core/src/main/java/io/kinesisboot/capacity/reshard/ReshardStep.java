package io.kinesisboot.capacity.reshard;

import io.kinesisboot.shard.HashKey;

/**
 * One change of a stream's shards, which is one call. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface ReshardStep {

	/**
	 * How many open shards there are more after it.
	 * @param shards how many there are before
	 * @return the difference, negative if there are fewer
	 */
	int change(int shards);

	/**
	 * A shard becomes two, by SplitShard.
	 *
	 * @param shardId the shard
	 * @param at where the second of its children begins
	 * @param largerPart the larger of the parts that the children get of its load
	 */
	record Split(String shardId, HashKey at, double largerPart) implements ReshardStep {

		@Override
		public int change(int shards) {
			return 1;
		}

		@Override
		public String toString() {
			return "split %s at %s, the median of its load: %.0f and %.0f %%".formatted(this.shardId, this.at,
					this.largerPart * 100, 100 - this.largerPart * 100);
		}

	}

	/**
	 * Two neighbours become one, by MergeShards.
	 *
	 * @param shardId the shard of the lower hash keys
	 * @param adjacentShardId the shard of those that follow
	 * @param utilization what both have to do, of what one may take
	 */
	record Merge(String shardId, String adjacentShardId, double utilization) implements ReshardStep {

		@Override
		public int change(int shards) {
			return -1;
		}

		@Override
		public String toString() {
			return "merge %s with %s, at %.0f %% together".formatted(this.shardId, this.adjacentShardId,
					this.utilization * 100);
		}

	}

	/**
	 * All shards become equal parts, by UpdateShardCount.
	 *
	 * @param target how many there are to be
	 */
	record Scale(int target) implements ReshardStep {

		@Override
		public int change(int shards) {
			return this.target - shards;
		}

		@Override
		public String toString() {
			return "update the shard count to " + this.target;
		}

	}

}
