package io.kinesisboot.samples.telemetry;

import java.time.Duration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * Settings of the application. Those of its producer are under
 * {@code kinesis.producers.telemetry}.
 *
 * @param devices how many devices there are
 * @param rate how many readings they send in a second, 0 for as many as they can
 * @param warmUp how long they send before what they send is counted
 * @param duration how long they send after that
 */
@ConfigurationProperties("telemetry")
public record TelemetryProperties(@DefaultValue("1000") int devices, @DefaultValue("20000") int rate,
		@DefaultValue("0s") Duration warmUp, @DefaultValue("10s") Duration duration) {

}
