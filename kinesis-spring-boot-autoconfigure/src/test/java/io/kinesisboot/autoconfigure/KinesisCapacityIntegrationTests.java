package io.kinesisboot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.capacity.load.LoadMeter;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.capacity.load.ShardLoad;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the load of shards is measured that listeners read, in an application on the
 * embedded endpoint.
 */
class KinesisCapacityIntegrationTests {

	@Test
	void loadOfTheShardsIsMeasuredWithItsHeaviestKey() {
		try (ConfigurableApplicationContext context = new SpringApplicationBuilder(Application.class)
			.web(WebApplicationType.NONE)
			.run("--kinesis.streams.orders.shards=2", "--kinesis.listener.idle-time-between-reads=200ms",
					"--kinesis.capacity.window=1s")) {
			Random random = new Random(1);
			List<String> keys = IntStream.range(0, 1_000)
				.mapToObj((i) -> (i % 2 == 0) ? "hot" : "key-" + random.nextInt(500))
				.toList();
			assertThat(context.getBean(KinesisTemplate.class).sendAll("orders", keys, (key) -> key).failed()).isEmpty();
			LoadMeter meter = context.getBean(LoadMeters.class).meter("billing", "orders");
			Awaitility.await().atMost(Duration.ofSeconds(60)).untilAsserted(() -> {
				assertThat(meter.load()).hasSize(2)
					.allSatisfy((load) -> assertThat(load.window()).isGreaterThanOrEqualTo(meter.window()));
				assertThat(meter.load()).map(KinesisCapacityIntegrationTests::heaviest).contains("hot");
			});
		}
	}

	private static String heaviest(ShardLoad load) {
		return load.keys().isEmpty() ? "none" : load.keys().get(0).partitionKey();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@KinesisListener(streams = "orders", applicationName = "billing")
		void bill(String order) {
		}

	}

}
