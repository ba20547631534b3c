package io.kinesisboot.flink.source;

import java.util.List;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * A shard as the job's coordinator knows it. Immutable.
 *
 * @param split what a reader gets, or got
 * @param parents the shards that it was made of
 * @param assigned whether a reader got it
 */
record KnownShard(ShardSplit split, List<String> parents, boolean assigned) {

	KnownShard {
		parents = List.copyOf(parents);
	}

	static KnownShard of(Shard shard, ShardPosition position) {
		return new KnownShard(new ShardSplit(shard.shardId(), hashKeys(shard.hashKeyRange()), position), parents(shard),
				/* assigned= */ false);
	}

	static List<String> parents(Shard shard) {
		if (shard.parentShardId() == null) {
			return List.of();
		}
		return (shard.adjacentParentShardId() != null) ? List.of(shard.parentShardId(), shard.adjacentParentShardId())
				: List.of(shard.parentShardId());
	}

	private static HashRange hashKeys(HashKeyRange range) {
		return new HashRange(HashKey.parse(range.startingHashKey()), HashKey.parse(range.endingHashKey()));
	}

	String shardId() {
		return this.split.shardId();
	}

	HashKey start() {
		return this.split.hashKeys().start();
	}

	KnownShard asAssigned() {
		return new KnownShard(this.split, this.parents, /* assigned= */ true);
	}

	KnownShard asReturned(ShardSplit back) {
		return new KnownShard(back, this.parents, /* assigned= */ false);
	}

}
