package io.kinesisboot.listener.method;

import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.listener.InvalidListenerException;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.error.ErrorOptions;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.Headers;
import org.springframework.messaging.handler.annotation.Payload;
import org.springframework.scheduling.annotation.Async;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ListenerSignature} by what the methods get.
 */
class ListenerSignatureTests {

	private static final String ORDER = "{\"name\":\"n\"}";

	private static final String ENVELOPE = "{\"id\":\"a\",\"content\":" + ORDER + "}";

	private static final Envelope<Order> ENVELOPE_OF_ORDER = new Envelope<>("a", new Order("n"));

	@Test
	void payloadIsConverted() throws Exception {
		assertThat(call("payload", ORDER)).containsExactly(new Order("n"));
		assertThat(call("annotatedPayload", ORDER)).containsExactly(new Order("n"));
	}

	@Test
	void payloadIsConvertedWithItsGenerics() throws Exception {
		assertThat(call("genericPayload", ENVELOPE)).containsExactly(ENVELOPE_OF_ORDER);
	}

	@Test
	void mapIsAPayload() throws Exception {
		assertThat(call("map", ORDER)).containsExactly(Map.of("name", "n"));
	}

	@Test
	void messageHasTheConvertedPayloadAndHeaders() throws Exception {
		assertThat(call("message", ENVELOPE)).containsExactly(ENVELOPE_OF_ORDER, "0");
		assertThat(call("messageOfText", ORDER)).containsExactly(ORDER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "bytes", "object", "rawMessage", "messageOfAnything" })
	void whoeverNamesNoTypeGetsBytes(String method) throws Exception {
		assertThat(call(method, ORDER)).containsExactly(ORDER);
	}

	@ParameterizedTest
	@ValueSource(strings = { "listOfBytes", "listOfObjects", "listOfAnything", "rawList" })
	void batchThatNamesNoTypeGetsBytes(String method) throws Exception {
		assertThat(call(method, "t", "u")).containsExactly("t", "u");
	}

	@Test
	void batchOfPayloadsIsConverted() throws Exception {
		assertThat(call("listOfPayloads", "{\"name\":\"m\"}", ORDER)).containsExactly(new Order("m"), new Order("n"));
		assertThat(call("listOfBounded", "{\"name\":\"m\"}", ORDER)).containsExactly(new Order("m"), new Order("n"));
	}

	@Test
	void batchOfPayloadsIsConvertedWithTheirGenerics() throws Exception {
		assertThat(call("listOfGenericPayloads", ENVELOPE, ENVELOPE)).containsExactly(ENVELOPE_OF_ORDER,
				ENVELOPE_OF_ORDER);
	}

	@Test
	void batchOfMessagesHasEachPayloadWithItsGenericsAndItsHeaders() throws Exception {
		assertThat(call("listOfMessages", ENVELOPE, ENVELOPE)).containsExactly(ENVELOPE_OF_ORDER, "0",
				ENVELOPE_OF_ORDER, "1");
	}

	@Test
	void collectionIsABatch() throws Exception {
		assertThat(call("collectionOfTexts", "t", "u")).containsExactly("t", "u");
	}

	@Test
	void recordIsGivenAsItWasRead() throws Exception {
		assertThat(call("received", "t")).containsExactly("0");
		assertThat(call("listOfReceived", "t", "u")).containsExactly("0", "1");
		assertThat(call("receivedBesideAPayload", "t")).containsExactly("t", "0");
	}

	@Test
	void textIsUtf8AndNotJson() throws Exception {
		assertThat(call("text", "\"\u00fc\"")).containsExactly("\"\u00fc\"");
	}

	@Test
	void headersOfARecord() throws Exception {
		assertThat(call("headers", "t")).containsExactly("orders", "shardId-000000000000", "key", "0", 7L,
				Instant.EPOCH, 1, "none", "t", 8, 8);
	}

	@Test
	void batchHasTheHeadersThatItsRecordsShare() throws Exception {
		assertThat(call("headersOfABatch", "t", "u")).containsExactly("orders", "shardId-000000000000", 1, "none", "t",
				"u");
	}

	@Test
	void typeVariableIsThatOfTheBeansClass() throws Exception {
		OrderHandler bean = new OrderHandler();
		deliver(bean, method(OrderHandler.class, "handle"), ORDER);
		deliver(bean, method(OrderHandler.class, "handleAll"), ORDER, ORDER);
		assertThat(bean.got).containsExactly(new Order("n"), new Order("n"), new Order("n"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "nothing", "headersOnly", "twoPayloads" })
	void methodWithoutExactlyOnePayloadIsRefused(String name) {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> call(name, "t"))
			.withMessageContainingAll("Listener method", name, "must have one parameter for the payload", "but has");
	}

