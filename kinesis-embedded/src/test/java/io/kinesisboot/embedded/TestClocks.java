package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import io.kinesisboot.embedded.time.MovableClock;

/**
 * Makes clocks for tests.
 */
public final class TestClocks {

	private TestClocks() {
	}

	/**
	 * Makes a clock that stands still until it is moved.
	 * @return the clock, always at the same time at first
	 */
	public static MovableClock standing() {
		return new MovableClock(Clock.fixed(Instant.parse("2026-01-02T03:04:05.678Z"), ZoneOffset.UTC));
	}

}
