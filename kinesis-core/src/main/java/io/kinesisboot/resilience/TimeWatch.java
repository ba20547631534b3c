package io.kinesisboot.resilience;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import org.jspecify.annotations.Nullable;

/**
 * Watches the time of one call, and interrupts its thread when that is over, if it is to;
 * never after the call has ended. Thread-safe.
 */
final class TimeWatch {

	private final Thread caller = Thread.currentThread();

	private final boolean interrupts;

	private final CompletableFuture<@Nullable Void> timer = new CompletableFuture<>();

	private final ReentrantLock lock = new ReentrantLock();

	private boolean ended;

	private boolean over;

	private TimeWatch(boolean interrupts) {
		this.interrupts = interrupts;
	}

	/**
	 * Begins to watch a call that the current thread makes.
	 */
	static TimeWatch begin(TimeLimiterConfig config) {
		TimeWatch watch = new TimeWatch(config.shouldCancelRunningFuture());
		watch.timer.completeOnTimeout(null, config.getTimeoutDuration().toNanos(), TimeUnit.NANOSECONDS);
		watch.timer.thenRun(watch::timeIsOver);
		return watch;
	}

	private void timeIsOver() {
		this.lock.lock();
		try {
			this.over = !this.ended;
			if (this.over && this.interrupts) {
				this.caller.interrupt();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The call has ended, on the thread that made it.
	 * @return whether it has taken too long
	 */
	boolean end() {
		this.lock.lock();
		try {
			this.ended = true;
			if (this.over && this.interrupts) {
				Thread.interrupted();
			}
			return this.over;
		}
		finally {
			this.lock.unlock();
			this.timer.complete(null);
		}
	}

}
