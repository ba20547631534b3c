package io.kinesisboot.deadletter;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Destination}.
 */
class DestinationTests {

	@ParameterizedTest
	@CsvSource({ "kinesis:dead-orders, KINESIS, dead-orders", "sqs:dead-orders, SQS, dead-orders",
			"sqs:dead.fifo, SQS, dead.fifo",
			"sqs:https://sqs.eu-west-1.amazonaws.com/123/dead, SQS, https://sqs.eu-west-1.amazonaws.com/123/dead",
			"s3:bucket, S3, bucket", "s3:bucket/a/b, S3, bucket/a/b", "firehose:dead, FIREHOSE, dead" })
	void schemeAndNameAreRead(String text, Destination.Scheme scheme, String name) {
		assertThat(Destination.of(text)).isEqualTo(new Destination(scheme, name, null)).hasToString(text);
	}

	@ParameterizedTest
	@CsvSource({ "arn:aws:kinesis:eu-west-1:123456789012:stream/dead, KINESIS, dead, eu-west-1, 123456789012",
			"arn:aws-cn:sqs:cn-north-1:123456789012:dead.fifo, SQS, dead.fifo, cn-north-1, 123456789012",
			"arn:aws:s3:::bucket/a, S3, bucket/a, ,",
			"arn:aws:firehose:eu-west-1:123456789012:deliverystream/dead, FIREHOSE, dead, eu-west-1, 123456789012" })
	void arnIsRead(String arn, Destination.Scheme scheme, String name, String region, String account) {
		Destination destination = Destination.of(arn);
		assertThat(destination).isEqualTo(new Destination(scheme, name, arn)).hasToString(arn);
		assertThat(destination.region()).isEqualTo(region);
		assertThat(destination.account()).isEqualTo(account);
	}

	@Test
	void addressesWithTwoSlashesAreTheSame() {
		assertThat(Destination.of(" s3://bucket/a ")).isEqualTo(Destination.of("s3:bucket/a"));
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "", "dead-orders", "kafka:dead", "kinesis:", "arn:aws:sns:eu-west-1:123:dead", "Kinesis:dead" })
	void whatIsNoneIsToldWhatIsAllowed(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Destination.of(text))
			.withMessage("A destination must be kinesis:<stream>, sqs:<queue or its URL>, s3:<bucket>[/<prefix>], "
					+ "firehose:<delivery stream> or the ARN of one of these but was '" + text + "'");
	}

	@ParameterizedTest
	@ValueSource(strings = { "kinesis:dead orders", "sqs:dead.queue", "s3:Bucket/a", "s3:/a",
			"arn:aws:kinesis:eu-west-1:123:stream/dead/consumer/app:1" })
	void nameThatItsServiceDoesNotTakeIsRefused(String text) {
		assertThatIllegalArgumentException().isThrownBy(() -> Destination.of(text))
			.withMessageStartingWith("The name of a destination '")
			.withMessageContaining("must match");
	}

}
