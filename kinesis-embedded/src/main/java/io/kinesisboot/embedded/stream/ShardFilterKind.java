package io.kinesisboot.embedded.stream;

/**
 * Which shards a ListShards call asks for.
 *
 * @since 0.1.0
 */
public enum ShardFilterKind {

	/** Those that come after another one. */
	AFTER_SHARD_ID,

	/** Those that were open at the trim horizon. */
	AT_TRIM_HORIZON,

	/** All that still have records. */
	FROM_TRIM_HORIZON,

	/** Those that are open. */
	AT_LATEST,

	/** Those that were open at a time. */
	AT_TIMESTAMP,

	/** Those that were open at a time or later. */
	FROM_TIMESTAMP;

	public boolean needsShardId() {
		return this == AFTER_SHARD_ID;
	}

	public boolean needsTimestamp() {
		return this == AT_TIMESTAMP || this == FROM_TIMESTAMP;
	}

	/**
	 * Whether the call asks for a shard whose records have not all expired.
	 * @param shard the shard
	 * @param shardIndex the number of the filter's shard, which one kind needs
	 * @param millis the timestamp of the filter, which two kinds need
	 * @param trimHorizonMillis the stream's trim horizon
	 * @return whether it does
	 */
	public boolean admits(ShardState shard, int shardIndex, long millis, long trimHorizonMillis) {
		return switch (this) {
			case AFTER_SHARD_ID -> shard.shard().index() > shardIndex;
			case AT_TRIM_HORIZON -> shard.wasOpenAt(trimHorizonMillis);
			case FROM_TRIM_HORIZON -> true;
			case AT_LATEST -> shard.isOpen();
			case AT_TIMESTAMP -> shard.wasOpenAt(Math.max(millis, trimHorizonMillis));
			case FROM_TIMESTAMP -> shard.wasOpenSince(millis);
		};
	}

}
