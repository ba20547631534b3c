package io.kinesisboot.autoconfigure;

import java.util.Map;

import org.springframework.boot.EnvironmentPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.core.env.ConfigurableEnvironment;
import org.springframework.core.env.MapPropertySource;

/**
 * Quiets the Kinesis Client Library, which at its INFO level tells every round of its
 * loops, some fifteen lines a second and worker. Any setting of the application wins.
 */
final class KclLoggingEnvironmentPostProcessor implements EnvironmentPostProcessor {

	private static final Map<String, Object> LEVELS = Map.of("logging.level.software.amazon.kinesis", "warn",
			// Warns of leases without an owner, as all of them are at a start
			"logging.level.software.amazon.kinesis.coordinator.assignment", "error",
			"logging.level.com.amazonaws.services.dynamodbv2", "warn");

	@Override
	public void postProcessEnvironment(ConfigurableEnvironment environment, SpringApplication application) {
		environment.getPropertySources().addLast(new MapPropertySource("kinesisClientLibraryLogging", LEVELS));
	}

}
