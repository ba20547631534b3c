package io.kinesisboot.template;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.producer.BatchResult;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendException;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.stream.StreamNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.MimeTypeUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link KinesisTemplate} on an endpoint that keeps what is sent.
 */
class KinesisTemplateEndpointIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis()).build();

	private final KinesisTemplate template = new KinesisTemplate(this.producer, KinesisMessageConverters.create());

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@AfterEach
	void closeProducer() {
		this.producer.close();
	}

	@Test
	void resultTellsWhereTheRecordIs() {
		String stream = endpoint.createStream("orders", 3);
		SendResult result = this.template.send(stream, "key", new Order("a", 1));
		KinesisClientRecord record = endpoint.userRecords(stream).get(0);
		assertThat(record.sequenceNumber()).isEqualTo(result.sequenceNumber());
		assertThat(record.partitionKey()).isEqualTo("key");
		assertThat(text(record)).isEqualTo("{\"id\":\"a\",\"number\":1}");
	}

	@Test
	void batchBeyondTheLimitOfACallArrivesWholeAndInOrder() {
		String stream = endpoint.createStream("orders", 3);
		List<Order> orders = IntStream.range(0, 1203)
			.mapToObj((number) -> new Order("key-" + number % 7, number))
			.toList();
		BatchResult result = this.template.sendAll(stream, orders, Order::id).throwIfAnyFailed();
		assertThat(result.accepted()).hasSize(1203);
		List<String> texts = endpoint.userRecords(stream)
			.stream()
			.map(KinesisTemplateEndpointIntegrationTests::text)
			.toList();
		assertThat(texts).hasSize(1203);
		for (int key = 0; key < 7; key++) {
			String id = "key-" + key;
			assertThat(texts).filteredOn((text) -> text.contains("\"" + id + "\""))
				.containsExactlyElementsOf(orders.stream()
					.filter((order) -> order.id().equals(id))
					.map((order) -> "{\"id\":\"" + order.id() + "\",\"number\":" + order.number() + "}")
					.toList());
		}
	}

	@Test
	void headersOfAMessageGoWithItsPayload() {
		String stream = endpoint.createStream("messages", 1);
		this.template.send(stream,
				MessageBuilder.withPayload(new Order("a", 1))
					.setHeader(KinesisHeaders.PARTITION_KEY, "key")
					.setHeader(MessageHeaders.CONTENT_TYPE, MimeTypeUtils.APPLICATION_JSON)
					.setHeader("tenant", "north")
					.setHeader("attempt", 3)
					.build());
		assertThat(endpoint.userRecords(stream)).singleElement().satisfies((record) -> {
			assertThat(record.partitionKey()).isEqualTo("key");
			assertThat(text(record)).isEqualTo("{\"id\":\"a\",\"number\":1}");
		});
		assertThat(endpoint.tags(stream))
			.containsExactly(Map.of("contentType", "application/json", "tenant", "north", "attempt", "3"));
	}

	@Test
	void messageThatAListenerGotIsSentOnWithoutWhatTheServiceSaidOfIt() {
		String stream = endpoint.createStream("messages", 1);
		this.template.send(stream,
				MessageBuilder.withPayload("text")
					.setHeader(KinesisHeaders.PARTITION_KEY, "key")
					.setHeader(KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP, Instant.EPOCH)
					.setHeader("tenant", "north")
					.build());
		assertThat(endpoint.tags(stream)).containsExactly(Map.of("tenant", "north"));
	}

	@Test
	void messageWithoutAKeyGetsARandomOne() {
		String stream = endpoint.createStream("messages", 1);
		this.template.send(stream, MessageBuilder.withPayload("text").build());
		assertThat(endpoint.userRecords(stream)).singleElement()
			.satisfies((record) -> assertThat(UUID.fromString(record.partitionKey()).version()).isEqualTo(4));
	}

	@Test
	void headerThatTextDoesNotStandForIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.template.send("orders",
					MessageBuilder.withPayload("text").setHeader("order", new Order("a", 1)).build()))
			.withMessage("Header 'order' must be text, a number, a boolean, an enum, a UUID or a MIME type "
					+ "but was of type '%s'", Order.class.getName());
	}

	@Test
	void streamThatDoesNotExistIsNamed() {
		assertThatExceptionOfType(SendException.class)
			.isThrownBy(() -> this.template.send("no-such-stream", "key", "text"))
			.withMessageContaining("Stream 'no-such-stream' was not found in region 'us-east-1'")
			.withCauseInstanceOf(StreamNotFoundException.class);
	}

	private static String text(KinesisClientRecord record) {
		return StandardCharsets.UTF_8.decode(record.data().duplicate()).toString();
	}

	record Order(String id, int number) {
	}

}
