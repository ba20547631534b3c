package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Consumer;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * What the service allows to be done to the shards of one stream, in its words. What is
 * allowed counts for the account's limit at once. Immutable.
 *
 * @param streamName the stream's name
 * @param account the account it is in
 */
record ReshardRules(String streamName, Account account) {

	private static final int MAX_TARGET = 10_000;

	/**
	 * Checks a SplitShard call.
	 * @param shards the stream's shards
	 * @param shardId the shard to split
	 * @param newStart where its second child is to start, in decimal digits
	 * @return what to do
	 * @throws AwsError if it is not allowed
	 */
	Consumer<Resharding> split(ShardMap shards, String shardId, String newStart) {
		KinesisShard shard = openShard(shards, shardId);
		HashRange range = shard.hashRange();
		HashKey start = HashKey.parse(newStart);
		if (start == null || !range.canBeSplitAt(start)) {
			throw KinesisErrors.invalidArgument(
					("NewStartingHashKey %s used in SplitShard() on shard %s in stream %s under account %s "
							+ "is not both greater than one plus the shard's StartingHashKey %s and less than the shard's "
							+ "EndingHashKey %s.")
						.formatted(newStart, shard.id(), this.streamName, this.account.id(), range.start(),
								range.end()));
		}
		this.account.takeShards(1);
		return (resharding) -> resharding.split(shard, start);
	}

	/**
	 * Checks a MergeShards call.
	 * @param shards the stream's shards
	 * @param shardId the shard of the lower hash keys
	 * @param adjacentShardId the shard of the hash keys that follow
	 * @return what to do
	 * @throws AwsError if it is not allowed
	 */
	Consumer<Resharding> merge(ShardMap shards, String shardId, String adjacentShardId) {
		KinesisShard lower = openShard(shards, shardId);
		KinesisShard upper = openShard(shards, adjacentShardId);
		BigInteger next = lower.hashRange().end().value().add(BigInteger.ONE);
		if (!next.equals(upper.hashRange().start().value())) {
			throw KinesisErrors.invalidArgument(
					"Shards %s and %s in stream %s under account %s are not an adjacent pair of shards eligible for merging"
						.formatted(lower.id(), upper.id(), this.streamName, this.account.id()));
		}
		this.account.takeShards(-1);
		return (resharding) -> resharding.merge(lower, upper);
	}

	/**
	 * Checks an UpdateShardCount call.
	 * @param shards the stream's shards
	 * @param target how many there are to be
	 * @return what to do
	 * @throws AwsError if it is not allowed
	 */
	Consumer<Resharding> updateCount(ShardMap shards, int target) {
		int current = shards.openCount();
		require(target <= MAX_TARGET, "Target shard count or number of open shards cannot be greater than 10000.",
				current, target);
		require(target <= 2L * current, "UpdateShardCount cannot scale up over double your current open shard count.",
				current, target);
		require(2L * target >= current, "UpdateShardCount cannot scale down below half your current open shard count.",
				current, target);
		this.account.takeShards(target - current);
		return (resharding) -> resharding.divide(target);
	}

	private static void require(boolean condition, String message, int current, int target) {
		if (!condition) {
			throw KinesisErrors.limitExceeded(
					"%s Current open shard count: %d Target shard count: %d".formatted(message, current, target));
		}
	}

	private KinesisShard openShard(ShardMap shards, String shardId) {
		OptionalInt index = KinesisShard.index(shardId);
		Optional<KinesisShard> found = index.isPresent() ? shards.withIndex(index.getAsInt()) : Optional.empty();
		KinesisShard shard = found.orElseThrow(
				() -> KinesisErrors.notFound("Could not find shard %s in stream %s under account %s.".formatted(
						index.isPresent() ? KinesisShard.id(index.getAsInt()) : shardId, this.streamName,
						this.account.id())));
		if (!shards.isOpen(shard)) {
			throw KinesisErrors.invalidArgument(("Shard %s in stream %s under account %s has already been merged or "
					+ "split, and thus is not eligible for merging or splitting.")
				.formatted(shard.id(), this.streamName, this.account.id()));
		}
		return shard;
	}

}
