package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * What the actuator and health tell of Kinesis. Immutable.
 *
 * @param maxAge how old what was read of streams and leases may be to be told again,
 * before the services are asked anew
 * @param timeout how long an answer of the services is waited for, at least 1 ms
 * @param pageSize most shards and most leases that are told at once, 1 to 10000
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.actuator")
public record KinesisActuatorProperties(@DefaultValue("5s") Duration maxAge, @DefaultValue("3s") Duration timeout,
		@DefaultValue("100") int pageSize) {

	private static final int MAX_PAGE_SIZE = 10_000;

	public KinesisActuatorProperties {
		if (maxAge.isNegative()) {
			throw new IllegalArgumentException("'maxAge' must not be negative but was " + maxAge);
		}
		if (timeout.toMillis() < 1) {
			throw new IllegalArgumentException("'timeout' must be at least 1 ms but was " + timeout);
		}
		if (pageSize < 1 || pageSize > MAX_PAGE_SIZE) {
			throw new IllegalArgumentException(
					"'pageSize' must be between 1 and " + MAX_PAGE_SIZE + " but was " + pageSize);
		}
	}

}
