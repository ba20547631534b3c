package io.kinesisboot.embedded.firehose.delivery;

import java.nio.ByteBuffer;
import java.time.Instant;

import io.kinesisboot.embedded.firehose.source.DeliveryRecord;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.WireFormat;

/**
 * What went wrong with records. Immutable.
 *
 * @param code what error files call it
 * @param message what error files say
 * @param attempts how often it was tried
 * @param details what else error files say about each record
 */
record Failure(String code, String message, int attempts, Answer details) {

	/**
	 * Writes a record as a line of an error file.
	 * @param record the record as it was before it failed
	 * @param now the time
	 * @return the same record, with the line in place of its payload
	 */
	DeliveryRecord line(DeliveryRecord record, Instant now) {
		byte[] json = WireFormat.JSON.write((out) -> {
			out.number("attemptsMade", this.attempts)
				.number("arrivalTimestamp", record.arrival().toEpochMilli())
				.text("errorCode", this.code)
				.text("errorMessage", this.message)
				.number("attemptEndingTimestamp", now.toEpochMilli())
				.bytes("rawData", ByteBuffer.wrap(record.data()));
			this.details.writeTo(out);
		});
		return record.withData(RecordParts.withNewline(json));
	}

}
