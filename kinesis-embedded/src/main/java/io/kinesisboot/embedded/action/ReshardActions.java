package io.kinesisboot.embedded.action;

import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * SplitShard, MergeShards and UpdateShardCount. Thread-safe.
 */
final class ReshardActions {

	private final StreamStore store;

	ReshardActions(StreamStore store) {
		this.store = store;
	}

	Answer splitShard(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String newStart = parameters.requiredHashKey("NewStartingHashKey");
		StreamReference reference = parameters.stream();
		String shardId = parameters.requiredShardId("ShardToSplit");
		parameters.check();
		this.store.get(reference).split(shardId, newStart);
		return Answer.EMPTY;
	}

	Answer mergeShards(RequestBody request) {
		Parameters parameters = new Parameters(request);
		String adjacentShardId = parameters.requiredShardId("AdjacentShardToMerge");
		StreamReference reference = parameters.stream();
		String shardId = parameters.requiredShardId("ShardToMerge");
		parameters.check();
		this.store.get(reference).merge(shardId, adjacentShardId);
		return Answer.EMPTY;
	}

	Answer updateShardCount(RequestBody request) {
		Parameters parameters = new Parameters(request);
		parameters.requiredChoice("ScalingType", ScalingKind.class);
		StreamReference reference = parameters.stream();
		int target = parameters.requiredCount("TargetShardCount", Integer.MAX_VALUE);
		parameters.check();
		KinesisStream stream = this.store.get(reference);
		int current = stream.updateShardCount(target);
		return (out) -> out.text("StreamName", stream.name())
			.number("CurrentShardCount", current)
			.number("TargetShardCount", target)
			.text("StreamARN", stream.arn());
	}

	/**
	 * How UpdateShardCount spreads the hash keys.
	 */
	private enum ScalingKind {

		UNIFORM_SCALING

	}

}
