package io.kinesisboot.embedded.firehose.delivery;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.embedded.time.MovableClock;

/**
 * What a delivery stream's thread waits for: that something has come, or that a time has.
 * Thread-safe.
 */
final class Bell {

	/** A clock of somebody else's may be moved without a word. */
	private static final Duration LONGEST_WAIT = Duration.ofSeconds(1);

	private final Clock clock;

	private final Runnable unwatch;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition rung = this.lock.newCondition();

	/* Guarded by the lock. */
	private boolean ringing;

	Bell(Clock clock) {
		this.clock = clock;
		this.unwatch = (clock instanceof MovableClock movable) ? movable.onAdvance(this::ring) : () -> {
		};
	}

	Instant now() {
		return this.clock.instant();
	}

	void ring() {
		this.lock.lock();
		try {
			this.ringing = true;
			this.rung.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until somebody rings, or has rung since the last time, or until a time has
	 * come.
	 * @param time that time
	 * @throws InterruptedException if the thread is interrupted
	 */
	void await(Instant time) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Instant now = now();
			while (!this.ringing && now.isBefore(time)) {
				await(shorter(now, time));
				now = now();
			}
			this.ringing = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	@SuppressWarnings("WaitNotInLoop") // Its only caller has the loop
	private void await(Duration duration) throws InterruptedException {
		long unused = this.rung.awaitNanos(Math.max(duration.toNanos(), TimeUnit.MILLISECONDS.toNanos(1)));
	}

	private static Duration shorter(Instant now, Instant time) {
		return time.isAfter(now.plus(LONGEST_WAIT)) ? LONGEST_WAIT : Duration.between(now, time);
	}

	/**
	 * Waits, whoever rings.
	 * @param duration how long, by the endpoint's time
	 * @throws InterruptedException if the thread is interrupted
	 */
	void pause(Duration duration) throws InterruptedException {
		Instant end = now().plus(duration);
		while (now().isBefore(end)) {
			await(end);
		}
	}

	void close() {
		this.unwatch.run();
	}

}
