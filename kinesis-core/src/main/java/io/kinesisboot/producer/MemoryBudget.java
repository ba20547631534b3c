package io.kinesisboot.producer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Bounds the bytes of what is under way. Thread-safe.
 */
final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock(/* fair= */ true);

	private final Condition freed = this.lock.newCondition();

	/** Who wants to be told when there is room. Written under the lock. */
	private volatile int waiting;

	/** Whom nobody is to pass. Written under the lock. */
	private volatile int queued;

	/* Guarded by the lock. */
	private CompletableFuture<Void> room = CompletableFuture.completedFuture(null);

	MemoryBudget(long limit) {
		this.limit = limit;
	}

	/**
	 * Takes bytes if they are free and nobody waits for them.
	 * @param bytes how many
	 * @return whether they were taken
	 */
	boolean tryTake(int bytes) {
		return this.queued == 0 && isTaken(bytes);
	}

	/**
	 * A record that is larger than all of the budget is let pass when nothing else is
	 * under way.
	 */
	private boolean isTaken(int bytes) {
		long before = this.used.get();
		while (before == 0 || before + bytes <= this.limit) {
			if (this.used.compareAndSet(before, before + bytes)) {
				return true;
			}
			before = this.used.get();
		}
		return false;
	}

	/**
	 * Takes bytes, and waits for them.
	 * @param bytes how many
	 * @param patience how long at most
	 * @return whether they were taken
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean take(int bytes, Duration patience) throws InterruptedException {
		if (Thread.interrupted()) {
			throw new InterruptedException();
		}
		if (tryTake(bytes)) {
			return true;
		}
		long remaining = patience.toNanos();
		this.lock.lockInterruptibly();
		try {
			this.waiting++;
			this.queued++;
			while (!isTaken(bytes)) {
				if (remaining <= 0) {
					return false;
				}
				remaining = this.freed.awaitNanos(remaining);
			}
			return true;
		}
		finally {
			this.waiting--;
			this.queued--;
			this.lock.unlock();
		}
	}

	/**
	 * Gives bytes back. Who waits is told when there is room for many records, not for
	 * each.
	 * @param bytes how many
	 */
	void give(long bytes) {
		long left = this.used.addAndGet(-bytes);
		if (this.waiting > 0 && left <= this.limit - this.limit / 8) {
			signal();
		}
	}

	private void signal() {
		CompletableFuture<Void> told;
		this.lock.lock();
		try {
			this.freed.signalAll();
			told = this.room;
			if (!told.isDone()) {
				this.waiting--;
			}
		}
		finally {
			this.lock.unlock();
		}
		told.complete(null);
	}

	/**
	 * Tells when there is room again.
	 * @return a future that never fails, complete already if less than half is in use
	 */
	CompletableFuture<Void> room() {
		this.lock.lock();
		try {
			if (this.room.isDone() && this.used.get() >= this.limit / 2) {
				this.room = new CompletableFuture<>();
				this.waiting++;
			}
			return this.room.copy();
		}
		finally {
			this.lock.unlock();
		}
	}

	long used() {
		return this.used.get();
	}

}
