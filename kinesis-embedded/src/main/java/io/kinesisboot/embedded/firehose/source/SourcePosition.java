package io.kinesisboot.embedded.firehose.source;

import io.kinesisboot.embedded.protocol.AnswerWriter;

/**
 * Where a record was in a Kinesis stream. Immutable.
 *
 * @param shardId the shard
 * @param partitionKey the record's partition key
 * @param sequenceNumber its sequence number
 * @param subSequenceNumber which of the records it was that the Kinesis Producer Library
 * had put into one, or empty if it came alone
 * @param arrivalMillis when it arrived there
 * @since 0.1.0
 */
public record SourcePosition(String shardId, String partitionKey, String sequenceNumber, String subSequenceNumber,
		long arrivalMillis) {

	/**
	 * Writes what functions are told of it.
	 * @param out where to write
	 */
	public void writeTo(AnswerWriter out) {
		out.text("shardId", this.shardId)
			.text("partitionKey", this.partitionKey)
			.number("approximateArrivalTimestamp", this.arrivalMillis)
			.text("sequenceNumber", this.sequenceNumber)
			.text("subsequenceNumber", this.subSequenceNumber);
	}

}
