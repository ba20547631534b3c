package io.kinesisboot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.redrive.Redrive;
import io.kinesisboot.deadletter.redrive.RedriveOptions;
import io.kinesisboot.deadletter.redrive.RedriveResult;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.event.ShardEvent;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what listeners can be told, each in an application on the embedded endpoint.
 */
class KinesisListenerFeaturesIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static ConfigurableApplicationContext context;

	private static Listeners listeners;

	@BeforeAll
	static void start() {
		context = new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--kinesis.streams.orders.shards=1", "--kinesis.streams.dead.shards=1",
					"--kinesis.streams.flaky.shards=1", "--kinesis.streams.retries.shards=1",
					"--kinesis.streams.lost.shards=1", "--kinesis.streams.buried.shards=1",

					"--kinesis.streams.keyed.shards=1", "--kinesis.streams.paused.shards=1",
					"--kinesis.streams.replayed.shards=1", "--kinesis.streams.pushed.shards=2",
					"--kinesis.listener.idle-time-between-reads=200ms",
					"--kinesis.listener.retry.initial-interval=1ms");
		listeners = context.getBean(Listeners.class);
	}

	@AfterAll
	static void stop() {
		context.close();
	}

	@Test
	void recordsThatCannotBeHandledGoToTheDeadLetterStreamWithTheirOrigin() {
		template().send("orders", "customer", new Order("bad", 1));
		template().send("orders", "customer", new Order("good", 2));
		template().send("orders", "customer", new Order("unwanted", 3));
		await(() -> assertThat(listeners.dead).hasSize(1));
		assertThat(listeners.dead.peek().getPayload()).isEqualTo(new Order("bad", 1));
		assertThat(listeners.dead.peek().getHeaders()).containsEntry(DeadLetterHeaders.LISTENER_ID, "failing")
			.containsEntry(DeadLetterHeaders.APPLICATION_NAME, "failing-app")
			.containsEntry(DeadLetterHeaders.STREAM_NAME, "orders")
			.containsEntry(DeadLetterHeaders.ATTEMPTS, "3")
			.containsEntry(DeadLetterHeaders.EXCEPTION_CLASS, IllegalStateException.class.getName());
		await(() -> assertThat(listeners.good).containsExactly(new Order("good", 2)));
	}

	@Test
	void recordsThatHaveFailedComeAgainByTheRetryStream() {
		template().send("flaky", "customer", new Order("bad", 1));
		template().send("flaky", "customer", new Order("good", 2));
		await(() -> assertThat(listeners.flaky).containsExactly("bad 1", "good 1", "bad 2", "bad 3"));
	}

	@Test
	void deadLettersGoBackToTheirStreamAndTellWhoseTheyWere() {
		template().send("lost", "customer", new Order("found", 1));
		await(() -> assertThat(context.getBean(Redrive.class)
			.run("kinesis:buried", RedriveOptions.defaults().withDryRun(true))
			.matched()).isEqualTo(1));
		RedriveResult result = context.getBean(Redrive.class)
			.run("kinesis:buried", RedriveOptions.defaults().withFrom(StartingPosition.back(Duration.ofHours(1))));
		assertThat(result.sent()).isEqualTo(1);
		await(() -> assertThat(listeners.found).singleElement()
			.satisfies((message) -> assertThat(message.getHeaders())
				.containsEntry(DeadLetterHeaders.REDRIVE_LISTENER_ID, "losing")
				.containsEntry(DeadLetterHeaders.REDRIVES, "1")));
	}

	@Test
	void recordsOfDifferentKeysRunAtTheSameTime() {
		List<Order> orders = IntStream.range(0, 4)
			.mapToObj((number) -> new Order("customer-" + number, number))
			.toList();
		assertThat(template().sendAll("keyed", orders, Order::name).failed()).isEmpty();
		await(() -> assertThat(listeners.together.getCount()).isZero());
	}

	@Test
	void recordsArePushedToARegisteredConsumer() {
		List<Order> orders = IntStream.range(0, 20)
			.mapToObj((number) -> new Order("customer-" + number, number))
			.toList();
		assertThat(template().sendAll("pushed", orders, Order::name).failed()).isEmpty();
		await(() -> assertThat(listeners.pushed).containsExactlyInAnyOrderElementsOf(orders));
		await(() -> assertThat(listeners.events.get("pushing")).filteredOn(ShardEvent.Assigned.class::isInstance)
			.hasSize(2));
	}

	@Test
	void pausedListenerGetsNothingUntilItIsResumed() {
		KinesisMessageListenerContainer container = container("paused");
		container.pause();
		template().send("paused", "customer", new Order("customer", 1));
		await(() -> assertThat(container.shards()).hasSize(1));
		assertThat(listeners.paused).isEmpty();
		container.resume();
		await(() -> assertThat(listeners.paused).hasSize(1));
	}

	@Test
	void listenerThatIsMovedBackHandlesTheRecordsAgain() {
		List<Order> orders = IntStream.range(0, 5).mapToObj((number) -> new Order("customer", number)).toList();
		assertThat(template().sendAll("replayed", orders, Order::name).failed()).isEmpty();
		await(() -> assertThat(listeners.replayed).hasSize(5));
		container("replayed").seek(StartingPosition.TRIM_HORIZON);
		await(() -> assertThat(listeners.replayed).hasSize(10));
		assertThat(listeners.replayed.stream().skip(5)).containsExactlyElementsOf(orders);
	}

	private static KinesisTemplate template() {
		return context.getBean(KinesisTemplate.class);
	}

	private static KinesisMessageListenerContainer container(String id) {
		return context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainer(id);
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(LIMIT).untilAsserted(assertion::run);
	}

	record Order(String name, int number) {
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Listeners listeners() {
			return new Listeners();
		}

	}

	static class Listeners {

		final Queue<Message<Order>> dead = new ConcurrentLinkedQueue<>();

		final Queue<Order> good = new ConcurrentLinkedQueue<>();

		final Queue<Order> pushed = new ConcurrentLinkedQueue<>();

		final Queue<Order> paused = new ConcurrentLinkedQueue<>();

		final Queue<Order> replayed = new ConcurrentLinkedQueue<>();

		final Queue<String> flaky = new ConcurrentLinkedQueue<>();

		final Queue<Message<Order>> found = new ConcurrentLinkedQueue<>();

		final CountDownLatch together = new CountDownLatch(4);

		final ConcurrentMap<String, Queue<ShardEvent>> events = new ConcurrentHashMap<>(Map.of());

		@KinesisListener(id = "failing", streams = "orders", applicationName = "failing-app", maxRetries = "2",
				onFailure = "kinesis:dead", filter = "{\"data\": {\"name\": [{\"anything-but\": \"unwanted\"}]}}")
		void fail(Order order) {
			if (order.name().equals("bad")) {
				throw new IllegalStateException("bad order");
			}
			this.good.add(order);
		}

		@KinesisListener(streams = "flaky", applicationName = "flaky", maxRetries = "0", retryStream = "retries",
				retryStreamDelay = "500ms", retryStreamAttempts = "2")
		void retry(Order order, @Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt) {
			this.flaky.add(order.name() + " " + attempt);
			if (order.name().equals("bad")) {
				throw new IllegalStateException("bad order");
			}
		}

		@KinesisListener(id = "losing", streams = "lost", applicationName = "lost", maxRetries = "0",
				onFailure = "kinesis:buried")
		void find(Message<Order> order) {
			if (!order.getHeaders().containsKey(DeadLetterHeaders.REDRIVES)) {
				throw new IllegalStateException("lost order");
			}
			this.found.add(order);
		}

		@KinesisListener(streams = "dead", applicationName = "dead")
		void bury(Message<Order> letter) {
			this.dead.add(letter);
		}

		@KinesisListener(streams = "keyed", applicationName = "keyed", concurrency = "4")
		void meet(Order order) throws InterruptedException {
			this.together.countDown();
			assertThat(this.together.await(LIMIT.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}

		@KinesisListener(id = "pushing", streams = "pushed", applicationName = "pushed", mode = "FAN_OUT",
				consumer = "shop")
		void push(Order order) {
			this.pushed.add(order);
		}

		@KinesisListener(id = "paused", streams = "paused", applicationName = "paused")
		void pause(Order order) {
			this.paused.add(order);
		}

		@KinesisListener(id = "replayed", streams = "replayed", applicationName = "replayed")
		void replay(Order order) {
			this.replayed.add(order);
		}

		@EventListener
		void tell(ShardEvent event) {
			this.events.computeIfAbsent(event.source().listenerId(), (id) -> new ConcurrentLinkedQueue<>()).add(event);
		}

	}

}
