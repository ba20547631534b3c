package io.kinesisboot.embedded.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Lets through a number of tokens in a second: as many at once, and then as fast as they
 * come again. Thread-safe.
 *
 * @since 0.1.0
 */
public final class TokenBucket {

	/** Parts of a token: what comes in a nanosecond is a whole number of them. */
	private static final long PARTS = TimeUnit.SECONDS.toNanos(1);

	private final long perSecond;

	private final long capacity;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	/* In parts, less than none while a debt is paid. Guarded by the lock. */
	private long level;

	/* Guarded by the lock. */
	private Instant filled;

	/**
	 * Creates a full bucket.
	 * @param perSecond how many tokens come in a second, and how many it holds
	 * @param clock the time
	 */
	TokenBucket(long perSecond, Clock clock) {
		this.perSecond = perSecond;
		this.capacity = perSecond * PARTS;
		this.clock = clock;
		this.level = this.capacity;
		this.filled = clock.instant();
	}

	/**
	 * Whether it has tokens. More than it holds are there when it is full.
	 * @param tokens how many
	 * @return whether it has them
	 */
	public boolean has(long tokens) {
		this.lock.lock();
		try {
			fill();
			return holds(tokens);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes tokens out, be it that it gets into debt. Of more than it holds it is left
	 * with the whole of them as its debt.
	 * @param tokens how many
	 */
	public void take(long tokens) {
		this.lock.lock();
		try {
			fill();
			pay(tokens);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes tokens out if it has them.
	 * @param tokens how many
	 * @return whether it had them
	 */
	public boolean tryTake(long tokens) {
		this.lock.lock();
		try {
			fill();
			boolean enough = holds(tokens);
			if (enough) {
				pay(tokens);
			}
			return enough;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Puts tokens back that were not used after all.
	 * @param tokens how many, as they were taken
	 */
	void giveBack(long tokens) {
		this.lock.lock();
		try {
			this.level = Math.min(this.capacity, this.level + tokens * PARTS);
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean holds(long tokens) {
		return this.level >= Math.min(this.capacity, tokens * PARTS);
	}

	private void pay(long tokens) {
		long price = tokens * PARTS;
		this.level = ((price > this.capacity) ? Math.min(this.level, 0) : this.level) - price;
	}

	/**
	 * Whether nothing is missing, so that a new bucket would do as well.
	 * @return whether it is full
	 */
	boolean isFull() {
		return has(this.perSecond);
	}

	private void fill() {
		Instant now = this.clock.instant();
		if (now.isAfter(this.filled)) {
			long nanos = Duration.between(this.filled, now).toNanos();
			long missing = this.capacity - this.level;
			this.level = (nanos > missing / this.perSecond) ? this.capacity : this.level + nanos * this.perSecond;
			this.filled = now;
		}
	}

}
