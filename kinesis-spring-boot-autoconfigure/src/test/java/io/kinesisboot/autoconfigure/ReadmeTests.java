package io.kinesisboot.autoconfigure;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.annotation.KinesisProducer;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.template.ProducerOperations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.stereotype.Service;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The code of the README, which a reader will copy.
 */
@ExtendWith(EventLoopsStayUp.class)
class ReadmeTests {

	@Test
	void whatIsPlacedIsBilledAndCounted() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Shop.class)
			.web(WebApplicationType.NONE)
			.properties("spring.application.name=shop", "kinesis.streams.orders.shards=4",
					"kinesis.streams.dead-orders.shards=1", "kinesis.producers.orders.stream=orders",
					"kinesis.producers.orders.partition-key=customer", "kinesis.listener.retry.max-retries=9")
			.run()) {
			Orders orders = context.getBean(Orders.class);
			SendResult result = orders.place(new Order("1", "Ada", BigDecimal.TEN));
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				assertThat(orders.billed).containsExactly(result.sequenceNumber());
				assertThat(orders.counted).containsExactly(new Order("1", "Ada", BigDecimal.TEN));
			});
		}
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	@Import(Orders.class)
	static class Shop {

	}

	record Order(String id, String customer, BigDecimal amount) {
	}

	@Service
	static class Orders {

		private final ProducerOperations<Order> orders;

		private final List<String> billed = new CopyOnWriteArrayList<>();

		private final List<Order> counted = new CopyOnWriteArrayList<>();

		Orders(@KinesisProducer("orders") ProducerOperations<Order> orders) {
			this.orders = orders;
		}

		SendResult place(Order order) {
			return this.orders.send(order);
		}

		@KinesisListener(streams = "orders", applicationName = "billing", concurrency = "20",
				onFailure = "kinesis:dead-orders")
		void bill(Order order, @Header(KinesisHeaders.SEQUENCE_NUMBER) String sequenceNumber) {
			this.billed.add(sequenceNumber);
		}

		@KinesisListener(streams = "orders", applicationName = "statistics")
		void count(List<Order> orders) {
			this.counted.addAll(orders);
		}

	}

}
