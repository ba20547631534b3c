package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for listener methods from one stream to another, with the real KCL.
 */
class ListenerMethodIntegrationTests {

	@Test
	void recordsGoByTheirTypesToMethodsThatEndLaterAndTheirResultsToAnotherStream() {
		try (KinesisTestEndpoint endpoint = new KinesisTestEndpoint();
				KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis())
					.options(ProducerOptions.defaults())
					.build()) {
			String orders = endpoint.createStream("orders", 2);
			String totals = endpoint.createStream("totals", 1);
			KinesisTemplate template = new KinesisTemplate(producer, KinesisMessageConverters.create());
			KinesisListenerEndpointRegistry registry = new KinesisListenerEndpointRegistry();
			registry.start();
			Handlers handlers = new Handlers();
			registry.register(endpoint(orders, handlers), factory(endpoint, template, totals));
			for (int i = 0; i < 100; i++) {
				template.send(orders,
						MessageBuilder.withPayload(new Order(i))
							.setHeader(KinesisHeaders.PARTITION_KEY, "key-" + i % 5)
							.setHeader("type", (i % 10 == 0) ? "cancelled" : "placed")
							.build());
			}
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.untilAsserted(() -> assertThat(endpoint.userRecords(totals)).hasSize(90));
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.untilAsserted(() -> assertThat(handlers.cancelled).hasSize(10));
			for (int key = 0; key < 5; key++) {
				assertThat(numbers(endpoint.userRecords(totals), "key-" + key))
					.containsExactlyElementsOf(expected(key));
			}
			assertThat(registry.unregister("orders")).isTrue();
		}
	}

	private static List<String> expected(int key) {
		return IntStream.range(0, 100)
			.filter((number) -> number % 5 == key && number % 10 != 0)
			.mapToObj(String::valueOf)
			.toList();
	}

	private static List<String> numbers(List<KinesisClientRecord> records, String key) {
		return records.stream()
			.filter((record) -> record.partitionKey().equals(key))
			.map((record) -> StandardCharsets.UTF_8.decode(record.data().duplicate()).toString())
			.toList();
	}

	private static KinesisListenerEndpoint endpoint(String stream, Handlers handlers) {
		Method placed = ListenerRun.method(handlers, "placed");
		Method cancelled = ListenerRun.method(handlers, "cancelled");
		return new KinesisListenerEndpoint("orders", "app-" + stream, List.of(stream),
				(options) -> options.withDispatch(options.dispatch().withConcurrency(4)), handlers,
				new ListenerMethods(ListenerMethods.TYPE_HEADER,
						List.of(new ListenerMethods.Handler(placed, Set.of("placed"), false),
								new ListenerMethods.Handler(cancelled, Set.of(), true))));
	}

	private static KinesisListenerContainerFactory factory(KinesisTestEndpoint endpoint, KinesisTemplate template,
			String totals) {
		ListenerMethodOptions methods = ListenerMethodOptions.of(KinesisMessageConverters.create())
			.withResultSender(template::sendAsync)
			.withText((text) -> text.replace("${totals}", totals));
		KclOptions kcl = KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200));
		return new KinesisListenerContainerFactory(
				new KclSourceFactory(endpoint.kinesis(), endpoint.dynamoDb(), kcl, List.of(), Clock.systemUTC()),
				methods, ListenerContainerOptions.defaults(), (event) -> {
				}, Clock.systemUTC());
	}

	record Order(int number) {
	}

	static class Handlers {

		final List<Integer> cancelled = new CopyOnWriteArrayList<>();

		@SendTo("${totals}")
		CompletionStage<String> placed(Order order) {
			return CompletableFuture.supplyAsync(() -> String.valueOf(order.number()));
		}

		void cancelled(Order order, Acknowledgement acknowledgement) {
			CompletableFuture.runAsync(() -> {
				this.cancelled.add(order.number());
				acknowledgement.acknowledge();
			});
		}

	}

}
