package io.kinesisboot.autoconfigure.observation;

import java.time.Duration;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;
import java.util.stream.Collectors;

import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.observation.DefaultKinesisListenerObservationConvention;
import io.kinesisboot.observation.KinesisListenerContext;
import io.kinesisboot.observation.KinesisListenerObservationConvention;
import io.kinesisboot.observation.KinesisProducerContext;
import io.kinesisboot.template.KinesisTemplate;
import io.micrometer.common.KeyValues;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.interceptor.Context;
import software.amazon.awssdk.core.interceptor.ExecutionAttributes;
import software.amazon.awssdk.core.interceptor.ExecutionInterceptor;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClientBuilder;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What an application shows of itself, with the endpoint inside the JVM.
 */
class KinesisObservationIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@Test
	void listenersHaveMetersAndTheClientLibraryGivesItsOwn() {
		run((context) -> {
			MeterRegistry registry = context.getBean(MeterRegistry.class);
			Awaitility.await().atMost(LIMIT).ignoreExceptions().untilAsserted(() -> {
				assertThat(registry.get("kinesis.listener.records")
					.tags("listener", "billing", "stream", "orders", "outcome", "handled")
					.counter()
					.count()).isEqualTo(1);
				assertThat(registry.get("kinesis.kcl.kinesis.data.fetcher.get.records.success")
					.tag("application", "billing")
					.summary()
					.max()).isEqualTo(1);
			});
			assertThat(registry.get("kinesis.listener.open.records").tag("shard", "others").gauge().value()).isZero();
			assertThat(context.getBean(Application.class).contexts).isEmpty();
		}, "--kinesis.metrics.max-shards=0");
	}

	@Test
	void callsAndSendsAreObservedWhenTheyAreToBeAndNamedByTheApplication() {
		run((context) -> Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(context.getBean(Application.class).contexts)
				.hasOnlyElementsOfTypes(KinesisProducerContext.class, KinesisListenerContext.class)
				.extracting(Observation.Context::getName)
				.containsExactlyInAnyOrder("kinesis.producer", "billing.calls")),
				"--kinesis.producer.observation-enabled=true", "--kinesis.listener.observation-enabled=true");
	}

	@Test
	void figuresOfTheClientLibraryGoToCloudWatchWhenTheyAreToAndNotToMicrometer() {
		run((context) -> {
			Application application = context.getBean(Application.class);
			Awaitility.await().atMost(LIMIT).until(() -> application.requests.contains("PutMetricDataRequest"));
			assertThat(meters(context)).contains("kinesis.listener.records")
				.noneMatch((name) -> name.startsWith("kinesis.kcl."));
		}, "--kinesis.metrics.kcl=CLOUDWATCH");
	}

	@Test
	void figuresOfTheClientLibraryGoNowhereWhenTheyAreNotWanted() {
		run((context) -> {
			Awaitility.await().atMost(LIMIT).until(() -> !context.getBean(Application.class).handled.isEmpty());
			assertThat(meters(context)).contains("kinesis.listener.records")
				.noneMatch((name) -> name.startsWith("kinesis.kcl."));
		}, "--kinesis.metrics.kcl=none");
	}

	private static void run(Consumer<ConfigurableApplicationContext> test, String... settings) {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.properties("kinesis.streams.orders.shards=1", "kinesis.listener.idle-time-between-reads=200ms")
			.run(settings)) {
			context.getBean(KinesisTemplate.class).send("orders", "book");
			test.accept(context);
		}
	}

	private static Set<String> meters(ConfigurableApplicationContext context) {
		return context.getBean(MeterRegistry.class)
			.getMeters()
			.stream()
			.map((meter) -> meter.getId().getName())
			.collect(Collectors.toSet());
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final Queue<Observation.Context> contexts = new ConcurrentLinkedQueue<>();

		final Set<String> requests = ConcurrentHashMap.newKeySet();

		final Queue<String> handled = new ConcurrentLinkedQueue<>();

		@KinesisListener(id = "billing", streams = "orders", applicationName = "billing")
		void listen(String order) {
			this.handled.add(order);
		}

		@Bean
		MeterRegistry meterRegistry() {
			return new SimpleMeterRegistry();
		}

		@Bean
		ObservationRegistry observationRegistry() {
			ObservationRegistry registry = ObservationRegistry.create();
			registry.observationConfig().observationHandler(new ObservationHandler<>() {

				@Override
				public void onStop(Observation.Context context) {
					Application.this.contexts.add(context);
				}

				@Override
				public boolean supportsContext(Observation.Context context) {
					return context instanceof KinesisListenerContext || context instanceof KinesisProducerContext;
				}

			});
			return registry;
		}

		@Bean
		KinesisListenerObservationConvention convention() {
			return new DefaultKinesisListenerObservationConvention() {

				@Override
				public String getName() {
					return "billing.calls";
				}

				@Override
				public KeyValues getHighCardinalityKeyValues(KinesisListenerContext context) {
					return KeyValues.empty();
				}

			};
		}

		@Bean
		AwsClientCustomizer<CloudWatchAsyncClientBuilder> requestNames() {
			return (builder) -> builder
				.overrideConfiguration((config) -> config.addExecutionInterceptor(new ExecutionInterceptor() {

					@Override
					public void beforeExecution(Context.BeforeExecution context, ExecutionAttributes attributes) {
						Application.this.requests.add(context.request().getClass().getSimpleName());
					}

				}));
		}

	}

}
