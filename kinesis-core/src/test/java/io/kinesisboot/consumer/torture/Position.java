package io.kinesisboot.consumer.torture;

import java.util.Comparator;
import java.util.Set;

/**
 * A place in a shard, as a checkpoint names it. Immutable.
 *
 * @param sequenceNumber decimal digits; empty for the place before all records,
 * {@code SHARD_END} for the one after them
 * @param subSequenceNumber the index within an aggregate
 */
record Position(String sequenceNumber, long subSequenceNumber) implements Comparable<Position> {

	static final String SHARD_END = "SHARD_END";

	private static final Set<String> STARTS = Set.of("TRIM_HORIZON", "LATEST", "AT_TIMESTAMP");

	private static final Comparator<Position> ORDER = Comparator
		.comparing((Position position) -> position.sequenceNumber().equals(SHARD_END))
		// Numbers without leading zeros: the longer one is the higher one
		.thenComparing((position) -> position.sequenceNumber().length())
		.thenComparing(Position::sequenceNumber)
		.thenComparing(Position::subSequenceNumber);

	Position {
		if (STARTS.contains(sequenceNumber)) {
			sequenceNumber = "";
		}
	}

	@Override
	public int compareTo(Position other) {
		return ORDER.compare(this, other);
	}

	@Override
	public String toString() {
		return this.sequenceNumber + "/" + this.subSequenceNumber;
	}

}
