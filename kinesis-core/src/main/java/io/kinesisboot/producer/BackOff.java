package io.kinesisboot.producer;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * Full jitter: a delay anywhere between zero and a bound that doubles with each attempt
 * up to a cap, so that senders who were refused together do not come back together.
 * Thread-safe if the source of randomness is.
 *
 * @param base the bound after the first attempt
 * @param cap the highest bound
 * @param random where the jitter comes from
 */
record BackOff(Duration base, Duration cap, RandomGenerator random) {

	long delayNanos(int attempts) {
		return this.random.nextLong(boundNanos(attempts) + 1);
	}

	private long boundNanos(int attempts) {
		long capNanos = this.cap.toNanos();
		int doublings = attempts - 1;
		boolean beyondCap = doublings >= Long.numberOfLeadingZeros(this.base.toNanos()) - 1;
		return beyondCap ? capNanos : Math.min(capNanos, this.base.toNanos() << doublings);
	}

}
