package io.kinesisboot.template;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

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
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

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
		Record record = records(stream, result.shardId()).get(0);
		assertThat(record.sequenceNumber()).isEqualTo(result.sequenceNumber());
		assertThat(record.partitionKey()).isEqualTo("key");
		assertThat(record.data().asUtf8String()).isEqualTo("{\"id\":\"a\",\"number\":1}");
	}

	@Test
	void batchBeyondTheLimitOfACallArrivesWholeAndInOrder() {
		String stream = endpoint.createStream("orders", 3);
		List<Order> orders = IntStream.range(0, 1203)
			.mapToObj((number) -> new Order("key-" + number % 7, number))
			.toList();
		BatchResult result = this.template.sendAll(stream, orders, Order::id).throwIfAnyFailed();
		assertThat(result.accepted()).hasSize(1203);
		List<String> texts = new ArrayList<>();
		for (Shard shard : shards(stream)) {
			records(stream, shard.shardId()).forEach((record) -> texts.add(record.data().asUtf8String()));
		}
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
	void streamThatDoesNotExistIsNamed() {
		assertThatExceptionOfType(SendException.class)
			.isThrownBy(() -> this.template.send("no-such-stream", "key", "text"))
			.withMessageContaining("Stream 'no-such-stream' was not found in region 'us-east-1'")
			.withCauseInstanceOf(StreamNotFoundException.class);
	}

	private static List<Shard> shards(String stream) {
		return endpoint.kinesis().listShards((request) -> request.streamName(stream)).join().shards();
	}

	private static List<Record> records(String stream, String shardId) {
		String iterator = endpoint.kinesis()
			.getShardIterator(
					(request) -> request.streamName(stream).shardId(shardId).shardIteratorType("TRIM_HORIZON"))
			.join()
			.shardIterator();
		GetRecordsResponse response = endpoint.kinesis()
			.getRecords((request) -> request.shardIterator(iterator))
			.join();
		return response.records();
	}

	record Order(String id, int number) {
	}

}
