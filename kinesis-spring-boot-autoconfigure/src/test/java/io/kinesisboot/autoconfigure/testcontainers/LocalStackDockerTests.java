package io.kinesisboot.autoconfigure.testcontainers;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIf;
import org.testcontainers.localstack.LocalStackContainer;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.testcontainers.service.connection.ServiceConnection;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that an application sends and listens on LocalStack.
 */
@EnabledIf(value = "isDockerThere", disabledReason = "There is no Docker engine to run LocalStack with")
@SpringBootTest(classes = LocalStackDockerTests.Application.class,
		properties = { "kinesis.streams.orders.shards=1", "kinesis.listener.idle-time-between-reads=200ms" })
class LocalStackDockerTests {

	@Autowired
	private KinesisTemplate template;

	@Autowired
	private Application application;

	/** Testcontainers would say so in many lines. */
	static boolean isDockerThere() {
		return System.getenv("DOCKER_HOST") != null || Files.exists(Path.of("/var/run/docker.sock"));
	}

	@Test
	void recordIsSentAndReceived() {
		this.template.send("orders", "key", "order");
		Awaitility.await()
			.atMost(Duration.ofMinutes(2))
			.untilAsserted(() -> assertThat(this.application.received).contains("order"));
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		private final List<String> received = new CopyOnWriteArrayList<>();

		@Bean
		@ServiceConnection
		static LocalStackContainer localStack() {
			return LocalStack.container();
		}

		@KinesisListener(streams = "orders", applicationName = "billing")
		void bill(String order) {
			this.received.add(order);
		}

	}

}
