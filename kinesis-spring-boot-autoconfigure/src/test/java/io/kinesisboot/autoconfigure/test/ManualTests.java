package io.kinesisboot.autoconfigure.test;

import java.time.Duration;

import io.kinesisboot.autoconfigure.EventLoopsStayUp;
import io.kinesisboot.autoconfigure.test.ExampleComponents.Order;
import io.kinesisboot.autoconfigure.test.ExampleComponents.Orders;
import io.kinesisboot.template.KinesisOperations;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The manual's code, which a reader will copy: {@code src/docs/embedded.md}, in a Spring
 * Boot test.
 */
@ExtendWith(EventLoopsStayUp.class)
class ManualTests {

	@Nested
	@KinesisTest(properties = "kinesis.embedded.streams=orders:2",
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Orders.class))
	class OrdersTests {

		@Test
		void orderIsBilled(@Autowired KinesisOperations kinesis, @Autowired Orders orders) {
			kinesis.send("orders", "Ada", new Order("1", 10));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(orders.billed()).containsExactly(new Order("1", 10)));
		}

	}

}
