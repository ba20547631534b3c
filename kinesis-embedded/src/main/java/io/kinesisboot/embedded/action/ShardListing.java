package io.kinesisboot.embedded.action;

import java.time.Instant;
import java.util.List;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.parameter.Page;
import io.kinesisboot.embedded.parameter.Parameters;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.ShardFilterKind;
import io.kinesisboot.embedded.stream.ShardState;
import org.jspecify.annotations.Nullable;

/**
 * What is still to come of a list of shards, in a form that fits into a token. Immutable.
 *
 * @param streamName the stream
 * @param generation which of the streams of this name
 * @param first the number of the shard at which to begin
 * @param kind which shards to list
 * @param shardIndex the number of the filter's shard, 0 if its kind needs none
 * @param millis the filter's time in milliseconds since the epoch, 0 if its kind needs
 * none
 */
record ShardListing(String streamName, long generation, int first, ShardFilterKind kind, int shardIndex, long millis) {

	static ShardListing of(KinesisStream stream, @Nullable String exclusiveStart, Filter filter,
			ShardPositions positions) {
		ShardFilterKind kind = filter.kind();
		int first = (exclusiveStart != null) ? positions.index(stream, exclusiveStart) + 1 : 0;
		int shardIndex = kind.needsShardId() ? positions.index(stream, required(filter.shardId(), "ShardId")) : 0;
		long millis = kind.needsTimestamp() ? required(filter.timestamp(), "Timestamp").toEpochMilli() : 0;
		return new ShardListing(stream.name(), stream.generation(), first, kind, shardIndex, millis);
	}

	private static <T> T required(@Nullable T value, String name) {
		if (value == null) {
			throw KinesisErrors.invalidArgument(name + " is required in a ShardFilter of this type.");
		}
		return value;
	}

	static ShardListing of(List<String> facts) {
		return new ShardListing(facts.get(0), Long.parseLong(facts.get(1)), Integer.parseInt(facts.get(2)),
				ShardFilterKind.valueOf(facts.get(3)), Integer.parseInt(facts.get(4)), Long.parseLong(facts.get(5)));
	}

	Page<ShardState> page(KinesisStream stream, int limit) {
		return Page.of(stream.readableShards()
			.filter((state) -> state.shard().index() >= this.first)
			.filter((state) -> this.kind.admits(state, this.shardIndex, this.millis, stream.trimHorizonMillis())),
				limit);
	}

	ShardListing after(KinesisShard shard) {
		return new ShardListing(this.streamName, this.generation, shard.index() + 1, this.kind, this.shardIndex,
				this.millis);
	}

	/**
	 * A filter as a call gives it. Immutable.
	 *
	 * @param kind which shards
	 * @param shardId the shard that one kind needs
	 * @param timestamp the time that two kinds need
	 */
	record Filter(ShardFilterKind kind, @Nullable String shardId, @Nullable Instant timestamp) {

		static final Filter NONE = new Filter(ShardFilterKind.FROM_TRIM_HORIZON, null, null);

		static Filter read(@Nullable Parameters parameters) {
			return (parameters != null) ? new Filter(parameters.requiredChoice("Type", ShardFilterKind.class),
					parameters.shardId("ShardId"), parameters.instant("Timestamp")) : NONE;
		}

	}

}
