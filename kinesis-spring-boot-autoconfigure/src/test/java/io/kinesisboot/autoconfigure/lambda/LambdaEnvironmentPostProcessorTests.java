package io.kinesisboot.autoconfigure.lambda;

import java.util.Map;

import org.junit.jupiter.api.Test;

import org.springframework.boot.SpringApplication;
import org.springframework.mock.env.MockEnvironment;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LambdaEnvironmentPostProcessor}.
 */
class LambdaEnvironmentPostProcessorTests {

	private final MockEnvironment environment = new MockEnvironment();

	@Test
	void nothingIsSetElsewhere() {
		process();
		assertThat(this.environment.getProperty("kinesis.lambda.enabled")).isNull();
		assertThat(this.environment.getProperty("kinesis.listener.on-failure")).isNull();
	}

	@Test
	void functionOfLambdaLeavesFailuresToLambdaAndReadsNothing() {
		this.environment.setProperty("AWS_LAMBDA_FUNCTION_NAME", "orders");
		process();
		Map.of("kinesis.lambda.enabled", "true", "kinesis.listener.retry.max-retries", "0",
				"kinesis.listener.on-failure", "stop", "kinesis.listener.shutdown-timeout", "15m",
				"spring.main.lazy-initialization", "true", "spring.main.web-application-type", "none")
			.forEach((name, value) -> assertThat(this.environment.getProperty(name)).as(name).isEqualTo(value));
	}

	@Test
	void settingsOfTheApplicationWin() {
		this.environment.setProperty("kinesis.lambda.enabled", "true");
		this.environment.setProperty("kinesis.listener.on-failure", "log");
		process();
		assertThat(this.environment.getProperty("kinesis.listener.on-failure")).isEqualTo("log");
		assertThat(this.environment.getProperty("kinesis.listener.retry.max-retries")).isEqualTo("0");
	}

	@Test
	void functionThatReadsStreamsItselfIsLeftAlone() {
		this.environment.setProperty("AWS_LAMBDA_FUNCTION_NAME", "orders");
		this.environment.setProperty("kinesis.lambda.enabled", "false");
		process();
		assertThat(this.environment.getProperty("kinesis.listener.on-failure")).isNull();
	}

	private void process() {
		new LambdaEnvironmentPostProcessor().postProcessEnvironment(this.environment, new SpringApplication());
	}

}
