package io.kinesisboot.listener.dispatch;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.TemporaryFailure;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.RecordExpiredException;
import io.kinesisboot.listener.error.Retries;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of records of one shard to the listener, until each of them is done, one way or
 * another. Thread-safe: it keeps nothing.
 * <p>
 * A call that fails is repeated in place, with pauses. When the repetitions are used up,
 * the record to blame goes to the recoverer; a batch that does not tell which that is
 * gets halved until it shows. A record that cannot be prepared, or is too old, goes to
 * the recoverer at once, since no repetition helps. If the recoverer fails as well, the
 * shard stops.
 */
final class RecordDelivery {

	private static final Logger logger = LoggerFactory.getLogger(RecordDelivery.class);

	private static final Retries.Factory NO_RETRIES = () -> Retries.NONE;

	private final AssignedShard shard;

	private final RecordListener listener;

	private final ErrorOptions errors;

	private final ListenerGate gate;

	private final Clock clock;

	private final UserCode userCode;

	private final DeliveryMetrics metrics;

	private final GuardedCalls calls;

	private final RecordRecovery recovery;

	RecordDelivery(AssignedShard shard, RecordListener listener, ErrorOptions errors, ListenerGate gate,
			Duration drainTimeout, Clock clock, DeliveryMetrics metrics) {
		this.shard = shard;
		this.listener = listener;
		this.errors = errors;
		this.gate = gate;
		this.clock = clock;
		this.metrics = metrics;
		this.userCode = new UserCode(shard);
		this.calls = new GuardedCalls(shard, listener, errors, gate, drainTimeout, this.userCode);
		this.recovery = new RecordRecovery(shard, listener.id(), errors, this.userCode, metrics);
	}

	String listenerId() {
		return this.listener.id();
	}

	/**
	 * Delivers records.
	 * @param records the records, in order: one, unless it is a batch listener
	 * @return false if the shard must be left before all of them are done
	 */
	boolean deliver(List<OpenRecord> records) throws InterruptedException {
		return new Delivery(records, 1, this.errors::beginRetries).run();
	}

	/**
	 * Records on their way, all with the same fate until one of them fails. Its methods
	 * return false if the shard must be left. Confined to one thread.
	 */
	private final class Delivery {

		private final Retries.Factory retries;

		private List<OpenRecord> open;

		private int attempt;

		private Retries repetition;

		private int failures;

		private @Nullable Throwable failure;

		Delivery(List<OpenRecord> records, int attempt, Retries.Factory retries) {
			this.open = records;
			this.attempt = attempt;
			this.retries = retries;
			this.repetition = retries.begin();
		}

		boolean run() throws InterruptedException {
			while (!this.open.isEmpty()) {
				if (this.open.get(0).isStopped() || !RecordDelivery.this.gate.awaitOpen(RecordDelivery.this.shard)
						|| RecordDelivery.this.userCode.mustLeave() || !end(attempt())) {
					return false;
				}
			}
			return true;
		}

		/**
		 * Prepares what is open and calls the listener with it.
		 * @return how that ended, or null if the shard must be left
		 */
		private @Nullable CallOutcome attempt() throws InterruptedException {
			List<Object> prepared = new ArrayList<>(this.open.size());
			for (OpenRecord record : this.open) {
				Throwable failure = isExpired(record.record()) ? expired(record.record()) : prepare(record, prepared);
				if (failure != null && mayPass(failure)) {
					return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, failure);
				}
				if (failure != null && !RecordDelivery.this.recovery.giveUp(record, this.attempt - 1, failure)) {
					return null;
				}
			}
			if (prepared.size() < this.open.size()) {
				this.open = stillOpen();
			}
			return prepared.isEmpty() ? CallOutcome.done()
					: RecordDelivery.this.calls.call(prepared, this::acknowledged);
		}

		/**
		 * Whether a record that cannot be prepared is worth another attempt: one that
		 * could be, once, or one that waits for something.
		 */
		private boolean mayPass(Throwable failure) {
			return failure instanceof TemporaryFailure
					|| (this.attempt > 1 && !(failure instanceof RecordExpiredException));
		}

		private @Nullable Throwable prepare(OpenRecord record, List<Object> prepared) {
			try {
				Object element = RecordDelivery.this.listener.prepare(record.record(), this.attempt);
				if (element != null) {
					prepared.add(element);
				}
				else {
					record.complete();
					RecordDelivery.this.metrics.filtered();
				}
				return null;
			}
			catch (RuntimeException | StackOverflowError | AssertionError | LinkageError ex) {
				return ex;
			}
		}

