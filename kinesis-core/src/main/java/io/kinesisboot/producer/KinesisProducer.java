package io.kinesisboot.producer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.function.Supplier;
import java.util.random.RandomGenerator;

import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Puts records into streams: cuts batches into calls of PutRecords, sends again what was
 * refused, and bounds what is under way. Thread-safe.
 * <p>
 * <b>At least once.</b> Entries which the service refuses are sent again, and whole calls
 * which it throttles, fails with a server error, or whose answer is lost; each after a
 * delay with full jitter, until {@code maxAttempts} or {@code recordTimeToLive} is
 * reached. A record whose answer was lost may be stored twice. Beneath, the SDK client
 * repeats calls by its own retry strategy: one attempt here may be several requests on
 * the wire. A stream that does not exist, refused access and invalid requests fail at
 * once.
 * <p>
 * <b>Order.</b> PutRecords does not guarantee order. Records of one batch go out in their
 * order, one call after another, each call when all records of the one before are
 * settled; but a record that was refused arrives after those of its own call which were
 * accepted, and after failing for good it is missing while younger ones are there. Sends
 * that are each awaited before the next one are ordered.
 * <p>
 * <b>Back-pressure.</b> A send holds one of {@code maxInFlight} slots until all of its
 * records are settled, and has at most one call under way. Both send methods block the
 * caller while no slot is free, up to {@code maxBlock}.
 * <p>
 * <b>Futures</b> complete on threads of the SDK client, on the producer's retry thread,
 * or on the thread that sends or closes. What is attached to them must not block, nor
 * wait for this producer. Cancelling one does not take its records back. They fail with
 * {@link BackPressureException} if no slot became free, with
 * {@link io.kinesisboot.KinesisBootException} if the caller was interrupted while
 * waiting; nothing was sent then.
 * <p>
 * A producer with {@link Builder#aggregation aggregation} packs records of many sends
 * into one entry; of order and back-pressure it keeps what {@link AggregationOptions}
 * says, and it completes futures on a thread of its own or of the SDK client.
 *
 * @since 0.1.0
 */
public interface KinesisProducer extends AutoCloseable {

	/**
	 * Sends one record.
	 * @param record the record
	 * @return a future of where the record ended up; fails with {@link SendException}
	 */
	CompletableFuture<SendResult> send(UserRecord record);

	/**
	 * Sends records, of one or more streams. When a call fails for good as a whole, the
	 * rest of its stream's records are not tried and fail with the same error.
	 * @param records the records; may be empty, and more than fit into a call
	 * @return a future of one outcome a record; a record that was not accepted does not
	 * fail the future
	 */
	CompletableFuture<BatchResult> sendAll(List<UserRecord> records);

	/**
	 * Sends one record unless that would have to wait: for callers that must not block,
	 * as on an event loop.
	 * @param record the record
	 * @return as {@link #send}, or empty if too much is under way; see {@link #room()}
	 */
	default Optional<CompletableFuture<SendResult>> trySend(UserRecord record) {
		throw new UnsupportedOperationException("Only a producer that aggregates can tell");
	}

	/**
	 * Tells when there is room again for {@link #trySend}, which may then still find too
	 * much under way.
	 * @return a future which never fails
	 */
	default CompletableFuture<Void> room() {
		throw new UnsupportedOperationException("Only a producer that aggregates can tell");
	}

	/**
	 * Tells when everything is settled that was sent before.
	 * @return a future which never fails
	 */
	CompletableFuture<Void> flush();

	/**
	 * Closes the producer with {@code recordTimeToLive} as the timeout.
	 */
	@Override
	void close();

	/**
	 * Takes no more records, waits for those under way and fails those which are not
	 * settled in time, or when the caller is interrupted. Such a record may still reach
	 * its stream if a call is carrying it. A send after this fails its records. Closing
	 * again does nothing more. The client is left open.
	 * @param timeout how long to wait; zero fails at once what is open
	 */
	void close(Duration timeout);

	/**
	 * Starts to build a producer.
	 * @param client the client, which must stay open as long as the producer
	 * @return a new builder
	 */
	static Builder builder(KinesisAsyncClient client) {
		return new Builder(client);
	}

	/**
	 * Collects what a producer needs. Confined to one thread.
	 */
	final class Builder {

		private final KinesisAsyncClient client;

		private ProducerOptions options = ProducerOptions.defaults();

		private @Nullable AggregationOptions aggregation;

		private RandomGenerator random = new Random();

		private Ticker ticker = Ticker.SYSTEM;

		private Supplier<ScheduledExecutorService> scheduler = Builder::retryThread;

		private Builder(KinesisAsyncClient client) {
			this.client = client;
		}

		/**
		 * Sets the limits.
		 * @param options the options; {@link ProducerOptions#defaults()} unless set
		 * @return this builder
		 */
		public Builder options(ProducerOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Has user records packed into aggregates in the format of the Kinesis Producer
		 * Library. Order is kept as {@link AggregationOptions#ordering()} says, what is
		 * under way is bounded by {@link AggregationOptions#memory()}, and
		 * {@code maxInFlight} bounds the calls.
		 * @param aggregation how; records are sent as they are unless set
		 * @return this builder
		 */
		public Builder aggregation(AggregationOptions aggregation) {
			this.aggregation = aggregation;
			return this;
		}

		Builder random(RandomGenerator random) {
			this.random = random;
			return this;
		}

		Builder ticker(Ticker ticker) {
			this.ticker = ticker;
			return this;
		}

		Builder scheduler(ScheduledExecutorService scheduler) {
			this.scheduler = () -> scheduler;
			return this;
		}

		/**
		 * Builds the producer.
		 * @return a new producer
		 */
		public KinesisProducer build() {
			BackOff backOff = new BackOff(this.options.backOffBase(), this.options.backOffCap(), this.random);
			if (this.aggregation != null) {
				return new AggregatingProducer(this.client, this.options, this.aggregation, backOff, this.ticker);
			}
			Retries retries = new Retries(this.options, backOff, this.scheduler.get(), this.ticker);
			return new DefaultKinesisProducer(this.options, new PutRecordsStage(this.client, retries), retries);
		}

		private static ScheduledExecutorService retryThread() {
			// Whatever is scheduled after the shutdown belongs to records already failed.
			return new ScheduledThreadPoolExecutor(1, (task) -> {
				Thread thread = new Thread(task, "kinesis-producer-retry");
				thread.setDaemon(true);
				return thread;
			}, new ScheduledThreadPoolExecutor.DiscardPolicy());
		}

	}

}
