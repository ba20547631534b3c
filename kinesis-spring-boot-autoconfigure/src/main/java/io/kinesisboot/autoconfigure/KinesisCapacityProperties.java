package io.kinesisboot.autoconfigure;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The load of the shards that listeners read. Immutable.
 *
 * @param window how much time a measure of load spans at least, such as 1m, from a second
 * to a day; nothing is measured unless it is set
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.capacity")
public record KinesisCapacityProperties(@Nullable Duration window) {

	static final String WINDOW = "kinesis.capacity.window";

}
