package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.async.SdkPublisher;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEventStream;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardRequest;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponse;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * Subscribes to shards for KCL, and stands between it and two failures that it does not
 * stand. When the service says that something was not found, KCL takes the shard for gone
 * and ends it, and whatever it still holds is lost; but it may be the consumer that is
 * gone. And a subscription that fails at once is tried again at once, at each turn of
 * KCL's loop; here it is held back, so that a shard is subscribed to once a second.
 * Thread-safe.
 */
final class SubscribingClient implements KinesisAsyncClient {

	/** SubscribeToShard allows 5 calls per second and consumer, over all shards. */
	private static final Duration MIN_INTERVAL = Duration.ofSeconds(1);

	private final KinesisAsyncClient client;

	private final Ticker ticker;

	SubscribingClient(KinesisAsyncClient client, Ticker ticker) {
		this.client = client;
		this.ticker = ticker;
	}

	@Override
	public CompletableFuture<Void> subscribeToShard(SubscribeToShardRequest request,
			SubscribeToShardResponseHandler handler) {
		return this.client.subscribeToShard(request, new Guard(request, handler));
	}

	/**
	 * A shard is gone only where its consumer is there. KCL looks at the cause of what it
	 * is told, so that says the one or the other, in whatever form the client had it.
	 */
	private CompletableFuture<Throwable> explained(SubscribeToShardRequest request, Throwable failure) {
		if (!(causeOf(failure) instanceof ResourceNotFoundException notFound)) {
			return CompletableFuture.completedFuture(failure);
		}
		return this.client.describeStreamConsumer((describe) -> describe.consumerARN(request.consumerARN()))
			.handle((answer, unanswered) -> {
				boolean usable = unanswered == null
						&& answer.consumerDescription().consumerStatus() == ConsumerStatus.ACTIVE;
				return usable ? new CompletionException(notFound) : unusable(request, notFound);
			});
	}

	private static KinesisBootException unusable(SubscribeToShardRequest request, ResourceNotFoundException notFound) {
		KinesisBootException unusable = new KinesisBootException(
				"Consumer '" + request.consumerARN() + "' cannot be used, so shard " + request.shardId()
						+ " waits; if it was deregistered, restart the source");
		unusable.addSuppressed(notFound);
		return unusable;
	}

	private static @Nullable Throwable causeOf(Throwable failure) {
		return (failure instanceof CompletionException) ? failure.getCause() : failure;
	}

	@Override
	public String serviceName() {
		return this.client.serviceName();
	}

	@Override
	public void close() {
		// The client is another's
	}

	/**
	 * Passes everything on but failures, which wait.
	 */
	private final class Guard implements SubscribeToShardResponseHandler {

		private final SubscribeToShardRequest request;

		private final SubscribeToShardResponseHandler handler;

		/** In nanoseconds of the ticker. */
		private final long start = SubscribingClient.this.ticker.read();

		Guard(SubscribeToShardRequest request, SubscribeToShardResponseHandler handler) {
			this.request = request;
			this.handler = handler;
		}

		@Override
		public void exceptionOccurred(Throwable failure) {
			long rest = MIN_INTERVAL.toNanos() - (SubscribingClient.this.ticker.read() - this.start);
			explained(this.request, failure).whenCompleteAsync(
					(explained, ignored) -> this.handler.exceptionOccurred(explained),
					CompletableFuture.delayedExecutor(rest, TimeUnit.NANOSECONDS));
		}

		@Override
		public void responseReceived(SubscribeToShardResponse response) {
			this.handler.responseReceived(response);
		}

		@Override
		public void onEventStream(SdkPublisher<SubscribeToShardEventStream> publisher) {
			this.handler.onEventStream(publisher);
		}

		@Override
		public void complete() {
			this.handler.complete();
		}

	}

}
