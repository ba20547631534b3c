package io.kinesisboot.autoconfigure.lambda;

import java.time.Duration;

import io.kinesisboot.consumer.lambda.LambdaOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Listeners as a function of AWS Lambda. Immutable.
 *
 * @param enabled whether Lambda hands the records over, so that nothing is read from
 * streams; true if not set where AWS_LAMBDA_FUNCTION_NAME is
 * @param applicationName application name of the listener that gets the events, if
 * several listen to their stream
 * @param reportBatchItemFailures whether to tell Lambda from which record on a batch has
 * failed; only where the event source mapping has ReportBatchItemFailures, else Lambda
 * takes it for a success and the records are lost
 * @param timeReserve how long before the end of an invocation's time no further call
 * begins
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.lambda")
public record KinesisLambdaProperties(@DefaultValue("false") boolean enabled, @Nullable String applicationName,
		@DefaultValue("false") boolean reportBatchItemFailures, @DefaultValue("1s") Duration timeReserve) {

	public KinesisLambdaProperties {
		options(applicationName, reportBatchItemFailures, timeReserve);
	}

	LambdaOptions options() {
		return options(this.applicationName, this.reportBatchItemFailures, this.timeReserve);
	}

	private static LambdaOptions options(@Nullable String applicationName, boolean reportBatchItemFailures,
			Duration timeReserve) {
		return new LambdaOptions(applicationName, reportBatchItemFailures, timeReserve);
	}

}
