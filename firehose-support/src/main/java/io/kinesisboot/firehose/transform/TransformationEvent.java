package io.kinesisboot.firehose.transform;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * An event by which Firehose has a Lambda function transform a batch of records.
 * Immutable.
 *
 * @param invocationId the id of the invocation, which a repetition has too
 * @param deliveryStreamArn the ARN of the delivery stream
 * @param sourceKinesisStreamArn the ARN of the stream that the records come from; null if
 * they come from elsewhere
 * @param sourceMskArn the ARN of the MSK cluster that the records come from; null if they
 * come from elsewhere
 * @param region the region of the delivery stream
 * @param records the records
 * @since 0.1.0
 */
public record TransformationEvent(String invocationId, String deliveryStreamArn,
		@Nullable String sourceKinesisStreamArn, @Nullable String sourceMskArn, String region,
		List<TransformationRecord> records) {

	public TransformationEvent {
		records = List.copyOf(records);
	}

	/**
	 * The delivery stream.
	 * @return its name, as the ARN has it
	 */
	public String deliveryStream() {
		return this.deliveryStreamArn.substring(this.deliveryStreamArn.lastIndexOf('/') + 1);
	}

}
