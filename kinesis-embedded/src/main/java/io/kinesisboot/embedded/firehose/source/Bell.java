package io.kinesisboot.embedded.firehose.source;

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
 *
 * @since 0.1.0
 */
public final class Bell {

	/** A clock of somebody else's may be moved without a word. */
	private static final long LONGEST_WAIT_MILLIS = 1000;

	private final Clock clock;

	private final Runnable unwatch;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition rung = this.lock.newCondition();

	/* Guarded by the lock. */
	private boolean ringing;

	/**
	 * Creates a bell that nobody has rung.
	 * @param clock the time
	 */
	public Bell(Clock clock) {
		this.clock = clock;
		this.unwatch = (clock instanceof MovableClock movable) ? movable.onAdvance(this::ring) : () -> {
		};
	}

	public Instant now() {
		return this.clock.instant();
	}

	public void ring() {
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
	 * come, or a second has gone by: there is more to see to than is rung for.
	 * @param time that time
	 * @throws InterruptedException if the thread is interrupted
	 */
	@SuppressWarnings("WaitNotInLoop") // Whoever waits looks what there is to do, and
										// comes back
	public void await(Instant time) throws InterruptedException {
		this.lock.lockInterruptibly();
		try {
			Instant now = now();
			if (!this.ringing && now.isBefore(time)) {
				boolean unused = this.rung.await(millis(now, time), TimeUnit.MILLISECONDS);
			}
			this.ringing = false;
		}
		finally {
			this.lock.unlock();
		}
	}

	private static long millis(Instant now, Instant time) {
		return time.isAfter(now.plusMillis(LONGEST_WAIT_MILLIS)) ? LONGEST_WAIT_MILLIS
				: Duration.between(now, time).toMillis() + 1;
	}

	/**
	 * Waits, whoever rings.
	 * @param duration how long, by the endpoint's time
	 * @throws InterruptedException if the thread is interrupted
	 */
	public void pause(Duration duration) throws InterruptedException {
		Instant end = now().plus(duration);
		while (now().isBefore(end)) {
			await(end);
		}
	}

	/**
	 * Lets go of the clock.
	 */
	public void close() {
		this.unwatch.run();
	}

}
