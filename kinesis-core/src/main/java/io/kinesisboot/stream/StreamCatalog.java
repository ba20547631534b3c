package io.kinesisboot.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterAcceptor;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ListShardsRequest;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Looks up and creates streams, and lists their shards. All methods wait for the service,
 * two minutes at most if they do not say otherwise. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StreamCatalog {

	private static final Logger logger = LoggerFactory.getLogger(StreamCatalog.class);

	private static final Duration ACTIVE_TIMEOUT = Duration.ofMinutes(1);

	private static final Duration ACTIVE_POLL_INTERVAL = Duration.ofMillis(500);

	private static final String ARN_PREFIX = "arn:";

	private final KinesisAsyncClient kinesis;

	/**
	 * Creates a catalog.
	 * @param kinesis the client, which stays the caller's to close
	 */
	public StreamCatalog(KinesisAsyncClient kinesis) {
		this.kinesis = kinesis;
	}

	/**
	 * Finds a stream, and waits for it if it is just being created.
	 * @param stream the stream's name or ARN
	 * @return its description
	 * @throws StreamNotFoundException if there is no such stream
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public StreamDescriptionSummary find(String stream) {
		StreamDescriptionSummary description = describe(stream);
		if (description.streamStatus() == StreamStatus.CREATING) {
			return awaitActive(stream, ACTIVE_TIMEOUT);
		}
		return description;
	}

	private StreamDescriptionSummary describe(String stream) {
		try {
			return SdkCalls
				.await("DescribeStreamSummary of stream '" + stream + "'",
						this.kinesis.describeStreamSummary(
								(request) -> request.streamName(name(stream)).streamARN(arn(stream))))
				.streamDescriptionSummary();
		}
		catch (KinesisBootException ex) {
			if (ex.getCause() instanceof ResourceNotFoundException cause) {
				throw new StreamNotFoundException(stream, ServiceLocation.of(this.kinesis), cause);
			}
			throw ex;
		}
	}

	private static @Nullable String name(String stream) {
		return isArn(stream) ? null : stream;
	}

	private static @Nullable String arn(String stream) {
		return isArn(stream) ? stream : null;
	}

	private static boolean isArn(String stream) {
		return stream.startsWith(ARN_PREFIX);
	}

	/**
	 * Creates a stream of the provisioned mode, unless there is one of that name, and
	 * waits until it can be used. An existing stream is left as it is, whatever its
	 * shards.
	 * @param name the stream's name
	 * @param shards the number of shards
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public void createIfMissing(String name, int shards) {
		try {
			find(name);
		}
		catch (StreamNotFoundException ex) {
			create(name, shards);
			awaitActive(name, ACTIVE_TIMEOUT);
		}
	}

	private void create(String name, int shards) {
		try {
			SdkCalls.await("CreateStream of stream '" + name + "' with " + shards + " shards",
					this.kinesis.createStream((request) -> request.streamName(name).shardCount(shards)));
			logger.info("Created stream '{}' with {} shards {}", name, shards, ServiceLocation.of(this.kinesis));
		}
		catch (KinesisBootException ex) {
			if (!(ex.getCause() instanceof ResourceInUseException)) {
				throw ex;
			}
			// Somebody else has just created it
		}
	}

	/**
	 * Waits until a stream can be changed: nobody creates or changes it any more.
	 * @param stream the stream's name or ARN
	 * @param timeout how long at most
	 * @return its description then
	 * @throws StreamNotFoundException if there is no such stream
	 * @throws KinesisBootException if it is not active in time or is being deleted, or if
	 * the service does not answer or refuses
	 */
	public StreamDescriptionSummary awaitActive(String stream, Duration timeout) {
		return new StatusWait(timeout, ACTIVE_POLL_INTERVAL)
			.run("Stream '" + stream + "' is not active",
					Waiter.builder(StreamDescriptionSummary.class)
						.addAcceptor(WaiterAcceptor
							.successOnResponseAcceptor((found) -> found.streamStatus() == StreamStatus.ACTIVE))
						.addAcceptor(WaiterAcceptor.errorOnResponseAcceptor(
								(found) -> found.streamStatus() == StreamStatus.DELETING, "it is being deleted"))
						.addAcceptor(WaiterAcceptor.retryOnResponseAcceptor((found) -> true)),
					() -> describe(stream))
			.matched()
			.response()
			.orElseThrow();
	}

	/**
	 * Lists shards.
	 * @param stream the stream's name or ARN
	 * @param filter which of its shards
	 * @return the shards
	 * @throws KinesisBootException if the service does not answer or refuses
	 */
	public List<Shard> shards(String stream, ShardFilter filter) {
		List<Shard> shards = new ArrayList<>();
		String nextToken = null;
		do {
			ListShardsResponse page = SdkCalls.await("ListShards of stream '" + stream + "'",
					this.kinesis.listShards(page(stream, filter, nextToken)));
			shards.addAll(page.shards());
			nextToken = page.nextToken();
		}
		while (nextToken != null);
		return shards;
	}

	/**
	 * A next page is asked for by its token alone: the service refuses both.
	 */
	private static ListShardsRequest page(String stream, ShardFilter filter, @Nullable String nextToken) {
		ListShardsRequest.Builder request = ListShardsRequest.builder();
		return (nextToken != null) ? request.nextToken(nextToken).build()
				: request.streamName(name(stream)).streamARN(arn(stream)).shardFilter(filter).build();
	}

}
