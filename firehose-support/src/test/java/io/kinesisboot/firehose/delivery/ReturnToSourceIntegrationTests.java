package io.kinesisboot.firehose.delivery;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.firehose.transform.TransformationEvent;
import io.kinesisboot.firehose.transform.TransformationRecord;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ReturnToSource}.
 */
class ReturnToSourceIntegrationTests {

	private static final String DELIVERY_STREAM = "arn:aws:firehose:us-east-1:000000000000:deliverystream/clicks";

	private static TransformationEvent event(@Nullable String kinesis, @Nullable String msk) {
		List<TransformationRecord> records = Stream.of("a", "bad", "c")
			.map((text) -> new TransformationRecord("id-" + text, Instant.EPOCH, text.getBytes(StandardCharsets.UTF_8),
					(kinesis != null) ? new TransformationRecord.KinesisMetadata("shardId-000000000000", "key-" + text,
							"1", 0, Instant.EPOCH) : null,
					null))
			.toList();
		return new TransformationEvent("id", DELIVERY_STREAM, kinesis, msk, "us-east-1", records);
	}

	private static KinesisAsyncClient client(EmbeddedKinesis kinesis) {
		return KinesisAsyncClient.builder()
			.endpointOverride(kinesis.endpoint())
			.region(Region.of(kinesis.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(kinesis.accessKeyId(), kinesis.secretAccessKey())))
			.build();
	}

	private static KinesisProducer noStreams() {
		throw new IllegalStateException("nothing comes from a stream");
	}

	private static FirehoseOperations noDeliveryStreams() {
		throw new IllegalStateException("nothing was put into the delivery stream");
	}

	@Test
	void recordsOfDirectPutComeAgainButThoseThatAreRefused() throws IOException {
		try (ScriptedFirehose endpoint = new ScriptedFirehose()) {
			endpoint.refusal = (data) -> data.equals("bad") ? "InternalFailure" : null;
			DeliveryOptions options = DeliveryOptions.defaults().withRecordTimeToLive(Duration.ofMillis(500));
			try (FirehoseTemplate template = FirehoseTemplate.builder(endpoint.client()).options(options).build()) {
				TransformationEvent event = event(null, null);
				assertThat(new ReturnToSource(ReturnToSourceIntegrationTests::noStreams, () -> template).handle(event,
						event.records()))
					.containsExactlyInAnyOrder("id-a", "id-c");
			}
			assertThat(endpoint.taken).containsExactlyInAnyOrder("a", "c");
		}
	}

	@Test
	void recordsOfAStreamComeAgainWithTheirKeys() {
		try (EmbeddedKinesis kinesis = EmbeddedKinesis.builder().stream("views", 1).build().start();
				KinesisAsyncClient client = client(kinesis);
				KinesisProducer producer = KinesisProducer.builder(client)
					.options(ProducerOptions.builder().aggregation(AggregationOptions.disabled()).build())
					.build()) {
			TransformationEvent event = event("arn:aws:kinesis:us-east-1:000000000000:stream/views", null);
			assertThat(new ReturnToSource(() -> producer, ReturnToSourceIntegrationTests::noDeliveryStreams)
				.handle(event, event.records())).containsExactlyInAnyOrder("id-a", "id-bad", "id-c");
			String iterator = client
				.getShardIterator((request) -> request.streamName("views")
					.shardId("shardId-000000000000")
					.shardIteratorType("TRIM_HORIZON"))
				.join()
				.shardIterator();
			assertThat(client.getRecords((request) -> request.shardIterator(iterator)).join().records())
				.extracting((record) -> record.partitionKey() + ":" + record.data().asUtf8String())
				.containsExactlyInAnyOrder("key-a:a", "key-bad:bad", "key-c:c");
		}
	}

	@Test
	void recordsOfMskAreNotTaken() {
		TransformationEvent event = event(null, "arn:aws:kafka:us-east-1:000000000000:cluster/orders/1");
		assertThat(new ReturnToSource(ReturnToSourceIntegrationTests::noStreams,
				ReturnToSourceIntegrationTests::noDeliveryStreams)
			.handle(event, event.records())).isEmpty();
	}

}
