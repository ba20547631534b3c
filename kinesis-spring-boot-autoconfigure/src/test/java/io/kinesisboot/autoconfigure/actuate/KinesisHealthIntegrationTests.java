package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.KinesisDynamoDbAsyncClientCustomizer;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.dynamodb.model.DynamoDbException;
import tools.jackson.databind.JsonNode;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.autoconfigure.availability.ApplicationAvailabilityAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroups;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.AvailabilityProbesAutoConfiguration;
import org.springframework.boot.health.autoconfigure.actuate.endpoint.HealthEndpointAutoConfiguration;
import org.springframework.boot.health.autoconfigure.registry.HealthContributorRegistryAutoConfiguration;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisHealthIndicator} and {@link KinesisReadinessIndicator}, over
 * HTTP to an application on the embedded endpoint.
 */
class KinesisHealthIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final AtomicBoolean tableAway = new AtomicBoolean();

	private static ConfigurableApplicationContext context;

	private static ActuatorClient actuator;

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KinesisHealthAutoConfiguration.class))
		.withBean(KinesisListenerEndpointRegistry.class);

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).run("--server.port=0",
				"--kinesis.actuator.max-age=0s", "--management.endpoint.health.show-details=always",
				"--resilience4j.circuitbreaker.instances.shop.sliding-window-size=10",
				"--kinesis.listener.lag-threshold=1ms", "--kinesis.listener.max-records=1",
				"--kinesis.listener.window-records=1", "--kinesis.streams.orders.shards=2",
				"--kinesis.streams.payments.shards=1", "--kinesis.streams.old.shards=1",
				"--kinesis.listener.idle-time-between-reads=200ms");
		actuator = new ActuatorClient(context);
		await(() -> {
			assertThat(component("kinesis").path("status").asString()).isEqualTo("UP");
			assertThat(listener("orders").toString()).isEqualTo("{\"state\":\"RUNNING\",\"shards\":2,\"problems\":[]}");
		});
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@AfterEach
	void repair() {
		tableAway.set(false);
		restart("payments");
	}

	private static void restart(String id) {
		KinesisMessageListenerContainer container = context.getBean(KinesisListenerEndpointRegistry.class)
			.getListenerContainer(id);
		container.stop();
		context.getBean(Listeners.class).broken.set(false);
		container.start();
	}

	@Test
	void applicationIsDownAsSoonAsAShardHasStoppedAndUpWhenItGoesOn() {
		context.getBean(Listeners.class).broken.set(true);
		context.getBean(KinesisTemplate.class).send("payments", "customer", "unpaid");
		await(() -> {
			assertThat(actuator.get("health").status()).isEqualTo(503);
			assertThat(component("kinesis").path("status").asString()).isEqualTo("DOWN");
			assertThat(listener("payments").path("problems").toString()).isEqualTo(
					"[\"shardId-000000000000 of stream 'payments' stopped: java.lang.IllegalStateException: no money\"]");
			assertThat(listener("orders").path("problems")).isEmpty();
		});
		restart("payments");
		await(() -> assertThat(actuator.get("health").status()).isEqualTo(200));
	}

	@Test
	void applicationIsDownWhileItsLeaseTableCannotBeReached() {
		tableAway.set(true);
		assertThat(component("kinesis").path("status").asString()).isEqualTo("DOWN");
		assertThat(listener("orders").path("problems").toString())
			.contains("GetItem of lease table 'orders' failed: The table is away");
		tableAway.set(false);
		assertThat(component("kinesis").path("status").asString()).isEqualTo("UP");
	}

	@Test
	void applicationThatLagsIsDegradedAndStillTakesRequests() {
		Semaphore mayHandle = context.getBean(Listeners.class).mayHandle;
		for (String order : List.of("1", "2", "3", "4")) {
			context.getBean(KinesisTemplate.class).send("old", "customer", order);
		}
		mayHandle.release(2);
		await(() -> assertThat(component("kinesis").path("status").asString()).isEqualTo("DEGRADED"));
		assertThat(listener("late").path("problems").toString())
			.startsWith("[\"shardId-000000000000 of stream 'old' is behind by PT");
		ActuatorClient.Answer health = actuator.get("health");
		assertThat(health.status()).isEqualTo(200);
		assertThat(health.body().path("status").asString()).isEqualTo("UP");
		assertThat(actuator.get("health/kinesis").status()).isEqualTo(200);
		mayHandle.release(2);
		await(() -> assertThat(component("kinesis").path("status").asString()).isEqualTo("UP"));
	}

	@Test
	void applicationIsReadyWhenItsListenersHaveShards() {
		ActuatorClient.Answer readiness = actuator.get("health/readiness");
		assertThat(readiness.status()).isEqualTo(200);
		assertThat(readiness.body().at("/components/kinesisReadiness/status").asString()).isEqualTo("UP");
		assertThat(readiness.body().at("/components/readinessState/status").asString()).isEqualTo("UP");
		assertThat(actuator.get("health/liveness").body().at("/components").propertyNames())
			.doesNotContain("kinesisReadiness");
	}

	@Test
	void readinessGroupThatTheApplicationConfiguresIsLeftAsItIs() {
		ApplicationContextRunner runner = this.contextRunner
			.withConfiguration(AutoConfigurations.of(ApplicationAvailabilityAutoConfiguration.class,
					HealthContributorRegistryAutoConfiguration.class, HealthEndpointAutoConfiguration.class,
					AvailabilityProbesAutoConfiguration.class))
			.withPropertyValues("spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=health");
		runner.run((context) -> assertThat(isInReadiness(context, "kinesisReadiness")).isTrue());
		runner.withPropertyValues("management.endpoint.health.group.readiness.include=kinesis")
			.run((context) -> assertThat(isInReadiness(context, "kinesisReadiness")).isFalse());
	}

	private static boolean isInReadiness(ApplicationContext context, String name) {
		return Objects.requireNonNull(context.getBean(HealthEndpointGroups.class).get("readiness")).isMember(name);
	}

	@Test
	void applicationIsDegradedWhileACircuitKeepsRecordsBack() {
		CircuitBreaker shop = context.getBean(CircuitBreakerRegistry.class).circuitBreaker("shop");
		shop.transitionToForcedOpenState();
		await(() -> {
			assertThat(component("kinesis").path("status").asString()).isEqualTo("DEGRADED");
			assertThat(listener("orders").path("problems").toString()).isEqualTo("[\"the circuit of 'shop' is open\"]");
		});
		shop.transitionToClosedState();
		await(() -> assertThat(listener("orders").path("problems")).isEmpty());
	}

	@Test
	void pausedOrStoppedListenersAreNoReasonToBeDown() {
		KinesisMessageListenerContainer orders = context.getBean(KinesisListenerEndpointRegistry.class)
			.getListenerContainer("orders");
		orders.pause();
		assertThat(listener("orders").path("state").asString()).isEqualTo("PAUSED");
		orders.resume();
		assertThat(listener("by-hand").path("state").asString()).isEqualTo("STOPPED");
		assertThat(component("kinesis").path("status").asString()).isEqualTo("UP");
	}

	@Test
	void indicatorsAreThereUnlessTheyAreTurnedOffOrNobodyAsksForHealth() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(KinesisHealthIndicator.class)
			.hasSingleBean(KinesisReadinessIndicator.class));
		this.contextRunner.withPropertyValues("management.health.kinesis.enabled=false")
			.run((context) -> assertThat(context).doesNotHaveBean(HealthIndicator.class));
		this.contextRunner.withClassLoader(new FilteredClassLoader(HealthIndicator.class))
			.run((context) -> assertThat(context).hasNotFailed().doesNotHaveBean(KinesisHealthIndicator.class));
	}

	private static JsonNode listener(String id) {
		return component("kinesis").at("/details/" + id);
	}

	private static JsonNode component(String name) {
		return actuator.get("health").body().at("/components/" + name);
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(LIMIT).untilAsserted(assertion::run);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

		@Bean
		KinesisDynamoDbAsyncClientCustomizer absentTable() {
			return (builder) -> builder
				.overrideConfiguration((config) -> config.addExecutionInterceptor(new ExecutionInterceptor() {

					@Override
					public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
						if (tableAway.get()) {
							throw DynamoDbException.builder().message("The table is away").build();
						}
					}

				}));
		}

	}

	static final class Listeners {

		private final AtomicBoolean broken = new AtomicBoolean();

		private final Semaphore mayHandle = new Semaphore(0);

		@KinesisListener(id = "orders", streams = "orders", applicationName = "orders", circuitBreaker = "shop")
		void order(String order) {
		}

		@KinesisListener(id = "late", streams = "old", applicationName = "late")
		void late(String order) throws InterruptedException {
			assertThat(this.mayHandle.tryAcquire(60, TimeUnit.SECONDS)).isTrue();
		}

		@KinesisListener(id = "payments", streams = "payments", applicationName = "payments", maxRetries = "0",
				onFailure = "stop")
		void pay(String payment) {
			if (this.broken.get()) {
				throw new IllegalStateException("no money");
			}
		}

		@KinesisListener(id = "by-hand", streams = "orders", applicationName = "by-hand", autoStartup = "false")
		void wait(String order) {
		}

	}

}
