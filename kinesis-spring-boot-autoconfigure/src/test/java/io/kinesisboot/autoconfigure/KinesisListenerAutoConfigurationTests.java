package io.kinesisboot.autoconfigure;

import java.io.ByteArrayInputStream;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.awspring.cloud.autoconfigure.AwsAsyncClientCustomizer;
import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.annotation.KinesisListenerAnnotationBeanPostProcessor;
import io.kinesisboot.autoconfigure.lambda.KinesisLambdaAutoConfiguration;
import io.kinesisboot.capacity.load.LoadMeter;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.consumer.lambda.LambdaSources;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.kinesis.coordinator.Scheduler;

import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.converter.SmartMessageConverter;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(EventLoopsStayUp.class)
class KinesisListenerAutoConfigurationTests {

	/** The data is {"id":"o1"}. */
	private static final String EVENT = """
			{"Records": [{"kinesis": {"kinesisSchemaVersion": "1.0", "partitionKey": "1", "sequenceNumber": "1",
			"data": "eyJpZCI6Im8xIn0=", "approximateArrivalTimestamp": 1545084650.987}, "eventSource": "aws:kinesis",
			"eventVersion": "1.0", "eventID": "shardId-000000000006:1", "eventName": "aws:kinesis:record",
			"awsRegion": "us-east-2",
			"eventSourceARN": "arn:aws:kinesis:us-east-2:123456789012:stream/orders"}]}""";

