package io.kinesisboot.embedded.firehose.delivery;

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
 */
record SourcePosition(String shardId, String partitionKey, String sequenceNumber, String subSequenceNumber,
		long arrivalMillis) {

	void writeTo(AnswerWriter out) {
		out.text("shardId", this.shardId)
			.text("partitionKey", this.partitionKey)
			.number("approximateArrivalTimestamp", this.arrivalMillis)
			.text("sequenceNumber", this.sequenceNumber)
			.text("subsequenceNumber", this.subSequenceNumber);
	}

}
