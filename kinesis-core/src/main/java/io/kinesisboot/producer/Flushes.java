package io.kinesisboot.producer;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Tells when the records that were sent before some moment are all settled. Thread-safe.
 */
final class Flushes {

	private final MemoryBudget memory;

	private final ProducerMetrics metrics;

	private final ReentrantLock lock = new ReentrantLock();

	/* Written under the lock; null after the last flush. */
	private volatile @Nullable Span current;

	/* Guarded by the lock. */
	private CompletableFuture<Void> before = CompletableFuture.completedFuture(null);

	Flushes(MemoryBudget memory, ProducerMetrics metrics) {
		this.memory = memory;
		this.metrics = metrics;
		this.current = new Span();
	}

	/**
	 * A record begins its way.
	 * @return what to tell when it is settled, or {@code null} after the last flush
	 */
	@Nullable Span enter() {
		Span span = this.current;
		while (span != null && !span.enter()) {
			span = this.current;
		}
		return span;
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
		return end(null);
	}

	private CompletableFuture<Void> end(@Nullable Span next) {
		this.lock.lock();
		try {
			Span last = this.current;
			if (last != null) {
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
	 * The records that were sent between two flushes, and what is told when they are
	 * settled.
	 */
	final class Span {

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

		void give(long memory) {
			Flushes.this.memory.give(memory);
		}

		ProducerMetrics metrics() {
			return Flushes.this.metrics;
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
