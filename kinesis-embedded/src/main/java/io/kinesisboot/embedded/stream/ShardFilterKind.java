package io.kinesisboot.embedded.stream;

/**
 * Which shards a ListShards call asks for.
 */
enum ShardFilterKind {

	AFTER_SHARD_ID, AT_TRIM_HORIZON, FROM_TRIM_HORIZON, AT_LATEST, AT_TIMESTAMP, FROM_TIMESTAMP;

	boolean needsShardId() {
		return this == AFTER_SHARD_ID;
	}

	boolean needsTimestamp() {
		return this == AT_TIMESTAMP || this == FROM_TIMESTAMP;
	}

	/**
	 * Whether the call asks for a shard whose records have not all expired.
	 * @param shard the shard
	 * @param shardId the shard id of the filter, which one kind needs
	 * @param millis the timestamp of the filter, which two kinds need
	 * @param trimHorizonMillis the stream's trim horizon
	 * @return whether it does
	 */
	boolean admits(KinesisShard shard, String shardId, long millis, long trimHorizonMillis) {
		return switch (this) {
			case AFTER_SHARD_ID -> shard.id().compareTo(shardId) > 0;
			case AT_TRIM_HORIZON -> shard.wasOpenAt(trimHorizonMillis);
			case FROM_TRIM_HORIZON -> true;
			case AT_LATEST -> shard.isOpen();
			case AT_TIMESTAMP -> shard.wasOpenAt(millis);
			case FROM_TIMESTAMP -> shard.wasOpenSince(millis);
		};
	}

}
