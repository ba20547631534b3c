package io.kinesisboot.producer;

import java.time.Duration;
import java.time.temporal.ChronoUnit;

import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * How long a call may take: as long as its records may, and no longer than the client
 * lets a call take. Immutable.
 *
 * @param ofClient the client's own limit
 */
record CallTimeout(Duration ofClient) {

	/** The SDK counts in milliseconds, and takes 0 for no limit. */
	private static final Duration SHORTEST = Duration.ofMillis(1);

	private static final Duration NONE = ChronoUnit.FOREVER.getDuration();

	static CallTimeout of(KinesisAsyncClient client) {
		return new CallTimeout(
				client.serviceClientConfiguration().overrideConfiguration().apiCallTimeout().orElse(NONE));
	}

	/**
	 * Limits a call.
	 * @param timeLeft how long its records may still be sent
	 * @return what the SDK takes as a limit
	 */
	Duration limit(Duration timeLeft) {
		Duration timeout = (timeLeft.compareTo(SHORTEST) > 0) ? timeLeft : SHORTEST;
		return (timeout.compareTo(this.ofClient) < 0) ? timeout : this.ofClient;
	}

}
