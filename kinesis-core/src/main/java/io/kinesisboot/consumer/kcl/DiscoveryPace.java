package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Says when a worker asks which leases were given to it. When something was given, or
 * taken, within this process, it asks at once, and again after pauses that double, for
 * the index that answers lags behind the leases. What other workers give it, it must ask
 * for: every two seconds while there are others, so that a shard that changes hands is
 * soon read again. Whether there are others is asked every minute. Thread-safe.
 */
final class DiscoveryPace {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

	private static final Duration AMONG_OTHERS = Duration.ofSeconds(2);

	private static final Duration ALONE = Duration.ofMinutes(1);

	private static final Turn NOW = new Turn(Instant.MIN, FIRST_PAUSE);

	private final Clock clock;

	private final AtomicReference<Turn> turn = new AtomicReference<>(NOW);

	private final AtomicReference<Turn> census;

	private volatile boolean others;

	DiscoveryPace(Clock clock) {
		this.clock = clock;
		this.census = new AtomicReference<>(new Turn(clock.instant().plus(ALONE), ALONE));
	}

	/**
	 * Something was given, or taken: the next time to ask is now.
	 */
	void hurry() {
		this.turn.set(NOW);
	}

	/**
	 * Says whether the application has other workers.
	 */
	void others(boolean others) {
		if (others && !this.others) {
			hurry();
		}
		this.others = others;
	}

	/**
	 * Whether it is time to ask for leases; if so, the next time is later.
	 */
	boolean isDue() {
		return isDue(this.turn, this.others ? AMONG_OTHERS : ALONE);
	}

	/**
	 * Whether it is time to ask for other workers; if so, the next time is later.
	 */
	boolean isCensusDue() {
		return isDue(this.census, ALONE);
	}

	private boolean isDue(AtomicReference<Turn> turns, Duration longest) {
		Turn turn = Objects.requireNonNull(turns.get());
		Instant now = this.clock.instant();
		return !now.isBefore(turn.time()) && turns.compareAndSet(turn, turn.next(now, longest));
	}

	private record Turn(Instant time, Duration pause) {

		Turn next(Instant now, Duration longest) {
			Duration pause = (this.pause.compareTo(longest) < 0) ? this.pause : longest;
			return new Turn(now.plus(pause), pause.multipliedBy(2));
		}

	}

}
