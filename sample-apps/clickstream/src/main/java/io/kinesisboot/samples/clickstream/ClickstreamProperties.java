package io.kinesisboot.samples.clickstream;

import java.nio.file.Path;
import java.time.Duration;

import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the application.
 *
 * @param input access log in Apache's combined format; 10,000 generated lines if not set
 * @param keepRunning whether to stay up, with a web page of the running totals
 * @param timeout how long to wait for an event to come back
 */
@ConfigurationProperties("clickstream")
public record ClickstreamProperties(@Nullable Path input, @DefaultValue("false") boolean keepRunning,
		@DefaultValue("1m") Duration timeout) {

}
