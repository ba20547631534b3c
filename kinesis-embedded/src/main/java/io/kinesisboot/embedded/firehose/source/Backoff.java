package io.kinesisboot.embedded.firehose.source;

import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;

/**
 * How long to wait before something is tried again: a second at first, then twice as long
 * each time, two minutes at most, and up to 15 % more or less. Confined to one thread.
 *
 * @since 0.1.0
 */
public final class Backoff {

	private static final long FIRST_MILLIS = 1000;

	private static final long LONGEST_MILLIS = 120_000;

	private static final double JITTER = 0.15;

	private long nextMillis = FIRST_MILLIS;

	/**
	 * How long to wait this time.
	 * @return the time, longer with each call
	 */
	public Duration next() {
		double millis = this.nextMillis * (1 + ThreadLocalRandom.current().nextDouble(-JITTER, JITTER));
		this.nextMillis = Math.min(2 * this.nextMillis, LONGEST_MILLIS);
		return Duration.ofMillis((long) Math.min(millis, LONGEST_MILLIS));
	}

}
