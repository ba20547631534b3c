package io.kinesisboot.firehose.transform;

import java.time.Instant;

import org.jspecify.annotations.Nullable;

/**
 * A record that Firehose wants to have transformed. What the Kinesis Producer Library has
 * aggregated comes apart. Immutable, as long as nobody changes its bytes, which are not
 * copied.
 *
 * @since 0.1.0
 */
public final class TransformationRecord {

	private final String recordId;

	private final Instant approximateArrival;

	private final byte[] bytes;

	private final @Nullable KinesisMetadata kinesisMetadata;

	private final @Nullable MskMetadata mskMetadata;

	/**
	 * Creates a record.
	 * @param recordId its id, by which it is answered
	 * @param approximateArrival when Firehose received it, to the millisecond
	 * @param bytes the payload
	 * @param kinesisMetadata where it was in its stream, or null if it comes from
	 * elsewhere
	 * @param mskMetadata where it was in its topic, or null if it comes from elsewhere
	 */
	public TransformationRecord(String recordId, Instant approximateArrival, byte[] bytes,
			@Nullable KinesisMetadata kinesisMetadata, @Nullable MskMetadata mskMetadata) {
		this.recordId = recordId;
		this.approximateArrival = approximateArrival;
		this.bytes = bytes;
		this.kinesisMetadata = kinesisMetadata;
		this.mskMetadata = mskMetadata;
	}

	/**
	 * The record's id, which it keeps when Firehose repeats the invocation.
	 * @return the id
	 */
	public String recordId() {
		return this.recordId;
	}

	/**
	 * When Firehose received the record.
	 * @return the time to the millisecond
	 */
	public Instant approximateArrival() {
		return this.approximateArrival;
	}

	/**
	 * The payload.
	 * @return its bytes, which must not be changed
	 */
	public byte[] bytes() {
		return this.bytes;
	}

	/**
	 * Where the record was in the stream that it comes from.
	 * @return its metadata, or null if it does not come from a stream of Kinesis
	 */
	public @Nullable KinesisMetadata kinesisMetadata() {
		return this.kinesisMetadata;
	}

	/**
	 * Where the record was in the topic that it comes from.
	 * @return its metadata, or null if it does not come from MSK
	 */
	public @Nullable MskMetadata mskMetadata() {
		return this.mskMetadata;
	}

	/**
	 * Which record it is, without its payload.
	 */
	@Override
	public String toString() {
		return "record " + this.recordId;
	}

	/**
	 * Where a record was in its stream.
	 *
	 * @param shardId its shard
	 * @param partitionKey the key that it was put with
	 * @param sequenceNumber the sequence number of its stream record
	 * @param subsequenceNumber its index within an aggregated record, 0 for any other
	 * @param approximateArrival when the stream received it, to the millisecond
	 */
	public record KinesisMetadata(String shardId, String partitionKey, String sequenceNumber, long subsequenceNumber,
			Instant approximateArrival) {
	}

	/**
	 * Where a record was in its topic.
	 *
	 * @param partitionId its partition
	 * @param offset its offset there
	 * @param approximateArrival when the topic received it, to the millisecond
	 */
	public record MskMetadata(String partitionId, String offset, Instant approximateArrival) {
	}

}