		private List<OpenRecord> stillOpen() {
			return this.open.stream().filter((record) -> !record.isComplete()).toList();
		}

		private boolean isExpired(ReceivedRecord record) {
			Duration maxAge = RecordDelivery.this.errors.maxRecordAge();
			return maxAge != null && RecordDelivery.this.listener.original(record)
				.approximateArrivalTimestamp()
				.plus(maxAge)
				.isBefore(RecordDelivery.this.clock.instant());
		}

		private RecordExpiredException expired(ReceivedRecord record) {
			Duration maxAge = Objects.requireNonNull(RecordDelivery.this.errors.maxRecordAge());
			return new RecordExpiredException(RecordDelivery.this.listener.original(record), maxAge, this.failure);
		}

		private void acknowledged(int index) {
			complete(this.open.subList(0, index + 1));
		}

		private void complete(List<OpenRecord> handled) {
			RecordDelivery.this.metrics.handled(OpenRecord.completeAll(handled));
		}

		private boolean end(@Nullable CallOutcome outcome) throws InterruptedException {
			if (outcome instanceof CallOutcome.Failed failed) {
				boolean known = failed.index() != CallOutcome.Failed.UNKNOWN;
				completeBefore(known ? failed.index() : 0);
				return this.open.isEmpty() || fail(failed.cause(), known || this.open.size() == 1);
			}
			if (outcome instanceof CallOutcome.Again again) {
				completeBefore(again.index());
				this.attempt++;
				return !RecordDelivery.this.shard.awaitStop(again.delay());
			}
			if (outcome == null) {
				return false;
			}
			this.repetition.succeeded();
			complete(this.open);
			this.open = List.of();
			return true;
		}

		/**
		 * Completes what comes before an index, and forgets what is complete for another
		 * reason. Who is first then, and was not, has not been tried yet.
		 */
		private void completeBefore(int index) {
			OpenRecord first = this.open.get(0);
			complete(this.open.subList(0, index));
			this.open = stillOpen();
			if (first.isComplete()) {
				this.repetition.succeeded();
				startAnew();
			}
		}

		private void startAnew() {
			this.attempt = 1;
			this.repetition = this.retries.begin();
			this.failures = 0;
			this.failure = null;
		}

		private boolean fail(Throwable cause, boolean firstIsToBlame) throws InterruptedException {
			this.failure = cause;
			RecordDelivery.this.metrics.failed();
			Duration pause = this.repetition.failed(cause);
			if (pause != null) {
				this.failures++;
				logRetry(pause, cause);
				RecordDelivery.this.metrics.retried();
				this.attempt++;
				return !RecordDelivery.this.shard.awaitStop(pause);
			}
			if (firstIsToBlame) {
				return giveUpFirst(cause);
			}
			return RecordDelivery.this.errors.bisectOnError() ? halve() : giveUpAll(cause);
		}

		private boolean giveUpFirst(Throwable cause) throws InterruptedException {
			if (!RecordDelivery.this.recovery.giveUp(this.open.get(0), this.attempt, cause)) {
				return false;
			}
			this.open = this.open.subList(1, this.open.size());
			startAnew();
			return true;
		}

		private boolean giveUpAll(Throwable cause) throws InterruptedException {
			for (OpenRecord record : this.open) {
				if (!RecordDelivery.this.recovery.giveUp(record, this.attempt, cause)) {
					return false;
				}
			}
			this.open = List.of();
			return true;
		}

		private boolean halve() throws InterruptedException {
			int middle = this.open.size() / 2;
			boolean done = deliverOnce(this.open.subList(0, middle))
					&& deliverOnce(this.open.subList(middle, this.open.size()));
			this.open = List.of();
			return done;
		}

		private boolean deliverOnce(List<OpenRecord> records) throws InterruptedException {
			RecordDelivery.this.metrics.retried();
			return !RecordDelivery.this.userCode.mustLeave()
					&& new Delivery(records, this.attempt + 1, NO_RETRIES).run();
		}

		private void logRetry(Duration pause, Throwable cause) {
			if (this.failures == 1) {
				logger.warn("Listener '{}' failed on {} ({} in all), is called again in {} ms",
						RecordDelivery.this.listener.id(), this.open.get(0).record(), this.open.size(),
						pause.toMillis(), cause);
			}
			else {
				logger.debug("Listener '{}' failed {} times on {}, is called again in {} ms",
						RecordDelivery.this.listener.id(), this.failures, this.open.get(0).record(), pause.toMillis());
			}
		}

	}

}
