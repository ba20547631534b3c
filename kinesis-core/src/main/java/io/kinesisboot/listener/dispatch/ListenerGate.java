package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.guard.CallGuard;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the calls of one listener back while it is paused, or while its guard does not
 * permit them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ListenerGate {

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

	private final CallGuard guard;

	/** Who is first asks the guard, and the others wait for their turn. */
	private final Semaphore turn = new Semaphore(1, /* fair= */ true);

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition opened = this.lock.newCondition();

	private final Set<Runnable> waiting = ConcurrentHashMap.newKeySet();

	private volatile boolean closed;

	/**
	 * Creates a gate.
	 * @param guard permits calls while it is open
	 */
	public ListenerGate(CallGuard guard) {
		this.guard = guard;
	}

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
	 * The circuit breaker that keeps calls back at present.
	 * @return its name; null if none does
	 */
	public @Nullable String openCircuit() {
		return this.guard.openCircuit();
	}

	/**
	 * Waits until it is open.
	 * @return false if the shard must be left before
	 */
	boolean awaitOpen(AssignedShard shard) throws InterruptedException {
		while (this.closed && !await(CHECK_INTERVAL)) {
			if (shard.awaitStop(Duration.ZERO)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * Waits until the guard permits a call.
	 * @return the permit; null if the shard must be left before
	 */
	CallGuard.@Nullable Permit awaitPermit(AssignedShard shard) throws InterruptedException {
		if (this.guard == CallGuard.NONE) {
			return CallGuard.Permit.FREE;
		}
		while (!this.turn.tryAcquire(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
			if (shard.awaitStop(Duration.ZERO)) {
				return null;
			}
		}
		try {
			CallGuard.Answer answer = this.guard.ask();
			while (answer instanceof CallGuard.Later later) {
				if (shard.awaitStop(later.pause())) {
					return null;
				}
				answer = this.guard.ask();
			}
			return (CallGuard.Permit) answer;
		}
		finally {
			this.turn.release();
		}
	}

	private boolean await(Duration time) throws InterruptedException {
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
