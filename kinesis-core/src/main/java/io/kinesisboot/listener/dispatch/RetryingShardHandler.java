package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import org.springframework.messaging.Message;
import org.springframework.util.backoff.BackOff;
import org.springframework.util.backoff.BackOffExecution;

/**
 * Calls a listener with the records of one shard, one after another, so that order holds
 * whatever happens. Confined to the thread that handles the shard.
 * <p>
 * A call that fails is repeated in place, with pauses. When the pauses are used up, a
 * batch is halved until the records are found that fail by themselves, and each of these
 * goes to the recoverer. A record whose payload cannot be converted goes there at once,
 * since no repetition helps. If the recoverer fails as well, the shard stops.
 */
final class RetryingShardHandler implements ShardHandler {

	private static final Logger logger = LoggerFactory.getLogger(RetryingShardHandler.class);

	private final AssignedShard shard;

	private final RecordListener listener;

	private final BackOff backOff;

	private final RecordRecoverer recoverer;

	RetryingShardHandler(AssignedShard shard, RecordListener listener, BackOff backOff, RecordRecoverer recoverer) {
		this.shard = shard;
		this.listener = listener;
		this.backOff = backOff;
		this.recoverer = recoverer;
	}

	@Override
	public void handle(List<ReceivedRecord> records, Consumer<ReceivedRecord> done) throws InterruptedException {
		Delivery delivery = new Delivery(done);
		if (this.listener.isBatch()) {
			delivery.deliver(records);
			return;
		}
		for (ReceivedRecord record : records) {
			if (this.shard.awaitStop(Duration.ZERO) || !delivery.deliver(List.of(record))) {
				return;
			}
		}
	}

	/**
	 * The way of records to the listener. Its methods return false if the shard must be
	 * left before all of them are done.
	 */
	private final class Delivery {

		private final Consumer<ReceivedRecord> done;

		Delivery(Consumer<ReceivedRecord> done) {
			this.done = done;
		}

		boolean deliver(List<ReceivedRecord> records) throws InterruptedException {
			Batch batch = convert(records, 1);
			for (FailedRecord poison : batch.poison()) {
				if (!recover(poison)) {
					return false;
				}
			}
			return batch.records().isEmpty() || callUntilDone(batch);
		}

		private boolean callUntilDone(Batch first) throws InterruptedException {
			BackOffExecution pauses = RetryingShardHandler.this.backOff.start();
			Batch batch = first;
			for (int attempt = 1;; attempt++) {
				Throwable failure = call(batch);
				if (failure == null) {
					return finish(batch);
				}
				long pauseMillis = pauses.nextBackOff();
				if (pauseMillis == BackOffExecution.STOP) {
					return giveUp(batch, attempt, failure);
				}
				logRetry(batch, attempt, pauseMillis, failure);
				if (RetryingShardHandler.this.shard.awaitStop(Duration.ofMillis(pauseMillis))) {
					return false;
				}
				batch = convert(batch.records(), attempt + 1);
			}
		}

		private boolean giveUp(Batch batch, int attempts, Throwable failure) throws InterruptedException {
			List<ReceivedRecord> records = batch.records();
			if (records.size() == 1) {
				return recover(failed(records.get(0), attempts, failure));
			}
			int middle = records.size() / 2;
			return callOnce(records.subList(0, middle), attempts)
					&& callOnce(records.subList(middle, records.size()), attempts);
		}

		private boolean callOnce(List<ReceivedRecord> records, int attemptsBefore) throws InterruptedException {
			if (RetryingShardHandler.this.shard.awaitStop(Duration.ZERO)) {
				return false;
			}
			int attempt = attemptsBefore + 1;
			Batch batch = convert(records, attempt);
			Throwable failure = call(batch);
			return (failure != null) ? giveUp(batch, attempt, failure) : finish(batch);
		}

		private boolean finish(Batch batch) {
			batch.records().forEach(this.done);
			return true;
		}

		private boolean recover(FailedRecord failed) throws InterruptedException {
			BackOffExecution pauses = RetryingShardHandler.this.backOff.start();
			while (true) {
				try {
					RetryingShardHandler.this.recoverer.recover(failed);
					this.done.accept(failed.record());
					return true;
				}
				catch (Exception ex) {
					long pauseMillis = pauses.nextBackOff();
					if (pauseMillis == BackOffExecution.STOP) {
						ex.addSuppressed(failed.cause());
						throw new ShardStoppedException(failed.record(), ex);
					}
					if (RetryingShardHandler.this.shard.awaitStop(Duration.ofMillis(pauseMillis))) {
						return false;
					}
				}
			}
		}

		/**
		 * Calls the listener. An error is a failure like any other: a record that makes a
		 * listener run out of stack must end in the recoverer too.
		 * @return what it threw, or null
		 */
		private @Nullable Throwable call(Batch batch) {
			try {
				RetryingShardHandler.this.listener.call(batch.messages());
				return null;
			}
			catch (Exception | StackOverflowError | AssertionError | LinkageError ex) {
				return ex;
			}
		}

		private Batch convert(List<ReceivedRecord> records, int attempt) {
			Batch batch = new Batch();
			for (ReceivedRecord record : records) {
				try {
					batch.add(record, RetryingShardHandler.this.listener.convert(record, attempt));
				}
				catch (RuntimeException ex) {
					batch.poison().add(failed(record, attempt - 1, ex));
				}
			}
			return batch;
		}

		private FailedRecord failed(ReceivedRecord record, int attempts, Throwable cause) {
			return new FailedRecord(RetryingShardHandler.this.listener.id(), record, attempts, cause);
		}

		private void logRetry(Batch batch, int attempt, long pauseMillis, Throwable failure) {
			if (attempt == 1) {
				logger.warn("Listener '{}' failed on {} ({} in all), is called again in {} ms",
						RetryingShardHandler.this.listener.id(), batch.records().get(0), batch.records().size(),
						pauseMillis, failure);
			}
			else {
				logger.debug("Listener '{}' failed {} times on {}, is called again in {} ms",
						RetryingShardHandler.this.listener.id(), attempt, batch.records().get(0), pauseMillis, failure);
			}
		}

	}

	/**
	 * Records with what the listener takes for them, and those that have nothing of the
	 * kind.
	 */
	private record Batch(List<ReceivedRecord> records, List<Message<?>> messages, List<FailedRecord> poison) {

		Batch() {
			this(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
		}

		void add(ReceivedRecord record, Message<?> message) {
			this.records.add(record);
			this.messages.add(message);
		}

	}

}
