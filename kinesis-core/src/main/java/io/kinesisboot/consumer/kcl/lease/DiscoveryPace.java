package io.kinesisboot.consumer.kcl.lease;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Says when a worker asks which leases were given to it. When something was given, or
 * taken, within this process, it asks at once, and again after pauses that double, for
 * the index that answers lags behind the leases. What other workers give it, it must ask
 * for: every two seconds while there are others, so that a shard that changes hands is
 * soon read again. Whether there are others is asked every minute. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DiscoveryPace {

	private static final Duration FIRST_PAUSE = Duration.ofMillis(250);

	private static final Duration AMONG_OTHERS = Duration.ofSeconds(2);

	private static final Duration ALONE = Duration.ofMinutes(1);

	private final Ticker ticker;

	private final AtomicReference<Turn> turn;

	private final AtomicReference<Turn> census;

	private volatile boolean others;

	/**
	 * Creates a pace whose first time to ask is now.
	 * @param ticker tells the time
	 */
	public DiscoveryPace(Ticker ticker) {
		this.ticker = ticker;
		this.turn = new AtomicReference<>(new Turn(ticker.read(), FIRST_PAUSE));
		this.census = new AtomicReference<>(new Turn(ticker.read() + ALONE.toNanos(), ALONE));
	}

	/**
	 * Something was given, or taken: the next time to ask is now.
	 */
	public void hurry() {
		this.turn.set(new Turn(this.ticker.read(), FIRST_PAUSE));
	}

	/**
	 * Says whether the application has other workers.
	 * @param others whether it has
	 */
	public void others(boolean others) {
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
		long now = this.ticker.read();
		return now - turn.time() >= 0 && turns.compareAndSet(turn, turn.next(now, longest));
	}

	/**
	 * When to ask.
	 *
	 * @param time from when on, in nanoseconds of the ticker
	 * @param pause until the next time
	 */
	private record Turn(long time, Duration pause) {

		Turn next(long now, Duration longest) {
			Duration pause = (this.pause.compareTo(longest) < 0) ? this.pause : longest;
			return new Turn(now + pause.toNanos(), pause.multipliedBy(2));
		}

	}

}
