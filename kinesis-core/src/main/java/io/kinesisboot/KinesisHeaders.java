package io.kinesisboot;

/**
 * Names of the headers that a listener method gets with a payload; a batch has the stream
 * and the shard only. The partition key and the explicit hash key are also read from
 * messages that are sent.
 *
 * @since 0.1.0
 */
public final class KinesisHeaders {

	/** What all of these begin with. */
	public static final String PREFIX = "Kinesis_";

	/** The stream's name, a string. */
	public static final String STREAM_NAME = "Kinesis_streamName";

	/** The shard's id, a string. */
	public static final String SHARD_ID = "Kinesis_shardId";

	/** The partition key, a string. */
	public static final String PARTITION_KEY = "Kinesis_partitionKey";

	/** The explicit hash key, a string; absent if the record has none. */
	public static final String EXPLICIT_HASH_KEY = "Kinesis_explicitHashKey";

	/** The sequence number of the stream record, a string. */
	public static final String SEQUENCE_NUMBER = "Kinesis_sequenceNumber";

	/** The index within an aggregated record, a long. */
	public static final String SUB_SEQUENCE_NUMBER = "Kinesis_subSequenceNumber";

	/** When the service received the record, an {@link java.time.Instant}. */
	public static final String APPROXIMATE_ARRIVAL_TIMESTAMP = "Kinesis_approximateArrivalTimestamp";

	/** The record itself, an {@link io.kinesisboot.consumer.ReceivedRecord}. */
	public static final String RAW_RECORD = "Kinesis_rawRecord";

	/** Which attempt this is, an integer that begins at 1. */
	public static final String DELIVERY_ATTEMPT = "Kinesis_deliveryAttempt";

	/**
	 * The id by which a record is known that was stored twice, a string; absent unless
	 * its producer gives such ids.
	 */
	public static final String DEDUPLICATION_ID = "dedupId";

	private KinesisHeaders() {
	}

}
