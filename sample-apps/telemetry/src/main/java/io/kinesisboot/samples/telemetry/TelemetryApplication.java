package io.kinesisboot.samples.telemetry;

import java.time.Duration;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.boot.context.properties.ConfigurationPropertiesScan;
import org.springframework.context.annotation.Bean;

/**
 * Sends the readings of many devices by a producer that is configured by properties
 * alone, and shows what the producer's meters say while it does.
 */
@SpringBootApplication
@ConfigurationPropertiesScan
public class TelemetryApplication {

	private static final Duration LONGEST_RUN = Duration.ofHours(1);

	public static void main(String[] args) {
		System.exit(SpringApplication.exit(SpringApplication.run(TelemetryApplication.class, args)));
	}

	/** Meters that keep percentiles; an application with Actuator has its own. */
	@Bean
	MeterRegistry meterRegistry() {
		MeterRegistry registry = new SimpleMeterRegistry();
		registry.config().meterFilter(new MeterFilter() {

			@Override
			public DistributionStatisticConfig configure(Meter.Id id, DistributionStatisticConfig config) {
				return DistributionStatisticConfig.builder()
					.percentiles(Figures.PERCENTILES)
					.expiry(LONGEST_RUN)
					.bufferLength(1)
					.build()
					.merge(config);
			}

		});
		return registry;
	}

}
