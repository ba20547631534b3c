package io.kinesisboot.samples.telemetry;

import java.nio.ByteBuffer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.embedded.KinesisEndpoint;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link TelemetryApplication}.
 */
@ExtendWith(OutputCaptureExtension.class)
class TelemetryApplicationTests {

	private static final Pattern SUMMARY = Pattern.compile("(?m)^([\\d,]+) readings accepted in [\\d.]+ s, 0 failed: ");

	@Test
	void everyReadingIsInTheStreamAndCounted(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(TelemetryApplication.class,
				"--telemetry.duration=1500ms", "--telemetry.rate=5000")) {
			assertThat(output).contains("records/s", "fill", "under way");
			Matcher summary = SUMMARY.matcher(output);
			assertThat(summary.find()).isTrue();
			assertThat(Integer.parseInt(summary.group(1).replace(",", ""))).isPositive()
				.isEqualTo(stored(context.getBean(KinesisEndpoint.class)));
			assertThat(SpringApplication.exit(context)).isZero();
		}
	}

	@Test
	void benchmarkSendsAsFastAsItCan(CapturedOutput output) {
		try (ConfigurableApplicationContext context = SpringApplication.run(TelemetryApplication.class,
				"--spring.profiles.active=benchmark", "--telemetry.warm-up=1ms", "--telemetry.duration=500ms")) {
			assertThat(SUMMARY.matcher(output).find()).isTrue();
			assertThat(SpringApplication.exit(context)).isZero();
		}
	}

	private static int stored(KinesisEndpoint endpoint) {
		return endpoint.stream("telemetry").records().stream().mapToInt((record) -> {
			Aggregate aggregate = Aggregate.read(ByteBuffer.wrap(record.bytes()));
			return (aggregate != null) ? aggregate.size() : 1;
		}).sum();
	}

}
