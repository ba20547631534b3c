package io.kinesisboot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Dead letters, which listeners write by {@code onFailure}. Immutable.
 *
 * @param timeout how long a dead letter is waited for, until its destination has it; a
 * record that goes to a retry stream as well
 * @param overflow where dead letters go that are too large for their destination, such as
 * s3:bucket/prefix; such a record stops its shard if not set
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.dead-letter")
public record KinesisDeadLetterProperties(@DefaultValue("30s") Duration timeout, @Nullable String overflow) {

	public KinesisDeadLetterProperties {
		if (timeout.toMillis() < 1) {
			throw new IllegalArgumentException("'timeout' must be at least 1 ms but was " + timeout);
		}
	}

}