	@Test
	void batchBesideOneRecordIsRefused() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> call("batchBesideOne", "t"))
			.withMessageContainingAll("batchBesideOne",
					"must take a List of records rather than one ReceivedRecord beside its batch");
	}

	@Test
	void methodWhoseEndIsNotSeenIsRefused() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> call("plainFuture", "t"))
			.withMessageContainingAll("plainFuture", "must return a CompletionStage", "returns a Future");
	}

	@Test
	void asynchronousMethodIsRefused() {
		assertThatExceptionOfType(InvalidListenerException.class).isThrownBy(() -> call("asynchronous", "t"))
			.withMessageContainingAll("asynchronous", "must not be @Async");
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> deliver(new AsynchronousListener(), method(AsynchronousListener.class, "listen"), "t"))
			.withMessageContaining("must not be @Async");
	}

	@Test
	void methodOfAnotherBeanIsRefused() {
		assertThatExceptionOfType(InvalidListenerException.class)
			.isThrownBy(() -> deliver("a bean", method(Listener.class, "text"), "t"))
			.withMessageContainingAll("must be one of its bean", "java.lang.String");
	}

	@Test
	void emptyPayloadIsGivenAsItIs() throws Exception {
		assertThat(call("text", "")).containsExactly("");
		assertThat(call("bytes", "")).containsExactly("");
	}

	@Test
	void recordMayComeWithHeaders() throws Exception {
		assertThat(call("receivedWithAHeader", "t")).containsExactly("0", "orders", 1);
		assertThat(call("listOfReceivedWithAHeader", "t", "u")).containsExactly("0", "1", "orders");
	}

	private static List<@Nullable Object> call(String name, String... payloads) throws Exception {
		Listener bean = new Listener();
		deliver(bean, method(Listener.class, name), payloads);
		return bean.got;
	}

	private static Method method(Class<?> type, String name) {
		return Arrays.stream(type.getMethods())
			.filter((method) -> method.getName().equals(name) && !method.isBridge())
			.findFirst()
			.orElseThrow();
	}

	/**
	 * Sends records the way a source does. Whatever fails stops the shard.
	 */
	private static void deliver(Object bean, Method method, String... payloads) throws Exception {
		List<ShardHandler.Factory> handlers = new ArrayList<>();
		ListenerContainerOptions options = ListenerContainerOptions.defaults()
			.withErrors(ErrorOptions.defaults().withMaxRetries(0).withRecoverer((failed) -> {
				throw new ShardStoppedException(failed.record(), failed.cause());
			}));
		new KinesisListenerContainerFactory((request, factory) -> {
			handlers.add(factory);
			return new NoSource();
		}, KinesisMessageConverters.create(), options, Clock.systemUTC())
			.create(new KinesisListenerEndpoint("id", "app", List.of("orders"), UnaryOperator.identity(), bean, method))
			.start();
		List<ReceivedRecord> records = IntStream.range(0, payloads.length)
			.mapToObj((number) -> record(number, payloads[number]))
			.toList();
		assertThat(TestShards.read(handlers.get(0).create(TestShards.shard()), records)).isEqualTo(records);
	}

	private static ReceivedRecord record(int number, String payload) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, String.valueOf(number), 7,
				Instant.EPOCH, ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), Map.of());
	}

	record Order(String name) {
	}

	record Envelope<T>(String id, T content) {
	}

	/** One method a signature, each of which keeps what it gets. */
	public static class Listener {

		final List<@Nullable Object> got = new ArrayList<>();

		public void payload(Order order) {
			this.got.add(order);
		}

		public void annotatedPayload(@Payload Order order) {
			this.got.add(order);
		}

		public void genericPayload(Envelope<Order> envelope) {
			this.got.add(envelope);
		}

		public void map(Map<String, Object> map) {
			this.got.add(map);
		}

		public void message(Message<Envelope<Order>> message) {
			Envelope<Order> envelope = message.getPayload();
			this.got.add(envelope);
			this.got.add(message.getHeaders().get(KinesisHeaders.SEQUENCE_NUMBER));
		}

		public void messageOfText(Message<String> message) {
			this.got.add(message.getPayload());
		}

		@SuppressWarnings("rawtypes")
		public void rawMessage(Message message) {
			object(message.getPayload());
		}

		public void messageOfAnything(Message<?> message) {
			object(message.getPayload());
		}

		public void listOfPayloads(List<Order> orders) {
			this.got.addAll(orders);
		}

		public void listOfBounded(List<? extends Order> orders) {
			this.got.addAll(orders);
		}

		public void listOfGenericPayloads(List<Envelope<Order>> envelopes) {
			this.got.addAll(envelopes);
		}

		public void listOfMessages(List<Message<Envelope<Order>>> messages) {
			messages.forEach(this::message);
		}

		public void collectionOfTexts(Collection<String> texts) {
			this.got.addAll(texts);
		}

		public void received(ReceivedRecord record) {
			this.got.add(record.sequenceNumber());
		}

		public void listOfReceived(List<ReceivedRecord> records) {
			records.forEach(this::received);
		}

		public void receivedBesideAPayload(ReceivedRecord record, String text) {
			this.got.add(text);
			this.got.add(record.sequenceNumber());
		}

		public void bytes(byte[] bytes) {
			this.got.add(new String(bytes, StandardCharsets.UTF_8));
		}

		public void listOfBytes(List<byte[]> list) {
			list.forEach(this::bytes);
		}

		public void object(Object object) {
			bytes((byte[]) object);
		}

		public void listOfObjects(List<Object> objects) {
			objects.forEach(this::object);
		}

		public void listOfAnything(List<?> objects) {
			objects.forEach(this::object);
		}

		@SuppressWarnings("rawtypes")
		public void rawList(List objects) {
			for (Object object : objects) {
				object(object);
			}
		}

		public void text(String text) {
			this.got.add(text);
		}

		public void headers(@Header(KinesisHeaders.STREAM_NAME) String stream,
				@Header(KinesisHeaders.SHARD_ID) String shardId,
				@Header(KinesisHeaders.PARTITION_KEY) String partitionKey,
				@Header(KinesisHeaders.SEQUENCE_NUMBER) String sequenceNumber,
				@Header(KinesisHeaders.SUB_SEQUENCE_NUMBER) long subSequenceNumber,
				@Header(KinesisHeaders.APPROXIMATE_ARRIVAL_TIMESTAMP) Instant arrival,
				@Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt,
				@Header(name = KinesisHeaders.EXPLICIT_HASH_KEY, defaultValue = "none") String explicitHashKey,
				String text, @Headers Map<String, Object> map, MessageHeaders headers) {
			this.got.addAll(List.of(stream, shardId, partitionKey, sequenceNumber, subSequenceNumber, arrival, attempt,
					explicitHashKey, text, map.size(), headers.size()));
		}

		public void headersOfABatch(@Header(KinesisHeaders.STREAM_NAME) String stream,
				@Header(KinesisHeaders.SHARD_ID) String shardId, @Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt,
				@Header(name = KinesisHeaders.PARTITION_KEY, defaultValue = "none") String partitionKey,
				List<String> texts) {
			this.got.addAll(List.of(stream, shardId, attempt, partitionKey));
			this.got.addAll(texts);
		}

		public void nothing() {
		}

		public void headersOnly(@Headers Map<String, Object> headers) {
		}

		public void twoPayloads(String first, Order second) {
		}

		public void batchBesideOne(List<String> texts, ReceivedRecord record) {
		}

		public void receivedWithAHeader(ReceivedRecord record, @Header(KinesisHeaders.STREAM_NAME) String stream,
				@Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt) {
			this.got.addAll(List.of(record.sequenceNumber(), stream, attempt));
		}

		public void listOfReceivedWithAHeader(List<ReceivedRecord> records,
				@Header(KinesisHeaders.STREAM_NAME) String stream) {
			records.forEach(this::received);
			this.got.add(stream);
		}

		public Future<?> plainFuture(String text) {
			return CompletableFuture.completedFuture(text);
		}

		@Async
		public void asynchronous(String text) {
		}

	}

	/** A listener that runs elsewhere as a whole. */
	@Async
	public static class AsynchronousListener {

		public void listen(String text) {
		}

	}

	/** A listener that leaves the type to its subclasses. */
	public abstract static class Handler<T> {

		final List<T> got = new ArrayList<>();

		public void handle(T payload) {
			this.got.add(payload);
		}

		public void handleAll(List<Message<T>> messages) {
			messages.forEach((message) -> handle(message.getPayload()));
		}

	}

	/** A listener to orders. */
	public static class OrderHandler extends Handler<Order> {

	}

	private static final class NoSource implements RecordSource {

		@Override
		public void start() {
		}

		@Override
		public boolean stop(Duration timeout) {
			return true;
		}

		@Override
		public boolean isRunning() {
			return false;
		}

	}

}
