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
			Batch batch = new Batch();
			for (ReceivedRecord record : records) {
				try {
					batch.add(record, RetryingShardHandler.this.listener.convert(record, 1));
				}
				catch (RuntimeException | StackOverflowError | AssertionError | LinkageError ex) {
					if (!recover(failed(record, 0, ex))) {
						return false;
					}
				}
			}
			return batch.records().isEmpty() || callUntilDone(batch);
		}

		private boolean callUntilDone(Batch batch) throws InterruptedException {
			List<ReceivedRecord> records = batch.records();
			BackOffExecution pauses = RetryingShardHandler.this.backOff.start();
			Throwable failure = call(batch.messages());
			for (int attempt = 1; failure != null; attempt++) {
				long pauseMillis = pauses.nextBackOff();
				if (pauseMillis == BackOffExecution.STOP) {
					return giveUp(records, attempt, failure);
				}
				logRetry(records, attempt, pauseMillis, failure);
				if (RetryingShardHandler.this.shard.awaitStop(Duration.ofMillis(pauseMillis))) {
					return false;
				}
				failure = convertAndCall(records, attempt + 1);
			}
			return finish(records);
		}

		private boolean giveUp(List<ReceivedRecord> records, int attempts, Throwable failure)
				throws InterruptedException {
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
			Throwable failure = convertAndCall(records, attempt);
			return (failure != null) ? giveUp(records, attempt, failure) : finish(records);
		}

		private boolean finish(List<ReceivedRecord> records) {
			records.forEach(this.done);
			return true;
		}

		private boolean recover(FailedRecord failed) throws InterruptedException {
			BackOffExecution pauses = RetryingShardHandler.this.backOff.start();
			Throwable failure = recoverOnce(failed);
			for (int attempt = 1; failure != null; attempt++) {
				long pauseMillis = pauses.nextBackOff();
				if (pauseMillis == BackOffExecution.STOP) {
					throw new ShardStoppedException(failed.record(), failure);
				}
				if (attempt == 1) {
					logger.warn("Recoverer of listener '{}' failed on {}, is called again in {} ms",
							failed.listenerId(), failed.record(), pauseMillis, failure);
				}
				if (RetryingShardHandler.this.shard.awaitStop(Duration.ofMillis(pauseMillis))) {
					return false;
				}
				failure = recoverOnce(failed);
			}
			this.done.accept(failed.record());
			return true;
		}

		private @Nullable Throwable recoverOnce(FailedRecord failed) throws InterruptedException {
			Throwable failure = attempt(() -> RetryingShardHandler.this.recoverer.recover(failed));
			if (failure != null && failure != failed.cause()) {
				failure.addSuppressed(failed.cause());
			}
			return failure;
		}

		/**
		 * Converts anew, since a listener may have changed what it got.
		 */
		private @Nullable Throwable convertAndCall(List<ReceivedRecord> records, int attempt)
				throws InterruptedException {
			return attempt(() -> {
				List<Message<?>> messages = new ArrayList<>(records.size());
				for (ReceivedRecord record : records) {
					messages.add(RetryingShardHandler.this.listener.convert(record, attempt));
				}
				RetryingShardHandler.this.listener.call(messages);
			});
		}

		private @Nullable Throwable call(List<Message<?>> messages) throws InterruptedException {
			return attempt(() -> RetryingShardHandler.this.listener.call(messages));
		}

		/**
		 * Calls the user's code. An error is a failure like any other: a record that
		 * makes a listener run out of stack must end in the recoverer too. An interrupt
		 * counts only if the shard must be left; one that the user's code has set itself
		 * would end the shard for good.
		 * @return what it threw, or null
		 */
		private @Nullable Throwable attempt(Attempt attempt) throws InterruptedException {
			Throwable failure = null;
			try {
				attempt.run();
			}
			catch (Exception | StackOverflowError | AssertionError | LinkageError ex) {
				failure = ex;
			}
			boolean flagged = Thread.interrupted();
			if ((flagged || failure instanceof InterruptedException)
					&& RetryingShardHandler.this.shard.awaitStop(Duration.ZERO)) {
				if (failure instanceof InterruptedException interrupt) {
					throw interrupt;
				}
				Thread.currentThread().interrupt();
			}
			return failure;
		}

		private FailedRecord failed(ReceivedRecord record, int attempts, Throwable cause) {
			return new FailedRecord(RetryingShardHandler.this.listener.id(), record, attempts, cause);
		}

		private void logRetry(List<ReceivedRecord> records, int attempt, long pauseMillis, Throwable failure) {
			if (attempt == 1) {
				logger.warn("Listener '{}' failed on {} ({} in all), is called again in {} ms",
						RetryingShardHandler.this.listener.id(), records.get(0), records.size(), pauseMillis, failure);
			}
			else {
				logger.debug("Listener '{}' failed {} times on {}, is called again in {} ms",
						RetryingShardHandler.this.listener.id(), attempt, records.get(0), pauseMillis, failure);
			}
		}

	}

	/** A call of the user's code. */
	@FunctionalInterface
	private interface Attempt {

		void run() throws Exception;

	}

	/** Records with what the listener takes for them. */
	private record Batch(List<ReceivedRecord> records, List<Message<?>> messages) {

		Batch() {
			this(new ArrayList<>(), new ArrayList<>());
		}

		void add(ReceivedRecord record, Message<?> message) {
			this.records.add(record);
			this.messages.add(message);
		}

	}

}
