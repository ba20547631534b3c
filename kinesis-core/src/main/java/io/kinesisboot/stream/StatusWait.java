package io.kinesisboot.stream;

import java.time.Duration;
import java.util.function.Supplier;

import io.kinesisboot.KinesisBootException;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.core.waiters.Waiter;
import software.amazon.awssdk.core.waiters.WaiterResponse;
import software.amazon.awssdk.retries.api.BackoffStrategy;

/**
 * Asks for a status again and again until it is as it shall be. Immutable.
 *
 * @param timeout how long at most
 * @param interval the pause between two questions
 */
record StatusWait(Duration timeout, Duration interval) {

	/**
	 * Waits.
	 * @param <T> the answer's type
	 * @param what what is waited for, in words, for the message of a failure
	 * @param waiter which answers end it
	 * @param question asks
	 * @return how it ended
	 * @throws KinesisBootException if it does not come to be so in time, or the service
	 * refuses
	 */
	<T> WaiterResponse<T> run(String what, Waiter.Builder<T> waiter, Supplier<T> question) {
		try {
			return waiter
				.overrideConfiguration((config) -> config.maxAttempts(Integer.MAX_VALUE)
					.waitTimeout(this.timeout)
					.backoffStrategyV2(BackoffStrategy.fixedDelayWithoutJitter(this.interval)))
				.build()
				.run(question);
		}
		catch (SdkClientException ex) {
			if (ex.getCause() instanceof KinesisBootException cause) {
				throw cause;
			}
			throw new KinesisBootException(what + ": " + ex.getMessage(), ex);
		}
	}

}
