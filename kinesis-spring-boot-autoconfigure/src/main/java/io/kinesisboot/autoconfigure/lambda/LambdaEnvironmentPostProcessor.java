package io.kinesisboot.autoconfigure.lambda;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Sets the defaults of an application that runs as a function of Lambda. Any setting of
 * the application wins.
 */
final class LambdaEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final String ENABLED = "kinesis.lambda.enabled";

	/** Set by Lambda, and reserved by it. */
	private static final String FUNCTION_NAME = "AWS_LAMBDA_FUNCTION_NAME";

	private static final Map<String, Object> DEFAULTS = Map.of(ENABLED, true,
			// Lambda repeats what has failed, by the settings of the event source mapping
			"kinesis.listener.retry.max-retries", 0, "kinesis.listener.on-failure", "stop",
			// An answer must wait for all calls, and Lambda ends what takes longer than
			// this
			"kinesis.listener.shutdown-timeout", "15m",
			// Clients cost a third of the start, and a function that only listens needs
			// none
			"spring.main.lazy-initialization", true, "spring.main.web-application-type", "none");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		if (environment.getProperty(ENABLED, Boolean.class, environment.containsProperty(FUNCTION_NAME))) {
			environment.getPropertySources().addLast(new MapPropertySource("kinesisLambda", DEFAULTS));
		}
	}

}
