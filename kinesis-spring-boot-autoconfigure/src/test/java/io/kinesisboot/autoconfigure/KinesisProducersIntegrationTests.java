package io.kinesisboot.autoconfigure;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.annotation.KinesisProducer;
import io.kinesisboot.autoconfigure.embedded.EmbeddedKinesisAutoConfiguration;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.RecordView;
import io.kinesisboot.observation.ObservedKinesisProducer;
import io.kinesisboot.template.KinesisOperations;
import io.kinesisboot.template.ProducerOperations;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.ObservationTextPublisher;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jackson.autoconfigure.JacksonAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisProducers} and {@link KinesisProducerRegistrar}.
 */
class KinesisProducersIntegrationTests {

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(EmbeddedKinesisAutoConfiguration.class,
				RegionProviderAutoConfiguration.class, CredentialsProviderAutoConfiguration.class,
				AwsAutoConfiguration.class, JacksonAutoConfiguration.class, KinesisAutoConfiguration.class))
		.withPropertyValues("kinesis.embedded.streams=orders,refunds", "kinesis.producers.orders.stream=orders",
				"kinesis.producers.orders.partition-key=customer", "kinesis.producers.refunds.stream=refunds");

	@Test
	void eachProducerIsInjectedByItsName() {
		this.contextRunner.withBean(Shop.class).run((context) -> {
			Shop shop = context.getBean(Shop.class);
			shop.orders.send(new Order("Ada"));
			shop.refunds.send("refund");
			KinesisEndpoint endpoint = context.getBean(KinesisEndpoint.class);
			assertThat(endpoint.stream("orders").records()).extracting(RecordView::partitionKey).containsExactly("Ada");
			assertThat(endpoint.stream("refunds").records()).extracting(RecordView::text).containsExactly("refund");
		});
	}

	@Test
	void whatSendsTheRecordsIsInjectedByItsNameOnly() {
		this.contextRunner.withBean(Sender.class).run((context) -> {
			Sender sender = context.getBean(Sender.class);
			assertThat(sender.ofOrders).isNotSameAs(sender.byType);
			assertThat(sender.byType).isSameAs(context.getBean("kinesisBootProducer"));
		});
	}

	@Test
	void templateSendsByTheProducerOfTheStream() {
		this.contextRunner
			.withPropertyValues("kinesis.producers.orders.max-record-size=10B",
					"kinesis.producers.refunds.max-block=1s")
			.run((context) -> {
				KinesisOperations template = context.getBean(KinesisOperations.class);
				assertThat(template.sendAll("orders", List.of("12345678901"), (payload) -> "key").failed()).hasSize(1);
				assertThat(template.sendAll("refunds", List.of("12345678901"), (payload) -> "key").failed()).isEmpty();
			});
	}

	@Test
	void whatAProducerLeavesOutItTakesFromTheDefaults() {
		this.contextRunner
			.withPropertyValues("kinesis.producer.max-record-size=10B", "kinesis.producers.refunds.max-record-size=20B")
			.run((context) -> {
				KinesisOperations template = context.getBean(KinesisOperations.class);
				assertThat(template.sendAll("orders", List.of("12345678901"), (payload) -> "key").failed()).hasSize(1);
				assertThat(template.sendAll("refunds", List.of("12345678901"), (payload) -> "key").failed()).isEmpty();
			});
	}

	@Test
	void producersHaveMetersOfTheirNames() {
		this.contextRunner.withBean(SimpleMeterRegistry.class).withBean(Shop.class).run((context) -> {
			context.getBean(Shop.class).orders.send(new Order("Ada"));
			context.getBean(KinesisOperations.class).send("refunds", "refund");
			SimpleMeterRegistry registry = context.getBean(SimpleMeterRegistry.class);
			assertThat(registry.get("kinesis.producer.records").tag("producer", "orders").counter().count())
				.isEqualTo(1);
			assertThat(registry.get("kinesis.producer.records").tag("producer", "refunds").counter().count())
				.isEqualTo(1);
			assertThat(registry.get("kinesis.producer.memory.used").tag("producer", "default").gauge().value())
				.isZero();
		});
	}

	@Test
	void producersAreObservedIfTheyAreToBe() {
		ObservationRegistry registry = ObservationRegistry.create();
		registry.observationConfig().observationHandler(new ObservationTextPublisher());
		this.contextRunner.withBean(ObservationRegistry.class, () -> registry)
			.withPropertyValues("kinesis.producers.orders.observation-enabled=true")
			.withBean(Sender.class)
			.run((context) -> {
				Sender sender = context.getBean(Sender.class);
				assertThat(sender.ofOrders).isInstanceOf(ObservedKinesisProducer.class);
				assertThat(sender.byType).isNotInstanceOf(ObservedKinesisProducer.class);
			});
	}

	@Test
	void producersAreNotWrappedForARegistryThatHasNoHandler() {
		this.contextRunner.withBean(ObservationRegistry.class, ObservationRegistry::create)
			.withPropertyValues("kinesis.producers.orders.observation-enabled=true")
			.withBean(Sender.class)
			.run((context) -> assertThat(context.getBean(Sender.class).ofOrders)
				.isNotInstanceOf(ObservedKinesisProducer.class));
	}

	@Test
	void headersAndContentTypeAreConfigured() {
		this.contextRunner
			.withPropertyValues("kinesis.producers.orders.headers.customer=customer",
					"kinesis.producers.orders.content-type=application/json")
			.withBean(Shop.class)
			.run((context) -> {
				context.getBean(Shop.class).orders.send(new Order("Ada"));
				RecordView record = context.getBean(KinesisEndpoint.class).stream("orders").records().get(0);
				Aggregate aggregate = Objects.requireNonNull(Aggregate.read(ByteBuffer.wrap(record.bytes())));
				assertThat(aggregate.tags(0)).isEqualTo(Map.of("contentType", "application/json", "customer", "Ada"));
			});
	}

	@Test
	void nameMayBeAnyThatTheConfigurationCanHave() {
		this.contextRunner
			.withPropertyValues("kinesis.producers.orderEvents.stream=orders",
					"kinesis.producers.orderEvents.max-record-size=10B")
			.run((context) -> assertThat(
					context.getBean("orderEventsKinesisProducer", io.kinesisboot.producer.KinesisProducer.class)
						.options()
						.maxRecordBytes())
				.isEqualTo(10));
	}

	@Test
	void producerWithoutAStreamEndsTheStart() {
		this.contextRunner.withPropertyValues("kinesis.producers.audit.partition-key=id")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage("Either 'kinesis.producers.audit.stream' or 'kinesis.producers.audit.streams' must be set "
						+ "but neither is"));
	}

	@Test
	void producerWithTwoKindsOfStreamsEndsTheStart() {
		this.contextRunner.withPropertyValues("kinesis.producers.orders.streams=more")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessage(
						"Either 'kinesis.producers.orders.stream' or 'kinesis.producers.orders.streams' must be set "
								+ "but both are: [more, orders]"));
	}

	@Test
	void limitThatIsNoneEndsTheStartAndIsNamed() {
		this.contextRunner.withPropertyValues("kinesis.producers.orders.max-batch-records=501")
			.run((context) -> assertThat(context).getFailure()
				.rootCause()
				.hasMessageContaining("'maxBatchRecords' must be between 1 and 500 (PutRecords limit) but was 501"));
	}

	record Order(String customer) {
	}

	static class Shop {

		private final ProducerOperations<Order> orders;

		private final ProducerOperations<String> refunds;

		@Autowired
		Shop(@KinesisProducer("orders") ProducerOperations<Order> orders,
				@Qualifier("refunds") ProducerOperations<String> refunds) {
			this.orders = orders;
			this.refunds = refunds;
		}

	}

	static class Sender {

		private final io.kinesisboot.producer.KinesisProducer byType;

		private final io.kinesisboot.producer.KinesisProducer ofOrders;

		@Autowired
		Sender(io.kinesisboot.producer.KinesisProducer byType,
				@KinesisProducer("orders") io.kinesisboot.producer.KinesisProducer ofOrders) {
			this.byType = byType;
			this.ofOrders = ofOrders;
		}

	}

}
