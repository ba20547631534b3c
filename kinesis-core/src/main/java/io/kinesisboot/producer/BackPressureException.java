package io.kinesisboot.producer;

import java.time.Duration;

import io.kinesisboot.KinesisBootException;

/**
 * More is sent than the service takes: no call slot became free in time, and nothing of
 * the send was called out. Immutable.
 *
 * @since 0.1.0
 */
public class BackPressureException extends KinesisBootException {

	private final int maxInFlight;

	private final Duration maxBlock;

	BackPressureException(int maxInFlight, Duration maxBlock) {
		this("None of %d call slots ('maxInFlight') became free within %s ('maxBlock'); send less at once or raise one of the two"
			.formatted(maxInFlight, maxBlock), maxInFlight, maxBlock);
	}

	BackPressureException(String message, int maxInFlight, Duration maxBlock) {
		super(message);
		this.maxInFlight = maxInFlight;
		this.maxBlock = maxBlock;
	}

	/**
	 * Returns the setting {@code maxInFlight}.
	 * @return the number of call slots
	 */
	public int getMaxInFlight() {
		return this.maxInFlight;
	}

	/**
	 * Returns the setting {@code maxBlock}.
	 * @return how long the send waited
	 */
	public Duration getMaxBlock() {
		return this.maxBlock;
	}

}
