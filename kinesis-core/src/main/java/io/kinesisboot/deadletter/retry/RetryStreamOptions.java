package io.kinesisboot.deadletter.retry;

import java.time.Duration;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * How failed records are tried again by way of a stream. Immutable.
 *
 * @param stream the name of the retry stream; null for none
 * @param delay how long a record waits in it before each attempt, 1 ms to 12 hours: half
 * of the retention that a stream has unless it is set to keep records longer
 * @param attempts how often the listener is called with a record by way of the stream, 1
 * to 1,000
 * @since 0.1.0
 */
public record RetryStreamOptions(@Nullable String stream, Duration delay, int attempts) {

	static final Duration MAX_DELAY = Duration.ofHours(12);

	private static final int MAX_ATTEMPTS = 1000;

	private static final Pattern NAME = Pattern.compile("[a-zA-Z0-9_.-]{1,128}");

	/** No retry stream; with one, three attempts, a minute apart. */
	public static final RetryStreamOptions NONE = new RetryStreamOptions(null, Duration.ofMinutes(1), 3);

	public RetryStreamOptions {
		if (stream != null && !NAME.matcher(stream).matches()) {
			throw new IllegalArgumentException(
					"'retryStream' must be the name of a stream, %s (CreateStream limit), but was '%s'".formatted(NAME,
							stream));
		}
		if (delay.toMillis() < 1 || delay.compareTo(MAX_DELAY) > 0) {
			throw new IllegalArgumentException(
					"'retryStreamDelay' must be between 1 ms and %s (half of a stream's default retention) but was %s"
						.formatted(MAX_DELAY, delay));
		}
		if (attempts < 1 || attempts > MAX_ATTEMPTS) {
			throw new IllegalArgumentException(
					"'retryStreamAttempts' must be between 1 and %d but was %d".formatted(MAX_ATTEMPTS, attempts));
		}
	}

	public RetryStreamOptions withStream(@Nullable String stream) {
		return new RetryStreamOptions(stream, this.delay, this.attempts);
	}

	public RetryStreamOptions withDelay(Duration delay) {
		return new RetryStreamOptions(this.stream, delay, this.attempts);
	}

	public RetryStreamOptions withAttempts(int attempts) {
		return new RetryStreamOptions(this.stream, this.delay, attempts);
	}

}
