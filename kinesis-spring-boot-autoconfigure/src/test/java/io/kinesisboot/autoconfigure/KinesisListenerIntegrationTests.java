package io.kinesisboot.autoconfigure;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Payload;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith({ OutputCaptureExtension.class, EventLoopsStayUp.class })
class KinesisListenerIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final List<Order> ORDERS = IntStream.range(0, 50)
		.mapToObj((number) -> new Order("customer-" + number % 5, number))
		.toList();

	@Test
	void whatATemplateSendsReachesListenerMethodsOfEveryKind(CapturedOutput output) {
		try (ConfigurableApplicationContext context = start()) {
			KinesisTemplate template = context.getBean(KinesisTemplate.class);
			assertThat(template.sendAll("orders", ORDERS, Order::customer).failed()).isEmpty();
			Listeners listeners = context.getBean(Listeners.class);
			Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
				assertThat(listeners.payloads).containsExactlyInAnyOrderElementsOf(ORDERS);
				assertThat(listeners.batches).containsExactlyInAnyOrderElementsOf(ORDERS);
				assertThat(listeners.messages).containsExactlyInAnyOrderElementsOf(ORDERS);
				assertThat(listeners.records).hasSize(ORDERS.size());
				assertThat(listeners.texts).hasSize(ORDERS.size());
			});
			assertThat(listeners.payloads).filteredOn(KinesisListenerIntegrationTests::isOfCustomer3)
				.containsExactlyElementsOf(
						ORDERS.stream().filter(KinesisListenerIntegrationTests::isOfCustomer3).toList());
			assertThat(listeners.texts).contains("{\"customer\":\"customer-3\",\"number\":3}");
			assertThat(listeners.shards).hasSize(2);
			assertThat(context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainers()).hasSize(5)
				.allMatch(KinesisMessageListenerContainer::isRunning)
				.extracting((container) -> container.endpoint().id())
				.containsExactlyInAnyOrder("listeners.payload", "listeners.batch", "listeners.message",
						"listeners.record", "listeners.text");
			assertThat(context.getBean(Application.class).customized).containsExactlyInAnyOrder("payload", "batch",
					"message", "record", "text");
		}
		assertThat(output).doesNotContain(" ERROR ").doesNotContain("did not end within");
	}

	private static boolean isOfCustomer3(Order order) {
		return order.customer().equals("customer-3");
	}

	private static ConfigurableApplicationContext start() {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--kinesis.streams.orders.shards=2", "--kinesis.listener.idle-time-between-reads=200ms");
	}

	record Order(String customer, int number) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		final Set<String> customized = ConcurrentHashMap.newKeySet();

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

		@Bean
		KclConfigs.Customizer customizer() {
			return (applicationName, configs) -> this.customized.add(applicationName);
		}

	}

	static class Listeners {

		final Queue<Order> payloads = new ConcurrentLinkedQueue<>();

		final Queue<Order> batches = new ConcurrentLinkedQueue<>();

		final Queue<Order> messages = new ConcurrentLinkedQueue<>();

		final Queue<ReceivedRecord> records = new ConcurrentLinkedQueue<>();

		final Queue<String> texts = new ConcurrentLinkedQueue<>();

		final Set<String> shards = ConcurrentHashMap.newKeySet();

		@KinesisListener(streams = "orders", applicationName = "payload")
		void payload(Order order) {
			this.payloads.add(order);
		}

		@KinesisListener(streams = "orders", applicationName = "batch")
		void batch(List<Order> orders) {
			this.batches.addAll(orders);
		}

		@KinesisListener(streams = "orders", applicationName = "message")
		void message(Message<Order> message, @Header(KinesisHeaders.PARTITION_KEY) String partitionKey,
				@Header(KinesisHeaders.SHARD_ID) String shardId,
				@Header(KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP) Instant arrival) {
			assertThat(partitionKey).isEqualTo(message.getPayload().customer());
			assertThat(arrival).isNotNull();
			this.shards.add(shardId);
			this.messages.add(message.getPayload());
		}

		@KinesisListener(streams = "orders", applicationName = "record")
		void record(ReceivedRecord record) {
			assertThat(new String(record.bytes(), StandardCharsets.UTF_8)).contains(record.partitionKey());
			this.records.add(record);
		}

		@KinesisListener(streams = "orders", applicationName = "text")
		void text(@Payload String text, @Header(KinesisHeaders.STREAM_NAME) String stream) {
			assertThat(stream).isEqualTo("orders");
			this.texts.add(text);
		}

	}

}
