package io.kinesisboot.producer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Tells when the records that were sent before some moment are all settled. Thread-safe.
 */
final class Flushes {

	private static final Span CLOSED = new Span();

	static {
		CLOSED.end();
	}

	private volatile Span current = new Span();

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private CompletableFuture<Void> before = CompletableFuture.completedFuture(null);

	/**
	 * A record begins its way.
	 * @return what to tell when it is settled, or {@code null} after the last flush
	 */
	@Nullable Span enter() {
		Span span = this.current;
		while (span != CLOSED && !span.enter()) {
			span = this.current;
		}
		return (span != CLOSED) ? span : null;
	}

	/**
	 * Begins another span.
	 * @return a future that completes when all records of those before are settled
	 */
	CompletableFuture<Void> flush() {
		return end(new Span());
	}

	/**
	 * Lets no record in any more.
	 * @return a future that completes when all records are settled
	 */
	CompletableFuture<Void> close() {
		return end(CLOSED);
	}

	private CompletableFuture<Void> end(Span next) {
		this.lock.lock();
		try {
			Span last = this.current;
			if (last != CLOSED) {
				this.current = next;
				last.end();
				this.before = this.before.isDone() ? last.settled : CompletableFuture.allOf(this.before, last.settled);
			}
			return this.before.copy();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The records that were sent between two flushes.
	 */
	static final class Span {

		private static final long ENDED = Long.MIN_VALUE;

		private final AtomicLong open = new AtomicLong();

		private final CompletableFuture<Void> settled = new CompletableFuture<>();

		private boolean enter() {
			long count = this.open.get();
			while (count >= 0) {
				if (this.open.compareAndSet(count, count + 1)) {
					return true;
				}
				count = this.open.get();
			}
			return false;
		}

		void leave(int records) {
			if (records > 0 && this.open.addAndGet(-records) == ENDED) {
				this.settled.complete(null);
			}
		}

		private void end() {
			if (this.open.addAndGet(ENDED) == ENDED) {
				this.settled.complete(null);
			}
		}

	}

}
