package io.kinesisboot.dedup;

import java.time.Duration;

/**
 * How long a store keeps keys. Immutable.
 *
 * @param lease after how long a claim that was not settled counts as abandoned, at least
 * 1 ms: longer than any call takes, or two of them may run at once
 * @param retention how long it is remembered that a key is done, at least 1 ms
 * @since 0.1.0
 */
public record KeyTimes(Duration lease, Duration retention) {

	/** A minute, and a day. */
	public static final KeyTimes DEFAULT = new KeyTimes(Duration.ofMinutes(1), Duration.ofDays(1));

	public KeyTimes {
		requireMillis("lease", lease);
		requireMillis("retention", retention);
	}

	private static void requireMillis(String name, Duration value) {
		if (value.toMillis() < 1) {
			throw new IllegalArgumentException("'" + name + "' must be at least 1 ms but was " + value);
		}
	}

}
