package io.kinesisboot.embedded.action;

import java.time.Instant;
import java.util.List;

import io.kinesisboot.embedded.stream.KinesisErrors;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.ShardFilterKind;
import io.kinesisboot.embedded.stream.ShardState;
import org.jspecify.annotations.Nullable;

/**
 * What is still to come of a list of shards, in a form that fits into a token. Immutable.
 *
 * @param streamName the stream
 * @param exclusiveStart the shard after which to begin, empty for all
 * @param kind which shards to list
 * @param shardId the filter's shard, empty if its kind needs none
 * @param millis the filter's time in milliseconds since the epoch, 0 if its kind needs
 * none
 */
record ShardListing(String streamName, String exclusiveStart, ShardFilterKind kind, String shardId, long millis) {

	static ShardListing first(String streamName, @Nullable String exclusiveStart, Filter filter) {
		return new ShardListing(streamName, (exclusiveStart != null) ? exclusiveStart : "", filter.kind(),
				required(filter.kind().needsShardId(), filter.shardId(), "ShardId", ""),
				required(filter.kind().needsTimestamp(), filter.timestamp(), "Timestamp", Instant.EPOCH)
					.toEpochMilli());
	}

	private static <T> T required(boolean needed, @Nullable T value, String name, T otherwise) {
		if (needed && value == null) {
			throw KinesisErrors.invalidArgument(name + " is required in a ShardFilter of this type.");
		}
		return (needed && value != null) ? value : otherwise;
	}

	static ShardListing of(List<String> facts) {
		return new ShardListing(facts.get(0), facts.get(1), ShardFilterKind.valueOf(facts.get(2)), facts.get(3),
				Long.parseLong(facts.get(4)));
	}

	Page<ShardState> page(KinesisStream stream, int limit) {
		return Page.of(
				stream.readableShards()
					.filter((state) -> state.shard().id().compareTo(this.exclusiveStart) > 0)
					.filter((state) -> this.kind.admits(state, this.shardId, this.millis, stream.trimHorizonMillis())),
				limit);
	}

	ShardListing after(KinesisShard shard) {
		return new ShardListing(this.streamName, shard.id(), this.kind, this.shardId, this.millis);
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
