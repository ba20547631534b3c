package io.kinesisboot.observation;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerMetrics;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;

@Timeout(60)
class MicrometerProducerMetricsIntegrationTests {

	private final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", 1).build().start();

	private final KinesisAsyncClient client = KinesisAsyncClient.builder()
		.endpointOverride(this.endpoint.endpoint())
		.region(Region.of(this.endpoint.region()))
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
		.build();

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final KinesisProducer producer = KinesisProducer.builder(this.client)
		.options(ProducerOptions.builder()
			.linger(Duration.ofSeconds(15))
			.aggregation(AggregationOptions.ofMaxBytes(64 * 1024))
			.build())
		.metrics(new MicrometerProducerMetrics(this.registry, "shop"))
		.build();

	@AfterEach
	void close() {
		this.producer.close();
		this.client.close();
		this.endpoint.close();
	}

	@Test
	void whatWasAcceptedIsCountedByRecordsAndEntries() {
		IntStream.range(0, 100).forEach((number) -> this.producer.send(record(100)));
		assertThat(this.registry.get("kinesis.producer.memory.used").tag("producer", "shop").gauge().value())
			.isEqualTo(100 * (2 * 103 + 256));
		assertThat(this.registry.get("kinesis.producer.oldest").timeGauge().value(TimeUnit.NANOSECONDS)).isPositive();
		this.producer.flush().join();
		assertThat(counter("kinesis.producer.records", "outcome", "accepted")).isEqualTo(100);
		assertThat(counter("kinesis.producer.bytes", "stream", "orders")).isBetween(10_000.0, 12_000.0);
		assertThat(this.registry.get("kinesis.producer.entry.records").summary().max()).isEqualTo(100);
		assertThat(this.registry.get("kinesis.producer.entry.size").summary().totalAmount())
			.isEqualTo(counter("kinesis.producer.bytes", "stream", "orders"));
		assertThat(this.registry.get("kinesis.producer.latency").timer().count()).isEqualTo(1);
		assertThat(this.registry.get("kinesis.producer.calls").tag("error", "none").timer().count()).isEqualTo(1);
		assertThat(this.registry.get("kinesis.producer.memory.used").gauge().value()).isZero();
		assertThat(this.registry.get("kinesis.producer.memory.limit").gauge().value())
			.isEqualTo(this.producer.options().memory());
		// A call is over a moment after its records
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.registry.get("kinesis.producer.calls.open").gauge().value()).isZero());
		assertThat(this.registry.get("kinesis.producer.oldest").timeGauge().value()).isZero();
	}

	@Test
	void whatWasRefusedIsCountedByCodeAndShard() {
		this.endpoint.faults().add(Fault.throttleRecords().times(1).build());
		this.producer.send(record(100));
		this.producer.flush().join();
		assertThat(counter("kinesis.producer.retries", "code", "ProvisionedThroughputExceededException")).isEqualTo(1);
		assertThat(counter("kinesis.producer.throttles", "shard", "shardId-000000000000")).isEqualTo(1);
		assertThat(counter("kinesis.producer.records", "outcome", "accepted")).isEqualTo(1);
	}

	@Test
	void whatFailedIsCountedWhetherItWasPutOrNot() {
		this.producer.sendAll(List.of(record(1024 * 1024), new UserRecord("refunds", "key", ByteBuffer.allocate(1))));
		this.producer.flush().join();
		assertThat(this.registry.get("kinesis.producer.records").tag("outcome", "failed").counters())
			.extracting((counter) -> counter.getId().getTag("stream") + " " + (int) counter.count())
			.containsExactlyInAnyOrder("orders 1", "refunds 1");
	}

	@Test
	void metricsThatFailLeaveTheRecordsAlone() {
		try (KinesisProducer unlucky = KinesisProducer.builder(this.client).metrics(new Failing()).build()) {
			assertThat(unlucky.send(record(100)).join().attempts()).isEqualTo(1);
			assertThat(unlucky.send(record(1024 * 1024))).isCompletedExceptionally();
		}
	}

	private double counter(String name, String tag, String value) {
		return this.registry.get(name).tag(tag, value).counter().count();
	}

	private static UserRecord record(int bytes) {
		return new UserRecord("orders", "key", ByteBuffer.allocate(bytes));
	}

	private static final class Failing implements ProducerMetrics {

		@Override
		public void accepted(String stream, String shardId, int records, int bytes, Duration age) {
			throw new IllegalStateException("accepted");
		}

		@Override
		public void failed(String stream) {
			throw new IllegalStateException("failed");
		}

		@Override
		public void called(String stream, Duration duration, @Nullable String errorCode) {
			throw new IllegalStateException("called");
		}

	}

}
