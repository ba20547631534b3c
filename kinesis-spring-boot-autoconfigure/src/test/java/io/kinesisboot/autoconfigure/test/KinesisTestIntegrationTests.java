package io.kinesisboot.autoconfigure.test;

import java.time.Duration;

import io.kinesisboot.autoconfigure.EventLoopsStayUp;
import io.kinesisboot.autoconfigure.KinesisListenerAutoConfiguration;
import io.kinesisboot.autoconfigure.test.ExampleComponents.Customizer;
import io.kinesisboot.autoconfigure.test.ExampleComponents.Order;
import io.kinesisboot.autoconfigure.test.ExampleComponents.Orders;
import io.kinesisboot.autoconfigure.test.ExampleComponents.Warehouse;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.template.KinesisOperations;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.ComponentScan.Filter;
import org.springframework.context.annotation.FilterType;
import org.springframework.test.context.ActiveProfiles;
import org.springframework.test.context.TestPropertySource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisTest}.
 */
@ExtendWith(EventLoopsStayUp.class)
class KinesisTestIntegrationTests {

	@Nested
	@KinesisTest(properties = { "kinesis.streams.orders.shards=2", "kinesis.listener.idle-time-between-reads=200ms" },
			includeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Orders.class))
	class WithListener {

		@Test
		void whatIsSentReachesTheListenerThatAFilterNames(@Autowired KinesisOperations kinesis,
				@Autowired Orders orders) {
			kinesis.send("orders", "1", new Order("1", 10));
			Awaitility.await()
				.atMost(Duration.ofSeconds(60))
				.untilAsserted(() -> assertThat(orders.billed()).containsExactly(new Order("1", 10)));
		}

	}

	@Nested
	@KinesisTest
	@TestPropertySource(properties = "spring.cloud.aws.region.static=eu-west-1")
	class WithDefaults {

		@Autowired
		private ApplicationContext context;

		@Test
		void endpointRunsWhateverIsSaidAboutAws(@Autowired KinesisEndpoint endpoint,
				@Autowired KinesisAsyncClient client) {
			assertThat(client.serviceClientConfiguration().endpointOverride()).hasValue(endpoint.endpoint());
			assertThat(client.listStreams().join().streamNames()).isEmpty();
		}

		@Test
		void infrastructureIsThereAndOfTheComponentsThoseThatConfigureIt() {
			assertThat(this.context.getBeansOfType(KinesisListenerEndpointRegistry.class)).hasSize(1);
			assertThat(this.context.getBeansOfType(JsonMapper.class)).hasSize(1);
			assertThat(this.context.getBean(Customizer.class).clients).hasValue(1);
			assertThat(this.context.getBeansOfType(Orders.class)).isEmpty();
			assertThat(this.context.getBeansOfType(Warehouse.class)).isEmpty();
		}

	}

	@Nested
	@KinesisTest
	@ActiveProfiles("other-endpoints")
	class WithOtherEndpoints {

		@Test
		void endpointRunsWhateverTheApplicationsFilesSay(@Autowired KinesisEndpoint endpoint,
				@Autowired KinesisAsyncClient kinesis, @Autowired DynamoDbAsyncClient dynamoDb) {
			assertThat(kinesis.serviceClientConfiguration().endpointOverride()).hasValue(endpoint.endpoint());
			assertThat(dynamoDb.serviceClientConfiguration().endpointOverride()).hasValue(endpoint.endpoint());
		}

	}

	@Nested
	@KinesisTest(useDefaultFilters = false, excludeAutoConfiguration = KinesisListenerAutoConfiguration.class)
	class WithLess {

		@Test
		void whatIsExcludedIsNotThere(@Autowired ApplicationContext context) {
			assertThat(context.getBeansOfType(KinesisOperations.class)).hasSize(1);
			assertThat(context.getBeansOfType(Customizer.class)).isEmpty();
			assertThat(context.getBeansOfType(KinesisListenerEndpointRegistry.class)).isEmpty();
		}

	}

	@Nested
	@KinesisTest(properties = { "kinesis.embedded.enabled=false", "spring.cloud.aws.region.static=eu-west-1" },
			excludeFilters = @Filter(type = FilterType.ASSIGNABLE_TYPE, classes = Customizer.class))
	class Elsewhere {

		@Test
		void propertiesOfTheTestTurnTheEndpointOff(@Autowired ApplicationContext context) {
			assertThat(context.getBeansOfType(EmbeddedKinesis.class)).isEmpty();
			assertThat(context.getBeansOfType(Customizer.class)).isEmpty();
			assertThat(context.getBean(KinesisAsyncClient.class).serviceClientConfiguration().endpointOverride())
				.isEmpty();
		}

	}

}
