package io.kinesisboot.embedded.parameter;

import java.time.Instant;

import io.kinesisboot.embedded.account.KinesisErrors;
import org.jspecify.annotations.Nullable;

/**
 * Where a reader of a shard wants to begin, as a call says it. Immutable.
 *
 * @param action the call's action
 * @param kind how it is said
 * @param sequenceNumber the number that two kinds need, or null
 * @param timestamp the time that one kind needs, or null
 * @since 0.1.0
 */
public record StartingPoint(String action, IteratorKind kind, @Nullable String sequenceNumber,
		@Nullable Instant timestamp) {

	/**
	 * Refuses a sequence number that is missing, and one that the kind has no use for.
	 */
	public void requireFitting() {
		boolean bySequenceNumber = this.kind == IteratorKind.AT_SEQUENCE_NUMBER
				|| this.kind == IteratorKind.AFTER_SEQUENCE_NUMBER;
		if (this.kind != IteratorKind.AT_TIMESTAMP && bySequenceNumber != (this.sequenceNumber != null)) {
			throw KinesisErrors
				.invalidArgument("Must either specify (1) AT_SEQUENCE_NUMBER or AFTER_SEQUENCE_NUMBER and "
						+ "StartingSequenceNumber or (2) TRIM_HORIZON or LATEST and no StartingSequenceNumber. "
						+ "Request specified " + this.kind + " and " + ((this.sequenceNumber != null) ? "also a" : "no")
						+ " StartingSequenceNumber.");
		}
	}

	public long requirePast(long nowMillis) {
		if (this.timestamp == null) {
			throw KinesisErrors
				.invalidArgument("Must specify timestampInMillis parameter for iterator of type AT_TIMESTAMP. "
						+ "Current request has no timestamp parameter.");
		}
		long millis = this.timestamp.toEpochMilli();
		if (millis > nowMillis) {
			throw KinesisErrors
				.invalidArgument("The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
						+ "timestampInMillis: " + millis + ", currentTimestampInMillis: " + nowMillis);
		}
		return millis;
	}

}
