package io.kinesisboot.autoconfigure;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.stream.StreamScaling;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.ObservedCall;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that streams are as configured when an application has started on the embedded
 * endpoint, and are resharded within their bounds.
 */
@ExtendWith({ EventLoopsStayUp.class, OutputCaptureExtension.class })
class KinesisStreamsIntegrationTests {

	@Test
	void planIsLoggedAndTheStreamIsAsConfigured(CapturedOutput output) {
		try (ConfigurableApplicationContext context = run(Empty.class, "--kinesis.streams.orders.shards=3",
				"--kinesis.streams.orders.retention=7d", "--kinesis.streams.orders.max-record-size=2MB",
				"--kinesis.streams.orders.encryption=alias/aws/kinesis", "--kinesis.streams.orders.tags.team=shop",
				"--kinesis.streams.orders.consumers=billing")) {
			StreamDescriptionSummary orders = describe(context);
			assertThat(orders.openShardCount()).isEqualTo(3);
			assertThat(orders.retentionPeriodHours()).isEqualTo(168);
			assertThat(orders.maxRecordSizeInKiB()).isEqualTo(2048);
			assertThat(orders.keyId()).isEqualTo("alias/aws/kinesis");
			assertThat(orders.consumerCount()).isEqualTo(1);
			assertThat(output).containsSubsequence("Stream 'orders' does not exist",
					"1. CreateStream, provisioned, shards: 3, records up to 2048 KiB, tags {team=shop}",
					"2. IncreaseStreamRetentionPeriod from 24 h to 168 h",
					"3. StartStreamEncryption with alias/aws/kinesis", "4. RegisterStreamConsumer 'billing'",
					"CreateStream, provisioned, shards: 3, records up to 2048 KiB, tags {team=shop}, is done");
		}
	}

	@Test
	void streamIsReshardedWithinItsBounds() {
		try (ConfigurableApplicationContext context = run(Listening.class,
				"--kinesis.listener.idle-time-between-reads=200ms", "--kinesis.capacity.window=1s",
				"--kinesis.streams.orders.scaling.max-shards=4", "--kinesis.streams.orders.scaling.interval=1s",
				"--kinesis.streams.orders.scaling.application-name=billing")) {
			assertThat(describe(context).openShardCount()).isEqualTo(1);
			KinesisTemplate template = context.getBean(KinesisTemplate.class);
			List<String> payloads = IntStream.range(0, 2_000).mapToObj((i) -> i + "x".repeat(1_000)).toList();
			Awaitility.await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> {
				assertThat(template.sendAll("orders", payloads, (payload) -> payload.substring(0, 8)).failed())
					.isEmpty();
				assertThat(describe(context).openShardCount()).isBetween(2, 4);
			});
		}
	}

	@Test
	void streamsWithoutBoundsAreLeftAlone() {
		try (ConfigurableApplicationContext context = run(Listening.class, "--kinesis.streams.orders.shards=2")) {
			assertThat(context.getBean(StreamScaling.class)).isNotNull();
			assertThat(context.getBean(KinesisEndpoint.class).calls().calls()).extracting(ObservedCall::action)
				.doesNotContain("UpdateShardCount", "SplitShard", "MergeShards");
		}
	}

	private static ConfigurableApplicationContext run(Class<?> application, String... arguments) {
		return new SpringApplicationBuilder(application).web(WebApplicationType.NONE).run(arguments);
	}

	private static StreamDescriptionSummary describe(ConfigurableApplicationContext context) {
		return context.getBean(KinesisAsyncClient.class)
			.describeStreamSummary((request) -> request.streamName("orders"))
			.join()
			.streamDescriptionSummary();
	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Empty {

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Listening {

		@KinesisListener(streams = "orders", applicationName = "billing")
		void bill(String order) {
		}

	}

}
