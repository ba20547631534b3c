package io.kinesisboot.listener.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * When events are published that tell of time. Immutable.
 *
 * @param idleInterval after how long without records a shard is idle; null for never
 * @param lagThreshold how far a shard may be behind its newest record; null for any
 * distance
 * @since 0.1.0
 */
public record EventOptions(@Nullable Duration idleInterval, @Nullable Duration lagThreshold) {

	/** Neither. */
	public static final EventOptions NONE = new EventOptions(null, null);

	public EventOptions {
		requirePositive("idleEventInterval", idleInterval);
		requirePositive("lagThreshold", lagThreshold);
	}

	private static void requirePositive(String name, @Nullable Duration value) {
		if (value != null && (value.isNegative() || value.isZero())) {
			throw new IllegalArgumentException("'" + name + "' must be more than zero but was " + value);
		}
	}

}
