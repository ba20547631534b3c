package io.kinesisboot.consumer.kcl.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DiscoveryPace}.
 */
class DiscoveryPaceTests {

	private static final Duration STEP = Duration.ofMillis(250);

	private long nanos = Long.MAX_VALUE;

	private final DiscoveryPace pace = new DiscoveryPace(() -> this.nanos);

	@Test
	void workerThatIsAloneAsksMoreAndMoreSeldomAndOnceAMinuteInTheEnd() {
		assertThat(pausesOf(11)).containsExactly(Duration.ZERO, Duration.ofMillis(250), Duration.ofMillis(500),
				Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(4), Duration.ofSeconds(8),
				Duration.ofSeconds(16), Duration.ofSeconds(32), Duration.ofMinutes(1), Duration.ofMinutes(1));
	}

	@Test
	void workerAmongOthersAsksEveryTwoSeconds() {
		pausesOf(20);
		this.pace.others(true);
		assertThat(pausesOf(6)).containsExactly(Duration.ZERO, Duration.ofMillis(250), Duration.ofMillis(500),
				Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(2));
	}

	@Test
	void workerThatIsToldOfALeaseAsksAtOnce() {
		pausesOf(20);
		this.pace.hurry();
		assertThat(pausesOf(2)).containsExactly(Duration.ZERO, Duration.ofMillis(250));
	}

	@Test
	void othersAreLookedForOnceAMinute() {
		assertThat(this.pace.isCensusDue()).isFalse();
		pass(Duration.ofMinutes(1));
		assertThat(this.pace.isCensusDue()).isTrue();
		assertThat(this.pace.isCensusDue()).isFalse();
	}

	private List<Duration> pausesOf(int turns) {
		List<Duration> pauses = new ArrayList<>();
		Duration pause = Duration.ZERO;
		while (pauses.size() < turns) {
			if (this.pace.isDue()) {
				pauses.add(pause);
				pause = Duration.ZERO;
			}
			pass(STEP);
			pause = pause.plus(STEP);
		}
		return pauses;
	}

	private void pass(Duration time) {
		this.nanos += time.toNanos();
	}

}
