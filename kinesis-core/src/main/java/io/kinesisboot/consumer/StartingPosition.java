package io.kinesisboot.consumer;

import java.time.Instant;
import java.time.format.DateTimeParseException;

import org.jspecify.annotations.Nullable;

/**
 * Where an application starts to read a stream that it has no checkpoint for. Once a
 * shard has a checkpoint, the checkpoint decides. Immutable.
 *
 * @param type the kind of position
 * @param timestamp the moment, for {@link Type#AT_TIMESTAMP} only
 * @since 0.1.0
 */
public record StartingPosition(Type type, @Nullable Instant timestamp) {

	/** From the oldest record that the stream still holds. */
	public static final StartingPosition TRIM_HORIZON = new StartingPosition(Type.TRIM_HORIZON, null);

	/** From the records that are put after the application has started. */
	public static final StartingPosition LATEST = new StartingPosition(Type.LATEST, null);

	private static final String TIMESTAMP_PREFIX = Type.AT_TIMESTAMP + ":";

	public StartingPosition {
		if ((type == Type.AT_TIMESTAMP) != (timestamp != null)) {
			throw new IllegalArgumentException(
					"'timestamp' must be given with AT_TIMESTAMP, and only then, but was " + timestamp);
		}
	}

	/**
	 * From the records that arrived at a moment or later.
	 * @param timestamp the moment, not in the future
	 * @return the position
	 */
	public static StartingPosition atTimestamp(Instant timestamp) {
		return new StartingPosition(Type.AT_TIMESTAMP, timestamp);
	}

	/**
	 * Reads a position from a setting.
	 * @param text {@code TRIM_HORIZON}, {@code LATEST}, or {@code AT_TIMESTAMP:} and a
	 * moment such as {@code 2026-11-23T09:00:00Z}
	 * @return the position
	 * @throws IllegalArgumentException if the text is none of these
	 */
	public static StartingPosition of(String text) {
		String position = text.strip();
		try {
			if (position.startsWith(TIMESTAMP_PREFIX)) {
				return atTimestamp(Instant.parse(position.substring(TIMESTAMP_PREFIX.length())));
			}
			if (!position.equals(Type.AT_TIMESTAMP.name())) {
				return new StartingPosition(Type.valueOf(position), null);
			}
		}
		catch (DateTimeParseException | IllegalArgumentException ex) {
			// Said below, once for all
		}
		throw new IllegalArgumentException(
				"'startingPosition' must be TRIM_HORIZON, LATEST or AT_TIMESTAMP:<ISO-8601 instant> but was '" + text
						+ "'");
	}

	@Override
	public String toString() {
		return (this.timestamp != null) ? TIMESTAMP_PREFIX + this.timestamp : this.type.name();
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
