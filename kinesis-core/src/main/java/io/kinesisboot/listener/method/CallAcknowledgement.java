package io.kinesisboot.listener.method;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.IntConsumer;
import java.util.function.IntSupplier;

import io.kinesisboot.listener.dispatch.CallOutcome;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The acknowledgement of one call. Nothing is acknowledged once the call has ended, since
 * its indexes mean other records then. Thread-safe.
 */
final class CallAcknowledgement implements Acknowledgement {

	private static final Logger logger = LoggerFactory.getLogger(CallAcknowledgement.class);

	private final String listenerId;

	private final int size;

	private final IntConsumer acknowledged;

	private final ReentrantLock lock = new ReentrantLock();

	private final CompletableFuture<CallOutcome> outcome = new CompletableFuture<>();

	/** How many records are done. */
	private int done;

	/** How the call has ended, for errors; null while it goes on. */
	private @Nullable String end;

	/**
	 * Creates the acknowledgement of a call.
	 * @param listenerId the listener's id, for messages
	 * @param size the number of its records
	 * @param acknowledged is told the index up to which all of them are done
	 */
	CallAcknowledgement(String listenerId, int size, IntConsumer acknowledged) {
		this.listenerId = listenerId;
		this.size = size;
		this.acknowledged = acknowledged;
	}

	@Override
	public void acknowledge() {
		if (this.size > 0) {
			acknowledge(this.size - 1);
			return;
		}
		this.lock.lock();
		try {
			requireOpen();
			this.end = "was acknowledged";
		}
		finally {
			this.lock.unlock();
		}
		this.outcome.complete(CallOutcome.done());
	}

	@Override
	public void acknowledge(int index) {
		this.lock.lock();
		try {
			requireOpen();
			requireIndex(index);
			this.acknowledged.accept(index);
			this.done = index + 1;
			if (this.done < this.size) {
				return;
			}
			this.end = "was acknowledged";
		}
		finally {
			this.lock.unlock();
		}
		this.outcome.complete(CallOutcome.done());
	}

	@Override
	public void nack(Duration delay) {
		again(() -> this.done, delay);
	}

	@Override
	public void nack(int index, Duration delay) {
		again(() -> requireIndex(index), delay);
	}

	private void again(IntSupplier index, Duration delay) {
		if (delay.isNegative()) {
			throw new IllegalArgumentException("'delay' must not be negative but was " + delay);
		}
		int first;
		this.lock.lock();
		try {
			requireOpen();
			first = index.getAsInt();
			this.end = "is to be handed over again";
		}
		finally {
			this.lock.unlock();
		}
		this.outcome.complete(new CallOutcome.Again(first, delay));
	}

	private void requireOpen() {
		if (this.end != null) {
			throw new IllegalStateException("Nothing is left to be acknowledged: the call " + this.end);
		}
	}

	private int requireIndex(int index) {
		if (index < this.done || index >= this.size) {
			throw new IllegalArgumentException(
					"'index' must be between %d (the first record that is not acknowledged) and %d but was %d"
						.formatted(this.done, this.size - 1, index));
		}
		return index;
	}

	/**
	 * Ends a call that has failed. What is done stays so: if that is all, nobody else
	 * will see the failure.
	 */
	void fail(Throwable cause) {
		boolean all;
		this.lock.lock();
		try {
			this.end = "has failed";
			all = this.done == this.size;
		}
		finally {
			this.lock.unlock();
		}
		if (all) {
			logger.warn("Listener '{}' failed after it had acknowledged all records of the call, which stay done",
					this.listenerId, cause);
		}
	}

	/**
	 * How the call ends, if it does not end by its result.
	 * @param result what the result of the method comes to, or null if that is done
	 */
	CompletionStage<CallOutcome> after(@Nullable CompletionStage<CallOutcome> result) {
		if (result == null) {
			return this.outcome;
		}
		return result.thenCompose((end) -> (end instanceof CallOutcome.Failed failed)
				? CompletableFuture.completedFuture(failed(failed)) : this.outcome);
	}

	private CallOutcome failed(CallOutcome.Failed failed) {
		fail(failed.cause());
		// What is done is not to blame, and neither is what follows it then
		return (failed.index() < this.done) ? new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, failed.cause())
				: failed;
	}

}
