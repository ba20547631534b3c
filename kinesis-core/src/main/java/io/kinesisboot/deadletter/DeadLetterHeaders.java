package io.kinesisboot.deadletter;

import io.kinesisboot.KinesisHeaders;

/**
 * Names of the headers that tell where a dead letter came from and why. All values are
 * text; moments are in ISO-8601.
 *
 * @since 0.1.0
 */
public final class DeadLetterHeaders {

	/**
	 * What all of these begin with, but for {@link #REDRIVES} and
	 * {@link #REDRIVE_LISTENER_ID}.
	 */
	public static final String PREFIX = KinesisHeaders.PREFIX + "deadLetter";

	/** The stream that the record was read from. */
	public static final String STREAM_NAME = PREFIX + "StreamName";

	/** The shard that the record was read from. */
	public static final String SHARD_ID = PREFIX + "ShardId";

	/** The sequence number of the stream record. */
	public static final String SEQUENCE_NUMBER = PREFIX + "SequenceNumber";

	/** The index within an aggregated record. */
	public static final String SUB_SEQUENCE_NUMBER = PREFIX + "SubSequenceNumber";

	/** The partition key. */
	public static final String PARTITION_KEY = PREFIX + "PartitionKey";

	/** The explicit hash key; absent if the record has none. */
	public static final String EXPLICIT_HASH_KEY = PREFIX + "ExplicitHashKey";

	/** When the service received the record. */
	public static final String APPROXIMATE_ARRIVAL_TIMESTAMP = PREFIX + "ApproximateArrivalTimestamp";

	/** The id of the listener that failed. */
	public static final String LISTENER_ID = PREFIX + "ListenerId";

	/** The application whose checkpoints the listener uses; absent if it is not known. */
	public static final String APPLICATION_NAME = PREFIX + "ApplicationName";

	/**
	 * How often the listener was called; 0 if the payload could not be converted, or if
	 * it was too old for the first call.
	 */
	public static final String ATTEMPTS = PREFIX + "Attempts";

	/** When the listener was given up on. */
	public static final String FAILED_AT = PREFIX + "FailedAt";

	/** The class of the exception. */
	public static final String EXCEPTION_CLASS = PREFIX + "ExceptionClass";

	/**
	 * The message of the exception, its first 1,024 characters; absent if it has none.
	 */
	public static final String EXCEPTION_MESSAGE = PREFIX + "ExceptionMessage";

	/** The first lines of the exception and of its causes, 4,096 characters at most. */
	public static final String STACK_TRACE = PREFIX + "StackTrace";

	/** Which pass through the retry stream this is, from 1; only there. */
	public static final String RETRY = PREFIX + "Retry";

	/** Before when the record is not to be handled; only in a retry stream. */
	public static final String DUE = PREFIX + "Due";

	/**
	 * How often the record was sent back to its stream. A tag of the record itself, which
	 * it keeps there.
	 */
	public static final String REDRIVES = KinesisHeaders.PREFIX + "redrives";

	/**
	 * The id of the listener that had failed with the record before it was sent back to
	 * its stream, so that the others can leave it alone. A tag of the record itself,
	 * which it keeps there.
	 */
	public static final String REDRIVE_LISTENER_ID = KinesisHeaders.PREFIX + "redriveListenerId";

	/** Put before the name of a record's own tag that begins with {@link #PREFIX}. */
	static final String OWN = PREFIX + "Own.";

	private DeadLetterHeaders() {
	}

}
