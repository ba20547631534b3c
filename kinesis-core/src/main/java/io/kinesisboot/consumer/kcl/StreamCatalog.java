package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.StreamNotFoundException;
import io.kinesisboot.consumer.StartingPosition;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.retries.api.BackoffStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.DescribeStreamSummaryResponse;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.waiters.KinesisAsyncWaiter;

/**
 * Looks up streams and shards. Thread-safe.
 */
final class StreamCatalog {

	private static final Duration ACTIVE_TIMEOUT = Duration.ofMinutes(2);

	private static final Duration ACTIVE_POLL_INTERVAL = Duration.ofMillis(500);

	private final KinesisAsyncClient kinesis;

	StreamCatalog(KinesisAsyncClient kinesis) {
		this.kinesis = kinesis;
	}

	/**
	 * Finds a stream, and waits for it if it is just being created.
	 * @param name the stream's name
	 * @return the stream
	 * @throws StreamNotFoundException if there is none of that name
	 */
	SourceStream find(String name) {
		DescribeStreamSummaryResponse response = describe(name);
		if (response.streamDescriptionSummary().streamStatus() == StreamStatus.CREATING) {
			awaitActive(name);
		}
		return SourceStream.of(response.streamDescriptionSummary());
	}

	private DescribeStreamSummaryResponse describe(String name) {
		try {
			return SdkCalls.await("DescribeStreamSummary of stream '" + name + "'",
					this.kinesis.describeStreamSummary((request) -> request.streamName(name)));
		}
		catch (KinesisBootException ex) {
			if (ex.getCause() instanceof ResourceNotFoundException) {
				throw new StreamNotFoundException(name, ex.getCause());
			}
			throw ex;
		}
	}

	private void awaitActive(String name) {
		try (KinesisAsyncWaiter waiter = KinesisAsyncWaiter.builder()
			.client(this.kinesis)
			.overrideConfiguration((config) -> config.maxAttempts(Integer.MAX_VALUE)
				.waitTimeout(ACTIVE_TIMEOUT)
				.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(ACTIVE_POLL_INTERVAL)))
			.build()) {
			SdkCalls.await("Creation of stream '" + name + "'",
					waiter.waitUntilStreamExists((request) -> request.streamName(name)));
		}
	}

	/**
	 * Lists the shards that a reader begins with; their children come to light when they
	 * end.
	 * @param stream the stream
	 * @param position where the reader begins
	 * @return the shards that were open at that position
	 */
	List<Shard> shardsAt(SourceStream stream, StartingPosition position) {
		List<Shard> shards = new ArrayList<>();
		String nextToken = null;
		do {
			ListShardsResponse page = SdkCalls.await("ListShards of stream '" + stream.name() + "'",
					this.kinesis.listShards(pageRequest(stream, position, nextToken)));
			shards.addAll(page.shards());
			nextToken = page.nextToken();
		}
		while (nextToken != null);
		return shards;
	}

	private static ListShardsRequest pageRequest(SourceStream stream, StartingPosition position,
			@Nullable String nextToken) {
		ListShardsRequest.Builder request = ListShardsRequest.builder();
		return (nextToken != null) ? request.nextToken(nextToken).build()
				: request.streamName(stream.name()).shardFilter(filter(position)).build();
	}

	private static ShardFilter filter(StartingPosition position) {
		return ShardFilter.builder().type("AT_" + switch (position.type()) {
			case TRIM_HORIZON -> "TRIM_HORIZON";
			case LATEST -> "LATEST";
			case AT_TIMESTAMP -> "TIMESTAMP";
		}).timestamp(position.timestamp()).build();
	}

}
