package io.kinesisboot.embedded.time;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;

/**
 * A clock that runs on with another one and that a test can move: iterators expire,
 * records reach the end of their retention and subscriptions end without waiting.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class MovableClock extends Clock {

	private static final Duration MAX_AHEAD = Duration.ofDays(36_525);

	private final Clock base;

	private final AtomicReference<Duration> ahead;

	private final List<Runnable> listeners;

	/**
	 * Creates a clock that shows another one's time until it is moved.
	 * @param base the other one
	 */
	public MovableClock(Clock base) {
		this(base, new AtomicReference<>(Duration.ZERO), new CopyOnWriteArrayList<>());
	}

	private MovableClock(Clock base, AtomicReference<Duration> ahead, List<Runnable> listeners) {
		this.base = base;
		this.ahead = ahead;
		this.listeners = listeners;
	}

	/**
	 * Moves it on. What waits for a time that has now come happens before this returns,
	 * or soon after where it happens on a connection.
	 * @param time by how much, not less than zero; 100 years in all
	 */
	public void advance(Duration time) {
		if (time.isNegative()) {
			throw new IllegalArgumentException("'time' must not be negative but was " + time);
		}
		this.ahead.updateAndGet((ahead) -> moved(ahead, time));
		this.listeners.forEach(Runnable::run);
	}

	private static Duration moved(Duration ahead, Duration time) {
		if (time.compareTo(MAX_AHEAD.minus(ahead)) > 0) {
			throw new IllegalArgumentException(
					"A clock can be moved by %s (100 years) in all but was to be moved by %s after %s"
						.formatted(MAX_AHEAD, time, ahead));
		}
		return ahead.plus(time);
	}

	/**
	 * Has something called each time it was moved, on the thread that moves it.
	 * @param listener what to call
	 * @return ends that
	 */
	public Runnable onAdvance(Runnable listener) {
		this.listeners.add(listener);
		return () -> this.listeners.remove(listener);
	}

	@Override
	public Instant instant() {
		return this.base.instant().plus(this.ahead.get());
	}

	@Override
	public ZoneId getZone() {
		return this.base.getZone();
	}

	/**
	 * The same clock in another zone: whoever moves one of them moves both.
	 */
	@Override
	public MovableClock withZone(ZoneId zone) {
		return new MovableClock(this.base.withZone(zone), this.ahead, this.listeners);
	}

}
