package io.kinesisboot.producer;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.random.RandomGenerator;

import io.kinesisboot.guard.CallGuard;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * Puts records into streams: packs them into aggregates by their shards, sends again what
 * was refused, and bounds what is under way. Thread-safe.
 * <p>
 * <b>At least once.</b> What the service refuses is sent again, and whole calls which it
 * throttles, fails with a server error, or whose answer is lost; each after a delay with
 * full jitter, until {@code recordTimeToLive} has passed since the record was sent. A
 * record whose answer was lost may be stored twice. Beneath, the SDK client repeats calls
 * by its own retry strategy: one attempt here may be several requests on the wire. A
 * stream that does not exist, refused access and invalid requests fail at once.
 * <p>
 * <b>Order.</b> With {@link Ordering#KEY} the records of a key that one thread sends are
 * stored in that order, through throttling, lost answers and resharding: a shard has one
 * call at a time, and what was refused goes before what is younger. A record that fails
 * for good is missing while younger ones are there.
 * <p>
 * <b>Back-pressure.</b> Records under way take memory, which is bounded. Both send
 * methods block the caller while it is in use, up to {@code maxBlock}; {@link #trySend}
 * does not.
 * <p>
 * <b>Shards</b> are found by ListShards, once for a stream, and again when an answer
 * shows that they have changed.
 * <p>
 * <b>Futures</b> complete on threads of the SDK client, on the producer's own, or on the
 * thread that sends or closes. What is attached to them must not block, nor wait for this
 * producer. Cancelling one does not take its records back. They fail with
 * {@link BackPressureException} if no memory became free, with
 * {@link io.kinesisboot.KinesisBootException} if the caller was interrupted while
 * waiting; nothing was sent then.
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
	 * Sends records, of one or more streams, waiting for memory up to {@code maxBlock}
	 * for all of them together.
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
	Optional<CompletableFuture<SendResult>> trySend(UserRecord record);

	/**
	 * Tells when there is room again for {@link #trySend}, which may then still find too
	 * much under way.
	 * @return a future which never fails
	 */
	CompletableFuture<Void> room();

	/**
	 * Lets nothing linger that was sent before, and tells when all of it is settled.
	 * @return a future which never fails
	 */
	CompletableFuture<Void> flush();

	/**
	 * Returns what the producer keeps and what bounds it.
	 * @return its options
	 */
	ProducerOptions options();

	/**
	 * Tells what is under way.
	 * @return the load of this moment
	 */
	ProducerLoad load();

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

		private ProducerMetrics metrics = ProducerMetrics.NONE;

		private PutGuard guard = new PutGuard(CallGuard.NONE, OpenCircuit.KEEP);

		private RandomGenerator random = new Random();

		private Ticker ticker = Ticker.SYSTEM;

		private Builder(KinesisAsyncClient client) {
			this.client = client;
		}

		/**
		 * Sets what the producer keeps and what bounds it.
		 * @param options the options; {@link ProducerOptions#defaults()} unless set
		 * @return this builder
		 */
		public Builder options(ProducerOptions options) {
			this.options = options;
			return this;
		}

		/**
		 * Sets what is told of all that the producer does.
		 * @param metrics what counts it; {@link ProducerMetrics#NONE} unless set
		 * @return this builder
		 */
		public Builder metrics(ProducerMetrics metrics) {
			this.metrics = metrics;
			return this;
		}

		/**
		 * Sets what keeps calls of PutRecords back. It learns how each ended: well if the
		 * service has answered, whichever of the entries it has taken. While a circuit
		 * breaker is open, sends fail at once.
		 * @param guard permits calls; {@link CallGuard#NONE} unless set
		 * @param buffered what becomes of records that wait when a circuit breaker opens
		 * @return this builder
		 */
		public Builder guard(CallGuard guard, OpenCircuit buffered) {
			this.guard = new PutGuard(guard, buffered);
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

		/**
		 * Builds the producer.
		 * @return a new producer
		 */
		public KinesisProducer build() {
			BackOff backOff = new BackOff(this.options.backOffBase(), this.options.backOffCap(), this.random);
			return new DefaultKinesisProducer(this.client, this.options, new QuietMetrics(this.metrics), this.guard,
					backOff, this.ticker);
		}

	}

}
