package io.kinesisboot.producer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Bounds the bytes of what is under way. Who waits for them gets them in the order of
 * asking. Thread-safe.
 */
final class MemoryBudget {

	private final long limit;

	private final AtomicLong used = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition freed = this.lock.newCondition();

	/** Those who wait, each by its own object. Guarded by the lock. */
	private final Deque<Object> queue = new ArrayDeque<>();

	/** Completes when there is room again, if anybody asked. Guarded by the lock. */
	private @Nullable CompletableFuture<Void> room;

	/** How many are to be told: those who wait, and who asked. Written under the lock. */
	private volatile int waiting;

	/** How many wait. Written under the lock. */
	private volatile int queued;

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
		return tryTake(bytes) || await(bytes, patience.toNanos());
	}

	private boolean await(int bytes, long nanos) throws InterruptedException {
		Object ticket = new Object();
		long remaining = nanos;
		this.lock.lockInterruptibly();
		try {
			this.queue.add(ticket);
			count();
			while (this.queue.peek() != ticket || !isTaken(bytes)) {
				if (remaining <= 0) {
					return false;
				}
				remaining = this.freed.awaitNanos(remaining);
			}
			return true;
		}
		finally {
			this.queue.remove(ticket);
			count();
			this.freed.signalAll();
			this.lock.unlock();
		}
	}

	private void count() {
		this.queued = this.queue.size();
		this.waiting = this.queue.size() + ((this.room != null) ? 1 : 0);
	}

	/**
	 * Gives bytes back. Who waits is told when there is room for many records, not for
	 * each.
	 * @param bytes how many
	 */
	void give(long bytes) {
		long left = this.used.addAndGet(-bytes);
		if (this.waiting > 0 && isRoom(left)) {
			signal();
		}
	}

	private boolean isRoom(long inUse) {
		return inUse <= this.limit - this.limit / 8;
	}

	private void signal() {
		CompletableFuture<Void> told;
		this.lock.lock();
		try {
			this.freed.signalAll();
			told = this.room;
			this.room = null;
			count();
		}
		finally {
			this.lock.unlock();
		}
		if (told != null) {
			told.complete(null);
		}
	}

	/**
	 * Tells when there is room again.
	 * @return a future that never fails, complete already if there is
	 */
	CompletableFuture<Void> room() {
		CompletableFuture<Void> told;
		this.lock.lock();
		try {
			if (this.room == null) {
				this.room = new CompletableFuture<>();
				count();
			}
			told = this.room.copy();
		}
		finally {
			this.lock.unlock();
		}
		// What was given back before the count does not tell
		if (isRoom(this.used.get())) {
			signal();
		}
		return told;
	}

	long used() {
		return this.used.get();
	}

}
