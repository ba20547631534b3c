package io.kinesisboot.consumer.lambda;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How the events of Lambda are handled. Immutable.
 *
 * @param applicationName which application's listener gets the events, if several listen
 * to their stream; null if there is only one
 * @param reportBatchItemFailures whether to tell Lambda from which record on a batch has
 * failed. Only for an event source mapping with {@code ReportBatchItemFailures}: without
 * it Lambda takes such an answer for a success, and the records would be lost. Else an
 * event fails as a whole
 * @param timeReserve how long before the end of the time that a function has no further
 * call begins
 * @since 0.1.0
 */
public record LambdaOptions(@Nullable String applicationName, boolean reportBatchItemFailures, Duration timeReserve) {

	public LambdaOptions {
		if (timeReserve.isNegative()) {
			throw new IllegalArgumentException("'timeReserve' must not be negative but was " + timeReserve);
		}
	}

	/**
	 * A single listener, events that fail as a whole, a reserve of one second.
	 * @return the defaults
	 */
	public static LambdaOptions defaults() {
		return new LambdaOptions(null, false, Duration.ofSeconds(1));
	}

}
