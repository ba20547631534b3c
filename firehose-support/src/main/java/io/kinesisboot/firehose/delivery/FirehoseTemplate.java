package io.kinesisboot.firehose.delivery;

import java.nio.ByteBuffer;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.function.Consumer;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.firehose.PayloadBytes;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.PutOutcome;
import io.kinesisboot.producer.SendException;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

/**
 * Sends payloads by a {@link KinesisProducer} of its own, whose retries, back-pressure
 * and meters it has, over PutRecordBatch: 500 records and 4 MiB a call. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FirehoseTemplate implements FirehoseOperations, AutoCloseable {

	private final KinesisProducer producer;

	private final PayloadBytes payloads;

	private FirehoseTemplate(KinesisProducer producer, PayloadBytes payloads) {
		this.producer = producer;
		this.payloads = payloads;
	}

	/**
	 * Starts to build a template.
	 * @param client the client, which must stay open as long as the template
	 * @return a new builder
	 */
	public static Builder builder(FirehoseAsyncClient client) {
		return new Builder(client);
	}

	@Override
	public DeliveryResult send(String stream, Object payload) {
		return await(stream, sendAsync(stream, payload));
	}

	@Override
	public CompletableFuture<DeliveryResult> sendAsync(String stream, Object payload) {
		return this.producer.send(toRecord(stream, payload)).handle(FirehoseTemplate::result);
	}

	private static DeliveryResult result(@Nullable SendResult result, @Nullable Throwable error) {
		if (result != null) {
			return result(result);
		}
		throw new CompletionException(
				(error instanceof SendException refused) ? new DeliveryException(refused) : error);
	}

	private static DeliveryResult result(SendResult result) {
		return new DeliveryResult(result.stream(), result.sequenceNumber(), result.attempts());
	}

	@Override
	public DeliveryBatch sendAll(String stream, Collection<?> payloads) {
		return await(stream, sendAllAsync(stream, payloads));
	}

	@Override
	public CompletableFuture<DeliveryBatch> sendAllAsync(String stream, Collection<?> payloads) {
		List<UserRecord> records = payloads.stream().map((payload) -> toRecord(stream, payload)).toList();
		return this.producer.sendAll(records).thenApply(FirehoseTemplate::batch);
	}

	private static DeliveryBatch batch(BatchResult result) {
		return new DeliveryBatch(result.outcomes().stream().map(FirehoseTemplate::outcome).toList());
	}

	private static DeliveryOutcome outcome(PutOutcome outcome) {
		return (outcome instanceof PutOutcome.Failed failed)
				? new DeliveryOutcome.Failed(failed.index(), new DeliveryException(failed.error()))
				: new DeliveryOutcome.Accepted(outcome.index(), result(((PutOutcome.Accepted) outcome).result()));
	}

	private UserRecord toRecord(String stream, Object payload) {
		try {
			return new UserRecord(stream, DeliveryClient.PARTITION_KEY, ByteBuffer.wrap(this.payloads.of(payload)));
		}
		catch (JacksonException ex) {
			throw new KinesisBootException("Payload of type '%s' for delivery stream '%s' cannot become JSON: %s"
				.formatted(payload.getClass().getName(), stream, ex.getOriginalMessage()), ex);
		}
	}

	@Override
	public CompletableFuture<Void> flush() {
		return this.producer.flush();
	}

	/** Waits until a future of the producer completes, which the producer bounds. */
	private static <T> T await(String stream, CompletableFuture<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KinesisBootException(
					"Interrupted while waiting for delivery stream '%s'; what was sent may be stored".formatted(stream),
					ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KinesisBootException cause) ? cause : new KinesisBootException(
					"Sending to delivery stream '%s' failed".formatted(stream), ex.getCause());
		}
	}

	/**
	 * Takes no more payloads, and waits for those under way, up to
	 * {@code recordTimeToLive}. The client is left open.
	 */
	@Override
	public void close() {
		this.producer.close();
	}

	/**
	 * Collects what a template needs. Confined to one thread.
	 */
	public static final class Builder {

		private final FirehoseAsyncClient client;

		private DeliveryOptions options = DeliveryOptions.defaults();

		private JsonMapper mapper = JsonMapper.shared();

		private Consumer<KinesisProducer.Builder> producer = (builder) -> {
		};

		private Builder(FirehoseAsyncClient client) {
			this.client = client;
		}

		/**
		 * Sets how payloads are delivered, and what bounds it.
		 * @param options the options; {@link DeliveryOptions#defaults()} unless set
		 * @return this builder
		 */
		public Builder options(DeliveryOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Sets what writes JSON.
		 * @param mapper the mapper; Jackson's shared one unless set
		 * @return this builder
		 */
		public Builder mapper(JsonMapper mapper) {
			this.mapper = mapper;
			return this;
		}

		/**
		 * Adds to the producer beneath, such as its meters, in which a delivery stream
		 * counts as a stream of one shard.
		 * @param customizer is called with its builder, whose options are set already
		 * @return this builder
		 */
		public Builder producer(Consumer<KinesisProducer.Builder> customizer) {
			this.producer = this.producer.andThen(customizer);
			return this;
		}

		/**
		 * Builds the template.
		 * @return a new template, to be closed
		 */
		public FirehoseTemplate build() {
			KinesisProducer.Builder builder = KinesisProducer.builder(new DeliveryClient(this.client))
				.options(this.options.toProducerOptions());
			this.producer.accept(builder);
			return new FirehoseTemplate(builder.build(), new PayloadBytes(this.mapper, this.options.delimiter()));
		}

	}

}
