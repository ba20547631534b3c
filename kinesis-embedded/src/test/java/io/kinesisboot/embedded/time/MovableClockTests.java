package io.kinesisboot.embedded.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.concurrent.atomic.AtomicInteger;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link MovableClock}.
 */
class MovableClockTests {

	private static final Instant NOW = Instant.parse("2026-01-02T03:04:05Z");

	private final MovableClock clock = new MovableClock(Clock.fixed(NOW, ZoneOffset.UTC));

	@Test
	void clockIsMovedByHundredYearsInAll() {
		this.clock.advance(Duration.ofDays(36_524));
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(Duration.ofDays(2)))
			.withMessage("A clock can be moved by PT876600H (100 years) in all but was to be moved by PT48H "
					+ "after PT876576H");
		assertThatIllegalArgumentException().isThrownBy(() -> this.clock.advance(Duration.ofSeconds(Long.MAX_VALUE)));
		this.clock.advance(Duration.ofDays(1));
		assertThat(this.clock.instant()).isEqualTo(NOW.plus(Duration.ofDays(36_525)));
	}

	@Test
	void clockInAnotherZoneIsMovedWithIt() {
		this.clock.advance(Duration.ofHours(1));
		MovableClock elsewhere = this.clock.withZone(ZoneId.of("Europe/Berlin"));
		assertThat(elsewhere.getZone()).isEqualTo(ZoneId.of("Europe/Berlin"));
		assertThat(elsewhere.instant()).isEqualTo(NOW.plus(Duration.ofHours(1)));
		AtomicInteger calls = new AtomicInteger();
		elsewhere.onAdvance(calls::incrementAndGet);
		this.clock.advance(Duration.ofHours(1));
		assertThat(elsewhere.instant()).isEqualTo(NOW.plus(Duration.ofHours(2)));
		assertThat(calls).hasValue(1);
	}

}
