package io.kinesisboot.deadletter.retry;

import java.time.Duration;

import io.kinesisboot.deadletter.Destination;

/**
 * How failed records are tried again by way of a stream. Immutable.
 *
 * @param stream the name of the retry stream
 * @param delay how long a record waits in it, 1 ms to 12 hours: half of the retention
 * that a stream has unless it is set to keep records longer. It is the same for each
 * pass, so that no record waits behind one that is due later; for growing delays let one
 * retry stream end in another.
 * @param maxRetries how often a record passes through it, 1 to 1,000
 * @since 0.1.0
 */
public record RetryStreamOptions(String stream, Duration delay, int maxRetries) {

	static final Duration MAX_DELAY = Duration.ofHours(12);

	private static final int MAX_RETRIES = 1000;

	public RetryStreamOptions {
		new Destination(Destination.Scheme.KINESIS, stream, null);
		if (delay.toMillis() < 1 || delay.compareTo(MAX_DELAY) > 0) {
			throw new IllegalArgumentException(
					"'delay' must be between 1 ms and %s (half of a stream's default retention) but was %s"
						.formatted(MAX_DELAY, delay));
		}
		if (maxRetries < 1 || maxRetries > MAX_RETRIES) {
			throw new IllegalArgumentException(
					"'maxRetries' must be between 1 and %d but was %d".formatted(MAX_RETRIES, maxRetries));
		}
	}

}
