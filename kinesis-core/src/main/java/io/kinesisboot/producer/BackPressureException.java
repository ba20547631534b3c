package io.kinesisboot.producer;

import java.time.Duration;

import io.kinesisboot.KinesisBootException;

/**
 * More is sent than the service takes: no memory became free in time, and nothing of the
 * record was sent. Immutable.
 *
 * @since 0.1.0
 */
public class BackPressureException extends KinesisBootException {

	private final long memory;

	private final Duration maxBlock;

	BackPressureException(long used, long memory, Duration maxBlock) {
		super(("%d of %d bytes ('memory') stayed in use for %s ('maxBlock'); send less at once or raise one of the two")
			.formatted(used, memory, maxBlock));
		this.memory = memory;
		this.maxBlock = maxBlock;
	}

	/**
	 * Returns the setting {@code memory}.
	 * @return the limit in bytes
	 */
	public long getMemory() {
		return this.memory;
	}

	/**
	 * Returns the setting {@code maxBlock}.
	 * @return how long a send waits
	 */
	public Duration getMaxBlock() {
		return this.maxBlock;
	}

}
