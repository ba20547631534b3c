package io.kinesisboot.flink.source;

import java.util.List;

/**
 * What the coordinator of a job remembers of a stream. Immutable.
 *
 * @param initial where shards are read from that were there when the job was started
 * first
 * @param shards the shards that were seen
 */
record EnumeratorState(ShardPosition initial, List<KnownShard> shards) {

	EnumeratorState {
		shards = List.copyOf(shards);
	}

}