	private static final String DYNAMO_DB = "kinesisBootDynamoDbAsyncClient";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(RegionProviderAutoConfiguration.class,
				CredentialsProviderAutoConfiguration.class, AwsAutoConfiguration.class, KinesisAutoConfiguration.class,
				KinesisKclAutoConfiguration.class, KinesisListenerAutoConfiguration.class))
		.withPropertyValues("spring.cloud.aws.region.static=eu-west-1", "spring.cloud.aws.credentials.access-key=key",
				"spring.cloud.aws.credentials.secret-key=secret");

	private final FakeRecordSources sources = new FakeRecordSources();

	private final ApplicationContextRunner listenerRunner = this.contextRunner
		.withBean("ownSources", RecordSource.Factory.class, () -> this.sources)
		.withUserConfiguration(OrderListener.class);

	@Test
	void listenerInfrastructureIsThere() {
		this.contextRunner.run((context) -> assertThat(context).hasSingleBean(KinesisListenerEndpointRegistry.class)
			.hasSingleBean(KinesisListenerAnnotationBeanPostProcessor.class)
			.hasSingleBean(KinesisListenerContainerFactory.class)
			.hasSingleBean(KclSourceFactory.class));
	}

	@Test
	void nothingIsThereWithoutTheClientLibrary() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(Scheduler.class)).run(hasNoListeners());
	}

	@Test
	void nothingIsThereWithoutTheLeaseStoresClient() {
		this.contextRunner.withClassLoader(new FilteredClassLoader(DynamoDbAsyncClient.class)).run(hasNoListeners());
	}

	@Test
	void listenersOfLambdaNeedNeitherClientLibraryNorLeaseStore() {
		this.contextRunner.withConfiguration(AutoConfigurations.of(KinesisLambdaAutoConfiguration.class))
			.withClassLoader(
					new FilteredClassLoader("software.amazon.kinesis", "software.amazon.awssdk.services.dynamodb"))
			.withPropertyValues("kinesis.lambda.enabled=true")
			.withUserConfiguration(OrderListener.class)
			.run((context) -> {
				assertThat(context).hasNotFailed().doesNotHaveBean(KinesisKclAutoConfiguration.class);
				assertThat(context.getBean(LambdaSources.class)
					.handle(new ByteArrayInputStream(EVENT.getBytes(StandardCharsets.UTF_8)), () -> 60_000)
					.toJson()).asString(StandardCharsets.UTF_8).isEqualTo("{\"batchItemFailures\":[]}");
				assertThat(context.getBean(OrderListener.class).orders).containsExactly(new Order("o1"));
			});
	}

	@Test
	void listenersOfOwnSourcesNeedNeitherClientLibraryNorLeaseStore() {
		this.listenerRunner
			.withClassLoader(
					new FilteredClassLoader("software.amazon.kinesis", "software.amazon.awssdk.services.dynamodb"))
			.run((context) -> {
				this.sources.get("orders-app").read("{\"id\":\"o1\"}");
				assertThat(context.getBean(OrderListener.class).orders).containsExactly(new Order("o1"));
			});
	}

	@Test
	void severalRecoverersAreAllowedWhereOneIsChosen() {
		this.listenerRunner.withBean("first", RecordRecoverer.class, () -> (failed) -> {
		}).withBean("second", RecordRecoverer.class, () -> (failed) -> {
		})
			.withPropertyValues("kinesis.listener.on-failure=second")
			.run((context) -> assertThat(context).hasNotFailed());
	}

	@Test
	void retryStreamOfThePropertiesHoldsForListenersWithoutOne() {
		this.listenerRunner.withConfiguration(AutoConfigurations.of(KinesisDeadLetterAutoConfiguration.class))
			.withPropertyValues("kinesis.listener.retry-stream=retries")
			.run((context) -> assertThat(this.sources.get("orders-app-retry").request()).isEqualTo(
					new RecordSource.Request("orders-app-retry", List.of("retries"), StartingPosition.TRIM_HORIZON)));
	}

	@Test
	void leaseStoresClientIsNotCreatedWithoutListenerMethods() {
		this.contextRunner.run((context) -> {
			assertThat(context.getBeanFactory().containsBeanDefinition(DYNAMO_DB)).isTrue();
			assertThat(context.getBeanFactory().containsSingleton(DYNAMO_DB)).isFalse();
			assertThat(context.getBeanFactory().containsSingleton("kinesisBootSourceFactory")).isFalse();
			assertThat(context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainers()).isEmpty();
		});
	}

	@Test
	void listenerMethodIsRunByItsOwnContainerWhichStartsAndStopsWithTheContext() {
		this.listenerRunner.withPropertyValues("kinesis.listener.starting-position=LATEST").run((context) -> {
			KinesisMessageListenerContainer container = container(context);
			assertThat(container.isRunning()).isTrue();
			assertThat(this.sources.get("orders-app").request())
				.isEqualTo(new RecordSource.Request("orders-app", List.of("orders"), StartingPosition.LATEST));
			context.close();
			assertThat(container.isRunning()).isFalse();
			assertThat(this.sources.get("orders-app").isRunning()).isFalse();
		});
	}

	@Test
	void loadIsMeasuredOnlyWhenThereIsAWindow() {
		this.listenerRunner.run((context) -> assertThat(context).doesNotHaveBean(LoadMeters.class));
		this.listenerRunner.withPropertyValues("kinesis.capacity.window=2s").run((context) -> {
			LoadMeter meter = context.getBean(LoadMeters.class).meter("orders-app", "orders");
			this.sources.get("orders-app").read("{\"id\":\"o1\"}");
			assertThat(meter.window()).isEqualTo(Duration.ofSeconds(2));
			assertThat(meter.load()).singleElement().satisfies((load) -> assertThat(load.keys()).hasSize(1));
		});
	}

	@Test
	void windowOfLoadThatCannotBeIsRefused() {
		this.listenerRunner.withPropertyValues("kinesis.capacity.window=10ms")
			.run((context) -> assertThat(context).getFailure()
				.hasStackTraceContaining("kinesis.capacity.window")
				.hasStackTraceContaining("'window' must be between PT1S and PT24H but was PT0.01S"));
	}

	@Test
	void recordReachesTheListenerMethod() {
		this.listenerRunner.run((context) -> {
			this.sources.get("orders-app").read("{\"id\":\"o1\",\"unknown\":1}");
			assertThat(context.getBean(OrderListener.class).orders).containsExactly(new Order("o1"));
		});
	}

	@Test
	void nothingStartsIfAutoStartupIsOff() {
		this.listenerRunner.withPropertyValues("kinesis.listener.auto-startup=false").run((context) -> {
			assertThat(container(context).isRunning()).isFalse();
			assertThat(this.sources.isEmpty()).isTrue();
		});
	}

	@Test
	void annotationWinsOverProperties() {
		this.contextRunner.withBean("ownSources", RecordSource.Factory.class, () -> this.sources)
			.withUserConfiguration(OutspokenListener.class)
			.withPropertyValues("kinesis.listener.starting-position=LATEST", "kinesis.listener.auto-startup=false",
					"kinesis.listener.application-name=other")
			.run((context) -> assertThat(this.sources.get("outspoken").request().startingPosition())
				.isEqualTo(StartingPosition.TRIM_HORIZON));
	}

	@Test
	void applicationNameIsThatOfTheListenersBeforeThatOfTheApplication() {
		ApplicationContextRunner runner = this.contextRunner
			.withBean("ownSources", RecordSource.Factory.class, () -> this.sources)
			.withUserConfiguration(NamelessListener.class)
			.withPropertyValues("spring.application.name=shop");
		runner.run((context) -> assertThat(this.sources.get("shop").isRunning()).isTrue());
		runner.withPropertyValues("kinesis.listener.application-name=shop-reader")
			.run((context) -> assertThat(this.sources.get("shop-reader").isRunning()).isTrue());
	}

	@Test
	void recordThatCannotBeConvertedGoesToTheRecovererOfTheApplication() {
		List<FailedRecord> failed = new CopyOnWriteArrayList<>();
		this.listenerRunner.withBean(RecordRecoverer.class, () -> failed::add).run((context) -> {
			this.sources.get("orders-app").read("no JSON");
			assertThat(failed).singleElement().satisfies((record) -> {
				assertThat(record.listenerId()).isEqualTo("orders");
				assertThat(record.attempts()).isZero();
			});
		});
	}

	@Test
	void containerFactoryOfTheApplicationIsUsed() {
		this.listenerRunner.withUserConfiguration(OwnContainerFactory.class).run((context) -> {
			assertThat(context).hasSingleBean(KinesisListenerContainerFactory.class);
			assertThat(container(context).isAutoStartup()).isFalse();
		});
	}

	@Test
	void leaseStoresClientOfTheApplicationIsUsed() {
		DynamoDbAsyncClient client = DynamoDbAsyncClient.builder().region(Region.AP_EAST_1).build();
		this.contextRunner.withBean("own", DynamoDbAsyncClient.class, () -> client)
			.run((context) -> assertThat(context).getBean(DynamoDbAsyncClient.class).isSameAs(client));
	}

	@Test
	void leaseStoresClientIsWhereItsPropertiesSay() {
		this.contextRunner
			.withPropertyValues("spring.cloud.aws.endpoint=http://localhost:1",
					"kinesis.client.endpoint=http://localhost:2", "kinesis.dynamodb.endpoint=http://localhost:3",
					"kinesis.client.region=sa-east-1", "kinesis.dynamodb.region=ap-south-1")
			.run((context) -> {
				DynamoDbAsyncClient client = context.getBean(DynamoDbAsyncClient.class);
				assertThat(client.serviceClientConfiguration().endpointOverride())
					.hasValue(URI.create("http://localhost:3"));
				assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.AP_SOUTH_1);
			});
	}

	@Test
	void leaseStoresClientGoesWhereOwnConnectionDetailsSay() {
		this.contextRunner.withPropertyValues("kinesis.dynamodb.endpoint=http://localhost:3")
			.withBean(KinesisConnectionDetails.class,
					() -> new KinesisAutoConfigurationTests.KinesisDetails(URI.create("http://localhost:4"),
							"us-west-2", "own-key", "own-secret"))
			.run((context) -> {
				DynamoDbAsyncClient client = context.getBean(DynamoDbAsyncClient.class);
				assertThat(client.serviceClientConfiguration().endpointOverride())
					.hasValue(URI.create("http://localhost:4"));
				assertThat(client.serviceClientConfiguration().region()).isEqualTo(Region.US_WEST_2);
				assertThat(client.serviceClientConfiguration().credentialsProvider().resolveIdentity().join())
					.extracting("accessKeyId")
					.isEqualTo("own-key");
			});
	}

	@Test
	void customizersOfTheLeaseStoresClientComeLast() {
		this.contextRunner.withUserConfiguration(Customizers.class)
			.run((context) -> assertThat(context.getBean(DynamoDbAsyncClient.class)
				.serviceClientConfiguration()
				.overrideConfiguration()
				.apiCallTimeout()).hasValue(Duration.ofSeconds(3)));
	}

	private static ContextConsumer<AssertableApplicationContext> hasNoListeners() {
		return (context) -> assertThat(context).hasNotFailed()
			.doesNotHaveBean(KinesisListenerAutoConfiguration.class)
			.doesNotHaveBean(KinesisListenerEndpointRegistry.class);
	}

	private static KinesisMessageListenerContainer container(AssertableApplicationContext context) {
		return context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainer("orders");
	}

	record Order(String id) {
	}

	static class OrderListener {

		final List<Order> orders = new CopyOnWriteArrayList<>();

		@KinesisListener(id = "orders", streams = "orders", applicationName = "orders-app")
		void handle(Order order) {
			this.orders.add(order);
		}

	}

	static class OutspokenListener {

		@KinesisListener(streams = "orders", applicationName = "outspoken", startingPosition = "TRIM_HORIZON",
				autoStartup = "true")
		void handle(String order) {
		}

	}

	static class NamelessListener {

		@KinesisListener("orders")
		void handle(String order) {
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class OwnContainerFactory {

		@Bean
		KinesisListenerContainerFactory own(RecordSource.Factory sources,
				@Qualifier(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME) SmartMessageConverter converter) {
			return new KinesisListenerContainerFactory(sources, converter,
					ListenerContainerOptions.defaults().withAutoStartup(false), Clock.systemUTC());
		}

	}

	@Configuration(proxyBeanMethods = false)
	static class Customizers {

		@Bean
		AwsAsyncClientCustomizer all() {
			return (builder) -> ((AwsClientBuilder<?, ?>) builder)
				.overrideConfiguration((configuration) -> configuration.apiCallTimeout(Duration.ofSeconds(1)));
		}

		@Bean
		KinesisDynamoDbAsyncClientCustomizer own() {
			return (builder) -> builder
				.overrideConfiguration((configuration) -> configuration.apiCallTimeout(Duration.ofSeconds(3)));
		}

	}

}
