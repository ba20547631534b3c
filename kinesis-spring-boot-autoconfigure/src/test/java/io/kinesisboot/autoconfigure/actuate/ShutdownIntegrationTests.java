package io.kinesisboot.autoconfigure.actuate;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendException;
import io.kinesisboot.producer.UserRecord;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.RestController;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for the order in which an application with listeners, producers and a web server
 * ends.
 */
class ShutdownIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	@Test
	void trafficIsRefusedThenListenersDrainThenRequestsThenProducersClose() throws Exception {
		ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class).run("--server.port=0",
				"--management.endpoints.web.base-path=/actuator", "--kinesis.streams.orders.shards=1",
				"--kinesis.streams.bills.shards=1", "--kinesis.listener.idle-time-between-reads=200ms");
		Shop shop = context.getBean(Shop.class);
		KinesisProducer producer = context.getBean(KinesisProducer.class);
		context.getBean(KinesisTemplate.class).send("orders", "customer", "order");
		await(() -> assertThat(shop.events).contains("call began"));
		CompletableFuture<Integer> request = CompletableFuture
			.supplyAsync(() -> new ActuatorClient(context).get("../bill").status());
		await(() -> assertThat(shop.events).contains("request began"));
		CompletableFuture<Void> closed = CompletableFuture.runAsync(context::close);
		await(() -> assertThat(shop.events).contains("traffic refused"));
		assertThat(new ActuatorClient(context).get("health").body().path("status").asString()).isNotEmpty();
		shop.listenerMayEnd.countDown();
		assertThat(request.get(60, TimeUnit.SECONDS)).isEqualTo(200);
		closed.get(60, TimeUnit.SECONDS);
		assertThat(shop.events).containsExactly("call began", "request began", "traffic refused", "call ended",
				"request ended");
		assertThatExceptionOfType(CompletionException.class)
			.isThrownBy(() -> producer.send(new UserRecord("orders", "customer", ByteBuffer.allocate(1))).join())
			.withCauseInstanceOf(SendException.class);
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(LIMIT).untilAsserted(assertion::run);
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@Bean
		Shop shop(KinesisTemplate template) {
			return new Shop(template);
		}

	}

	@RestController
	static class Shop {

		private final List<String> events = new CopyOnWriteArrayList<>();

		private final CountDownLatch listenerMayEnd = new CountDownLatch(1);

		private final CountDownLatch listenerEnded = new CountDownLatch(1);

		private final KinesisTemplate template;

		Shop(KinesisTemplate template) {
			this.template = template;
		}

		@KinesisListener(streams = "orders", applicationName = "orders-app")
		void order(String order) throws InterruptedException {
			this.events.add("call began");
			assertThat(this.listenerMayEnd.await(60, TimeUnit.SECONDS)).isTrue();
			this.template.send("bills", "customer", order);
			this.events.add("call ended");
			this.listenerEnded.countDown();
		}

		@GetMapping("/bill")
		Map<String, Boolean> bill() throws InterruptedException {
			this.events.add("request began");
			assertThat(this.listenerEnded.await(60, TimeUnit.SECONDS)).isTrue();
			this.template.send("bills", "customer", "by request");
			this.events.add("request ended");
			return Map.of("done", true);
		}

		@EventListener
		void readiness(AvailabilityChangeEvent<ReadinessState> event) {
			if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
				this.events.add("traffic refused");
			}
		}

	}

}
