package io.kinesisboot.flink.source;

import io.kinesisboot.shard.HashRange;
import org.apache.flink.api.connector.source.SourceSplit;

/**
 * A shard, and how far it has been read. Immutable.
 *
 * @param shardId the shard's id
 * @param hashKeys what belongs to the shard
 * @param position how far it has been read
 */
record ShardSplit(String shardId, HashRange hashKeys, ShardPosition position) implements SourceSplit {

	ShardSplit withPosition(ShardPosition reached) {
		return new ShardSplit(this.shardId, this.hashKeys, reached);
	}

	@Override
	public String splitId() {
		return this.shardId;
	}

}
