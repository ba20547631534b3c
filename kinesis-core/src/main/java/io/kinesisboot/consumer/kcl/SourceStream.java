package io.kinesisboot.consumer.kcl;

import java.time.Instant;

import software.amazon.awssdk.arns.Arn;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.kinesis.common.StreamIdentifier;

/**
 * A stream that exists. Immutable.
 *
 * @param name the stream's name
 * @param arn the stream's ARN
 * @param creationTimestamp when it was created, which tells it from an earlier stream of
 * the same name
 */
record SourceStream(String name, Arn arn, Instant creationTimestamp) {

	static SourceStream of(StreamDescriptionSummary summary) {
		return new SourceStream(summary.streamName(), Arn.fromString(summary.streamARN()),
				summary.streamCreationTimestamp());
	}

	/**
	 * How KCL names the stream among several of one application.
	 * @return account, name and creation time
	 */
	StreamIdentifier identifierAmongSeveral() {
		return StreamIdentifier.multiStreamInstance(this.arn, this.creationTimestamp.getEpochSecond());
	}

}
