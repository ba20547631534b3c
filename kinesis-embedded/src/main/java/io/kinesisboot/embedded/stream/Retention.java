package io.kinesisboot.embedded.stream;

import java.time.Duration;

import io.kinesisboot.embedded.account.KinesisErrors;
import io.kinesisboot.embedded.protocol.AwsError;

/**
 * How long the shards of a stream keep their records. What has expired once stays so,
 * even if the period grows. Thread-safe.
 */
final class Retention {

	/** What the service keeps unless told otherwise. */
	static final Duration DEFAULT = Duration.ofHours(24);

	private static final Duration MAX = Duration.ofHours(8760);

	private volatile Span span;

	/**
	 * Creates the retention of a new stream.
	 * @param createdMillis when the stream was created
	 */
	Retention(long createdMillis) {
		this.span = new Span(DEFAULT, createdMillis);
	}

	/**
	 * Checks what a client asks for.
	 * @param hours how long records are to be kept
	 * @throws AwsError if the service would not
	 */
	static void requireAllowed(int hours) {
		if (hours < DEFAULT.toHours()) {
			throw KinesisErrors.invalidArgument(
					"Minimum allowed retention period is %d hours. Requested retention period (%d hours) is too short."
						.formatted(DEFAULT.toHours(), hours));
		}
		if (hours > MAX.toHours()) {
			throw KinesisErrors.invalidArgument(
					"Maximum allowed retention period is %d hours. Requested retention period (%d hours) is too long."
						.formatted(MAX.toHours(), hours));
		}
	}

	Duration period() {
		return this.span.period;
	}

	/**
	 * The moment before which records have expired.
	 * @param nowMillis the time
	 * @return the moment in milliseconds since the epoch, not before the stream's
	 * creation
	 */
	long horizonMillis(long nowMillis) {
		return this.span.horizonMillis(nowMillis);
	}

	/**
	 * Changes the period. Only the holder of the stream's lock may.
	 * @param period the new one
	 * @param nowMillis the time
	 */
	void change(Duration period, long nowMillis) {
		this.span = new Span(period, horizonMillis(nowMillis));
	}

	private record Span(Duration period, long expiredMillis) {

		long horizonMillis(long nowMillis) {
			return Math.max(nowMillis - this.period.toMillis(), this.expiredMillis);
		}

	}

}
