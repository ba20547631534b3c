package io.kinesisboot.embedded.firehose;

import java.time.Instant;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.stream.KinesisStream;

/**
 * The Kinesis stream that a delivery stream reads. Immutable.
 *
 * @param stream the stream
 * @param roleArn as whom it reads
 * @param since from when on
 */
record KinesisOrigin(KinesisStream stream, String roleArn, Instant since) {

	void writeTo(AnswerWriter out) {
		out.text("KinesisStreamARN", this.stream.arn())
			.text("RoleARN", this.roleArn)
			.instant("DeliveryStartTimestamp", this.since);
	}

}
