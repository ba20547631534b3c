package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.stream.Stream;

import io.kinesisboot.SdkCalls;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

/**
 * A stream with all its shards, as the service describes it. Immutable.
 *
 * @param description the stream
 * @param shards the shards, by id
 */
record StreamState(StreamDescriptionSummary description, List<KinesisView.Shard> shards) {

	private static final String ARN_PREFIX = "arn:";

	/**
	 * Reads a stream, with one call and one more for each 1,000 shards.
	 * @param kinesis the client
	 * @param stream the stream's name or ARN
	 * @param timeout how long each call is waited for
	 */
	static StreamState read(KinesisAsyncClient kinesis, String stream, Duration timeout) {
		String name = stream.startsWith(ARN_PREFIX) ? null : stream;
		String arn = (name != null) ? null : stream;
		StreamDescriptionSummary description = SdkCalls
			.await("DescribeStreamSummary of stream '" + stream + "'",
					kinesis.describeStreamSummary((request) -> request.streamName(name).streamARN(arn)), timeout)
			.streamDescriptionSummary();
		List<KinesisView.Shard> shards = new ArrayList<>();
		String next = null;
		do {
			ListShardsResponse page = SdkCalls.await("ListShards of stream '" + stream + "'",
					kinesis.listShards(page(description.streamARN(), next)), timeout);
			page.shards().stream().map(StreamState::view).forEach(shards::add);
			next = page.nextToken();
		}
		while (next != null);
		shards.sort(Comparator.comparing(KinesisView.Shard::id));
		return new StreamState(description, List.copyOf(shards));
	}

	/**
	 * A next page is asked for by its token alone: the service refuses both.
	 */
	private static ListShardsRequest page(String arn, @Nullable String next) {
		ListShardsRequest.Builder request = ListShardsRequest.builder();
		return (next != null) ? request.nextToken(next).build() : request.streamARN(arn).build();
	}

	private static KinesisView.Shard view(Shard shard) {
		return new KinesisView.Shard(shard.shardId(), shard.sequenceNumberRange().endingSequenceNumber() == null,
				shard.hashKeyRange().startingHashKey(), shard.hashKeyRange().endingHashKey(),
				Stream.of(shard.parentShardId(), shard.adjacentParentShardId()).filter(Objects::nonNull).toList());
	}

	KinesisView.Stream view(KinesisView.Page<KinesisView.Shard> page) {
		return new KinesisView.Stream(this.description.streamARN(), this.description.streamStatusAsString(),
				this.description.streamModeDetails().streamModeAsString(), this.description.retentionPeriodHours(),
				this.description.encryptionTypeAsString(), this.description.openShardCount(), page);
	}

}
