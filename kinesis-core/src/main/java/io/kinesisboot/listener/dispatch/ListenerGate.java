package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Keeps the calls of one listener back while it is paused. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ListenerGate {

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition opened = this.lock.newCondition();

	private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Lets no further call begin.
	 */
	public void close() {
		this.closed = true;
	}

	/**
	 * Lets calls begin again.
	 */
	public void open() {
		this.lock.lock();
		try {
			this.closed = false;
			this.opened.signalAll();
		}
		finally {
			this.lock.unlock();
		}
		this.waiting.forEach(Runnable::run);
	}

	/**
	 * Whether no call may begin.
	 * @return true while it is closed
	 */
	public boolean isClosed() {
		return this.closed;
	}

	/**
	 * Waits until it is open.
	 */
	boolean await(Duration time) throws InterruptedException {
		if (!this.closed) {
			return true;
		}
		this.lock.lockInterruptibly();
		try {
			return !this.closed || this.opened.await(time.toNanos(), TimeUnit.NANOSECONDS);
		}
		finally {
			this.lock.unlock();
		}
	}

	void onOpen(Runnable action) {
		this.waiting.add(action);
	}

	void forget(Runnable action) {
		this.waiting.remove(action);
	}

}
