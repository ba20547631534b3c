package io.kinesisboot.listener;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.kinesisboot.stream.StreamNotFoundException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KinesisMessageListenerContainer} with the real KCL.
 */
class KinesisMessageListenerContainerIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final List<FailedRecord> recovered = new CopyOnWriteArrayList<>();

	private final ListenerHarness harness = new ListenerHarness(endpoint);

	KinesisMessageListenerContainerIntegrationTests() {
		this.harness.errors((errors) -> errors.withRecoverer(this.recovered::add));
	}

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@AfterEach
	void stopListeners() {
		this.harness.close();
	}

	@Test
	void listenerThatFailsThreeTimesLosesAndReordersNothing() {
		String stream = endpoint.createStream("orders", 1);
		Map<String, Integer> failures = new HashMap<>(Map.of("3", 3, "7", 3));
		endpoint.put(stream, "key", numbers(0, 10));
		this.harness.start(new TextListener((text) -> {
			if (failures.merge(text, -1, Integer::sum) >= 0) {
				throw new IllegalStateException("not yet");
			}
			this.handled.add(text);
		}), stream);
		await(() -> assertThat(this.handled).hasSize(10));
		assertThat(this.handled).containsExactlyElementsOf(numbers(0, 10));
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void recordThatAlwaysFailsEndsInTheRecovererAndTheOthersAreHandled() {
		String stream = endpoint.createStream("orders", 1);
		endpoint.put(stream, "key", numbers(0, 10));
		this.harness.start(new TextListener((text) -> {
			if (text.equals("4")) {
				throw new IllegalStateException("never");
			}
			this.handled.add(text);
		}), stream);
		await(() -> assertThat(this.handled).hasSize(9));
		assertThat(this.handled).doesNotContain("4");
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(text(failed.record())).isEqualTo("4");
			assertThat(failed.record().partitionKey()).isEqualTo("key");
			assertThat(failed.attempts()).isEqualTo(4);
			assertThat(failed.cause()).hasMessage("never");
		});
	}

	@Test
	void payloadThatCannotBeConvertedEndsInTheRecovererAndTheShardGoesOn() {
		String stream = endpoint.createStream("orders", 1);
		endpoint.put(stream, "key", List.of("{\"id\":\"a\"}", "{not json", "{\"id\":\"b\"}"));
		this.harness.start(new OrderListener(this.handled), stream);
		await(() -> assertThat(this.handled).containsExactly("a", "b"));
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(text(failed.record())).isEqualTo("{not json"));
	}

	@Test
	void batchListenerGetsAllRecordsAtHandWithStreamAndShard() {
		String stream = endpoint.createStream("orders", 1);
		endpoint.put(stream, "key", numbers(0, 500));
		BatchListener listener = new BatchListener(this.handled);
		this.harness.start(listener, stream);
		await(() -> assertThat(this.handled).hasSize(500));
		assertThat(this.handled).containsExactlyElementsOf(numbers(0, 500));
		assertThat(listener.shards).containsOnly(stream + "/shardId-000000000000").hasSizeLessThan(500);
	}

	@Test
	void messageAndRecordTellWhereTheyComeFrom() {
		String stream = endpoint.createStream("orders", 1);
		endpoint.put(stream, "a key", List.of("{\"id\":\"a\",\"content\":{\"id\":\"b\"}}"));
		EverythingListener listener = new EverythingListener();
		this.harness.start(listener, stream);
		await(() -> assertThat(listener.messages).hasSize(1));
		ReceivedRecord record = listener.records.get(0);
		assertThat(record.stream()).isEqualTo(stream);
		assertThat(record.partitionKey()).isEqualTo("a key");
		assertThat(record.approximateArrivalTimestamp()).isBetween(Instant.now().minusSeconds(120), Instant.now());
		Message<Envelope<Order>> message = listener.messages.get(0);
		assertThat(message.getPayload()).isEqualTo(new Envelope<>("a", new Order("b")));
		assertThat(message.getHeaders()).containsEntry(KinesisHeaders.STREAM_NAME, stream)
			.containsEntry(KinesisHeaders.SHARD_ID, "shardId-000000000000")
			.containsEntry(KinesisHeaders.PARTITION_KEY, "a key")
			.containsEntry(KinesisHeaders.SEQUENCE_NUMBER, record.sequenceNumber())
			.containsEntry(KinesisHeaders.DELIVERY_ATTEMPT, 1)
			.containsEntry(KinesisHeaders.RAW_RECORD, record);
		assertThat(listener.sequenceNumbers).containsExactly(record.sequenceNumber());
	}

	@Test
	void restartGoesOnAfterWhatWasDone() {
		String stream = endpoint.createStream("orders", 2);
		endpoint.put(stream, "key", numbers(0, 100));
		KinesisMessageListenerContainer first = this.harness.start(new TextListener(this.handled::add), stream);
		await(() -> assertThat(this.handled).hasSize(100));
		first.stop();
		assertThat(first.isRunning()).isFalse();
		endpoint.put(stream, "key", numbers(100, 200));
		this.harness.start(new TextListener(this.handled::add), stream);
		await(() -> assertThat(this.handled).hasSize(200));
		assertThat(this.handled).containsExactlyElementsOf(numbers(0, 200));
	}

	@Test
	void containerCanBeStartedAgain() {
		String stream = endpoint.createStream("orders", 1);
		KinesisMessageListenerContainer container = this.harness.start(new TextListener(this.handled::add), stream);
		container.stop();
		endpoint.put(stream, "key", numbers(0, 10));
		container.start();
		container.start();
		await(() -> assertThat(this.handled).containsExactlyElementsOf(numbers(0, 10)));
	}

	@Test
	void recordInHandWhenTheContainerStopsIsHandledByTheNext() {
		String stream = endpoint.createStream("orders", 1);
		endpoint.put(stream, "key", numbers(0, 10));
		this.harness.errors((errors) -> errors.withBackOff(IntervalFunction.of(Duration.ofHours(1))));
		CountDownLatch failing = new CountDownLatch(1);
		KinesisMessageListenerContainer first = this.harness.start(failingAt("5", failing), stream);
		awaitLatch(failing);
		first.stop();
		assertThat(this.handled).containsExactlyElementsOf(numbers(0, 5));
		this.harness.start(new TextListener(this.handled::add), stream);
		await(() -> assertThat(this.handled).containsExactlyElementsOf(numbers(0, 10)));
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void aggregateInHandWhenTheContainerStopsIsHandledFromThereByTheNext() {
		String stream = endpoint.createStream("orders", 1);
		this.harness.errors((errors) -> errors.withBackOff(IntervalFunction.of(Duration.ofHours(1))));
		CountDownLatch failing = new CountDownLatch(1);
		KinesisMessageListenerContainer first = this.harness.start(failingAt("5", failing), stream);
		try (KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis())
			.options(ProducerOptions.builder().linger(Duration.ofSeconds(15)).build())
			.build()) {
			numbers(0, 10).forEach((number) -> producer
				.send(new UserRecord(stream, "key", ByteBuffer.wrap(number.getBytes(StandardCharsets.UTF_8)))));
			producer.flush().join();
		}
		awaitLatch(failing);
		first.stop();
		assertThat(this.handled).containsExactlyElementsOf(numbers(0, 5));
		this.harness.start(new TextListener(this.handled::add), stream);
		await(() -> assertThat(this.handled).containsExactlyElementsOf(numbers(0, 10)));
	}

	@Test
	void headersThatWereSentAreHeadersAgain() {
		String stream = endpoint.createStream("orders", 1);
		EverythingListener listener = new EverythingListener();
		this.harness.start(listener, stream);
		try (KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis()).build()) {
			producer
				.send(new UserRecord(stream, "a key", null,
						ByteBuffer.wrap("{\"id\":\"a\",\"content\":{\"id\":\"b\"}}".getBytes(StandardCharsets.UTF_8)),
						Map.of("tenant", "north", "contentType", "application/json", KinesisHeaders.SHARD_ID, "mine")))
				.join();
		}
		await(() -> assertThat(listener.messages).hasSize(1));
		assertThat(listener.messages.get(0).getPayload()).isEqualTo(new Envelope<>("a", new Order("b")));
		assertThat(listener.messages.get(0).getHeaders()).containsEntry("tenant", "north")
			.containsEntry(KinesisHeaders.SHARD_ID, "shardId-000000000000");
	}

	@Test
	void shardThatCannotGoOnWaitsAndPassesNothing() {
		String stream = endpoint.createStream("orders", 1);
		AtomicBoolean recovererWorks = new AtomicBoolean();
		CountDownLatch stopped = new CountDownLatch(4);
		this.harness.errors((errors) -> errors.withRecoverer((failed) -> {
			stopped.countDown();
			if (!recovererWorks.get()) {
				throw new IllegalStateException("the dead letter queue is away");
			}
			this.recovered.add(failed);
		}));
		endpoint.put(stream, "key", numbers(0, 10));
		TextListener listener = new TextListener((text) -> {
			if (text.equals("5")) {
				throw new IllegalStateException("never");
			}
			this.handled.add(text);
		});
		KinesisMessageListenerContainer first = this.harness.start(listener, stream);
		awaitLatch(stopped);
		endpoint.put(stream, "key", numbers(10, 20));
		await(() -> assertThat(checkpoint(stream)).isEqualTo(sequenceNumberOf(stream, "4")));
		first.stop();
		assertThat(this.handled).containsExactlyElementsOf(numbers(0, 5));
		recovererWorks.set(true);
		this.harness.start(listener, stream);
		await(() -> assertThat(this.handled).hasSize(19));
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(text(failed.record())).isEqualTo("5"));
	}

	@Test
	void severalStreamsGoToOneListener() {
		String orders = endpoint.createStream("orders", 1);
		String returns = endpoint.createStream("returns", 2);
		endpoint.put(orders, "key", numbers(0, 10));
		endpoint.put(returns, "key", numbers(10, 20));
		List<String> sources = new CopyOnWriteArrayList<>();
		this.harness.start(new RecordListenerBean((record) -> {
			sources.add(record.stream());
			this.handled.add(text(record));
		}), orders, returns);
		await(() -> assertThat(this.handled).containsExactlyInAnyOrderElementsOf(numbers(0, 20)));
		assertThat(sources).filteredOn(orders::equals).hasSize(10);
		assertThat(sources).filteredOn(returns::equals).hasSize(10);
	}

	@Test
	void workersThatStartAtOnceShareAnApplicationAndLoseNothing() throws Exception {
		String stream = endpoint.createStream("orders", 8);
		List<String> expected = new ArrayList<>();
		for (int key = 0; key < 40; key++) {
			List<String> texts = IntStream.range(key * 10, key * 10 + 10).mapToObj(String::valueOf).toList();
			endpoint.put(stream, "key-" + key, texts);
			expected.addAll(texts);
		}
		List<KinesisMessageListenerContainer> workers = IntStream.range(0, 3)
			.mapToObj((worker) -> this.harness.container(new TextListener(this.handled::add), stream))
			.toList();
		ExecutorService starters = Executors.newFixedThreadPool(3);
		try {
			List<Future<?>> starts = new ArrayList<>();
			workers.forEach((worker) -> starts.add(starters.submit(worker::start)));
			for (Future<?> start : starts) {
				start.get();
			}
		}
		finally {
			starters.shutdownNow();
		}
		await(() -> assertThat(this.handled).containsAll(expected));
		assertThat(leaseKeys(stream)).hasSize(8);
	}

	@Test
	void streamThatDoesNotExistIsNamedAtTheStart() {
		assertThatExceptionOfType(StreamNotFoundException.class)
			.isThrownBy(() -> this.harness.start(new TextListener(this.handled::add), "no-such-stream"))
			.withMessage("Stream 'no-such-stream' was not found in region 'us-east-1' at endpoint "
					+ endpoint.kinesisEndpoint());
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).untilAsserted(assertion::run);
	}

	private static void awaitLatch(CountDownLatch latch) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> latch.getCount() == 0);
	}

	private TextListener failingAt(String bad, CountDownLatch failing) {
		return new TextListener((text) -> {
			if (text.equals(bad)) {
				failing.countDown();
				throw new IllegalStateException("the database is away");
			}
			this.handled.add(text);
		});
	}

	private static List<String> numbers(int from, int to) {
		return IntStream.range(from, to).mapToObj(String::valueOf).toList();
	}

	private static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	private static List<String> leaseKeys(String stream) {
		return endpoint.dynamoDb()
			.scan((request) -> request.tableName(ListenerHarness.applicationName(stream)))
			.join()
			.items()
			.stream()
			.map((item) -> Objects.requireNonNull(item.get("leaseKey")).s())
			.filter((key) -> key.startsWith("shardId-"))
			.toList();
	}

	private static String checkpoint(String stream) {
		Map<String, AttributeValue> lease = endpoint.dynamoDb()
			.getItem((request) -> request.tableName(ListenerHarness.applicationName(stream))
				.key(Map.of("leaseKey", AttributeValue.fromS("shardId-000000000000"))))
			.join()
			.item();
		return Objects.requireNonNull(lease.get("checkpoint")).s();
	}

	private static String sequenceNumberOf(String stream, String text) {
		String iterator = endpoint.kinesis()
			.getShardIterator((request) -> request.streamName(stream)
				.shardId("shardId-000000000000")
				.shardIteratorType("TRIM_HORIZON"))
			.join()
			.shardIterator();
		return endpoint.kinesis()
			.getRecords((request) -> request.shardIterator(iterator))
			.join()
			.records()
			.stream()
			.filter((record) -> record.data().asUtf8String().equals(text))
			.findFirst()
			.orElseThrow()
			.sequenceNumber();
	}

	interface Handler<T> {

		void handle(T what);

	}

	record Order(String id) {
	}

	record Envelope<T>(String id, T content) {
	}

	static final class TextListener {

		private final Handler<String> handler;

		TextListener(Handler<String> handler) {
			this.handler = handler;
		}

		void listen(String text) {
			this.handler.handle(text);
		}

	}

	static final class RecordListenerBean {

		private final Handler<ReceivedRecord> handler;

		RecordListenerBean(Handler<ReceivedRecord> handler) {
			this.handler = handler;
		}

		void listen(ReceivedRecord record) {
			this.handler.handle(record);
		}

	}

	static final class OrderListener {

		private final List<String> ids;

		OrderListener(List<String> ids) {
			this.ids = ids;
		}

		void listen(Order order) {
			this.ids.add(order.id());
		}

	}

	static final class BatchListener {

		private final List<String> texts;

		private final List<String> shards = Collections.synchronizedList(new ArrayList<>());

		BatchListener(List<String> texts) {
			this.texts = texts;
		}

		void listen(List<String> texts, @Header(KinesisHeaders.STREAM_NAME) String stream,
				@Header(KinesisHeaders.SHARD_ID) String shardId) {
			this.texts.addAll(texts);
			this.shards.add(stream + "/" + shardId);
		}

	}

	static final class EverythingListener {

		private final List<Message<Envelope<Order>>> messages = new CopyOnWriteArrayList<>();

		private final List<ReceivedRecord> records = new CopyOnWriteArrayList<>();

		private final List<String> sequenceNumbers = new CopyOnWriteArrayList<>();

		void listen(Message<Envelope<Order>> message, ReceivedRecord record,
				@Header(KinesisHeaders.SEQUENCE_NUMBER) String sequenceNumber) {
			this.records.add(record);
			this.sequenceNumbers.add(sequenceNumber);
			this.messages.add(message);
		}

	}

}
