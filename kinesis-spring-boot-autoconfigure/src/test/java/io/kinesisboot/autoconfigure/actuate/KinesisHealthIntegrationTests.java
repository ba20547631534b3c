package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisHealthIndicator}, in an application on the embedded endpoint.
 */
class KinesisHealthIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static ConfigurableApplicationContext context;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KinesisHealthAutoConfiguration.class))
		.withBean(KinesisListenerEndpointRegistry.class);

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--kinesis.streams.orders.shards=2", "--kinesis.streams.payments.shards=1",
					"--kinesis.listener.idle-time-between-reads=200ms");
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void applicationIsDownAsSoonAsAShardHasStopped() {
		await(() -> {
			assertThat(health().getStatus()).isEqualTo(Status.UP);
			assertThat(health().getDetails()).containsEntry("orders", "running, shards: 2")
				.containsEntry("payments", "running, shards: 1")
				.containsEntry("by-hand", "not running");
		});
		context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainer("orders").pause();
		assertThat(health().getDetails()).containsEntry("orders", "paused, shards: 2");
		context.getBean(KinesisTemplate.class).send("payments", "customer", "unpaid");
		await(() -> {
			assertThat(health().getStatus()).isEqualTo(Status.DOWN);
			assertThat(health().getDetails())
				.containsEntry("payments",
						"shardId-000000000000 of stream 'payments' stopped: java.lang.IllegalStateException: no money")
				.containsEntry("orders", "paused, shards: 2");
		});
	}

	@Test
	void indicatorIsThereUnlessItIsTurnedOffOrNobodyAsksForHealth() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(KinesisHealthIndicator.class));
		this.contextRunner.withPropertyValues("management.health.kinesis.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(KinesisHealthIndicator.class));
	}

	private static Health health() {
		Health health = context.getBean(KinesisHealthIndicator.class).health();
		assertThat(health).isNotNull();
		return health;
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(LIMIT).untilAsserted(assertion::run);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@KinesisListener(id = "orders", streams = "orders", applicationName = "orders")
		void order(String order) {
		}

		@KinesisListener(id = "payments", streams = "payments", applicationName = "payments", maxRetries = "0",
				onFailure = "stop")
		void pay(String payment) {
			throw new IllegalStateException("no money");
		}

		@KinesisListener(id = "by-hand", streams = "orders", applicationName = "by-hand", autoStartup = "false")
		void wait(String order) {
		}

	}

}
