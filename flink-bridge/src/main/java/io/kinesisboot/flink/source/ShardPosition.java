package io.kinesisboot.flink.source;

import java.time.Instant;

import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

/**
 * How far a shard has been read. Immutable.
 *
 * @param kind the kind of position
 * @param sequenceNumber the stream record that was read last, or empty
 * @param subSequenceNumber the user record in it that was read last, or {@link #WHOLE} if
 * nothing of it is left
 * @param arrivalMillis the moment, in milliseconds since 1970, or 0
 */
record ShardPosition(Kind kind, String sequenceNumber, int subSequenceNumber, long arrivalMillis) {

	/** The sub-sequence number of a stream record that was read to its end. */
	static final int WHOLE = Integer.MAX_VALUE;

	static final ShardPosition TRIM_HORIZON = new ShardPosition(Kind.TRIM_HORIZON, "", WHOLE, 0);

	static final ShardPosition SHARD_END = new ShardPosition(Kind.SHARD_END, "", WHOLE, 0);

	static ShardPosition atTimestamp(Instant timestamp) {
		return new ShardPosition(Kind.AT_TIMESTAMP, "", WHOLE, timestamp.toEpochMilli());
	}

	static ShardPosition after(String sequenceNumber) {
		return after(sequenceNumber, WHOLE);
	}

	static ShardPosition after(String sequenceNumber, int subSequenceNumber) {
		return new ShardPosition(Kind.AFTER_RECORD, sequenceNumber, subSequenceNumber, 0);
	}

	boolean isEnd() {
		return this.kind == Kind.SHARD_END;
	}

	Instant timestamp() {
		return Instant.ofEpochMilli(this.arrivalMillis);
	}

	/**
	 * Where to read on: an aggregate of which a part was read is read again.
	 */
	ShardIteratorType iteratorType() {
		return switch (this.kind) {
			case TRIM_HORIZON -> ShardIteratorType.TRIM_HORIZON;
			case AT_TIMESTAMP -> ShardIteratorType.AT_TIMESTAMP;
			case AFTER_RECORD -> (this.subSequenceNumber == WHOLE) ? ShardIteratorType.AFTER_SEQUENCE_NUMBER
					: ShardIteratorType.AT_SEQUENCE_NUMBER;
			case SHARD_END -> throw new IllegalStateException("The shard was read to its end");
		};
	}

	StartingPosition startingPosition() {
		StartingPosition.Builder position = StartingPosition.builder().type(iteratorType());
		return switch (this.kind) {
			case AT_TIMESTAMP -> position.timestamp(timestamp()).build();
			case AFTER_RECORD -> position.sequenceNumber(this.sequenceNumber).build();
			default -> position.build();
		};
	}

	/** The kinds of position. */
	enum Kind {

		/** Before the oldest record. */
		TRIM_HORIZON,

		/** Before the first record that arrived at a moment or later. */
		AT_TIMESTAMP,

		/** After a user record. */
		AFTER_RECORD,

		/** After the last record of a closed shard. */
		SHARD_END

	}

}
