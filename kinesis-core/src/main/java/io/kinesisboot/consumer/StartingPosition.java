package io.kinesisboot.consumer;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * Where an application starts to read a stream that it has no checkpoint for. What it
 * means is settled when the application is started for the first time, and kept: records
 * that are put after that are handled, also if its workers stop before they have a
 * checkpoint. Once a shard has a checkpoint, the checkpoint decides. Immutable.
 *
 * @param type the kind of position
 * @param timestamp the moment, for {@link Type#AT_TIMESTAMP} unless {@code back} is given
 * @param back how long before the application is started first, for
 * {@link Type#AT_TIMESTAMP} unless {@code timestamp} is given
 * @since 0.1.0
 */
public record StartingPosition(Type type, @Nullable Instant timestamp, @Nullable Duration back) {

	/** From the oldest record that the stream still holds. */
	public static final StartingPosition TRIM_HORIZON = new StartingPosition(Type.TRIM_HORIZON, null, null);

	/** From the records that are put after the application was started first. */
	public static final StartingPosition LATEST = new StartingPosition(Type.LATEST, null, null);

	private static final String TIMESTAMP_PREFIX = Type.AT_TIMESTAMP + ":";

	public StartingPosition {
		boolean one = (timestamp != null) != (back != null);
		boolean none = timestamp == null && back == null;
		if ((type == Type.AT_TIMESTAMP) ? !one : !none) {
			throw new IllegalArgumentException(
					"'timestamp' or 'back' must be given with AT_TIMESTAMP, and neither otherwise, but were "
							+ timestamp + " and " + back + " with " + type);
		}
		if (back != null && (back.isNegative() || back.isZero())) {
			throw new IllegalArgumentException("'back' must be more than zero but was " + back);
		}
	}

	/**
	 * From the records that arrived at a moment or later.
	 * @param timestamp the moment, not in the future
	 * @return the position
	 */
	public static StartingPosition atTimestamp(Instant timestamp) {
		return new StartingPosition(Type.AT_TIMESTAMP, timestamp, null);
	}

	/**
	 * From the records that arrived since some time before the application is started
	 * first.
	 * @param back how long before, more than zero
	 * @return the position
	 */
	public static StartingPosition back(Duration back) {
		return new StartingPosition(Type.AT_TIMESTAMP, null, back);
	}

	/**
	 * Reads a position from a setting.
	 * @param text {@code TRIM_HORIZON}, {@code LATEST}, or {@code AT_TIMESTAMP:} and
	 * either a moment such as {@code 2026-11-23T09:00:00Z} or how long back, such as
	 * {@code PT1H30M}, {@code 1h30m} or {@code 7d}
	 * @return the position
	 * @throws IllegalArgumentException if the text is none of these
	 */
	public static StartingPosition of(String text) {
		String position = text.strip();
		try {
			if (position.startsWith(TIMESTAMP_PREFIX)) {
				return atTimestamp(position.substring(TIMESTAMP_PREFIX.length()));
			}
			if (!position.equals(Type.AT_TIMESTAMP.name())) {
				return new StartingPosition(Type.valueOf(position), null, null);
			}
		}
		catch (DateTimeParseException | IllegalArgumentException ex) {
			// Said below, once for all
		}
		throw new IllegalArgumentException(
				"'startingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP:<ISO-8601 instant or how long back> but was '"
						+ text + "'");
	}

	/**
	 * Only instants have colons.
	 */
	private static StartingPosition atTimestamp(String text) {
		if (text.contains(":")) {
			return atTimestamp(Instant.parse(text));
		}
		if (text.startsWith("P")) {
			return back(Duration.parse(text));
		}
		return back(Duration.parse((text.endsWith("d") ? "P" : "PT") + text));
	}

	/**
	 * Counts back, if the position says how long back.
	 * @param now the moment from which to count
	 * @return a position that does not depend on when it is asked
	 */
	public StartingPosition asOf(Instant now) {
		return (this.back != null) ? atTimestamp(now.minus(this.back)) : this;
	}

	@Override
	public String toString() {
		return (this.type == Type.AT_TIMESTAMP)
				? TIMESTAMP_PREFIX + Objects.requireNonNullElse(this.timestamp, this.back) : this.type.name();
	}

	/**
	 * The kinds of position, named as the service names them.
	 */
	public enum Type {

		/** The oldest record. */
		TRIM_HORIZON,

		/** After the newest record. */
		LATEST,

		/** The first record that arrived at a moment or later. */
		AT_TIMESTAMP

	}

}
