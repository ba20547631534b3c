package io.kinesisboot.template;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.shard.HashKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.Shard;

import org.springframework.validation.Errors;
import org.springframework.validation.Validator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link DefaultProducerOperations}.
 */
class DefaultProducerOperationsIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis()).build();

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@AfterEach
	void closeProducer() {
		this.producer.close();
	}

	@Test
	void payloadIsSentUnderTheKeyThatIsFoundInIt() {
		String stream = endpoint.createStream("keyed", 2);
		operations(binding(stream, "customer.name.toLowerCase()")).send(new Order("1", new Customer("Ada")));
		assertThat(records(stream)).extracting(Record::partitionKey).containsExactly("ada");
		assertThat(records(stream)).extracting((record) -> record.data().asUtf8String())
			.containsExactly("{\"id\":\"1\",\"customer\":{\"name\":\"Ada\"}}");
	}

	@Test
	void keyIsFoundInAMapToo() {
		String stream = endpoint.createStream("maps", 1);
		this.<Map<String, String>>operations(binding(stream, "['customer']")).send(Map.of("customer", "Ada"));
		assertThat(records(stream)).extracting(Record::partitionKey).containsExactly("Ada");
	}

	@Test
	void payloadsWithoutAKeyGetRandomOnes() {
		String stream = endpoint.createStream("random", 1);
		operations(binding(stream, null)).sendAll(List.of(order("1"), order("2"))).throwIfAnyFailed();
		assertThat(records(stream)).extracting(Record::partitionKey).doesNotHaveDuplicates().hasSize(2);
	}

	@Test
	void explicitHashKeyChoosesTheShard() {
		String stream = endpoint.createStream("explicit", 2);
		ProducerBinding binding = new ProducerBinding("orders", List.of(stream), "customer.name", "id", 1);
		SendResult first = operations(binding).send(order("0"));
		SendResult last = operations(binding).send(order(HashKey.MAX.toString()));
		assertThat(List.of(first.shardId(), last.shardId())).containsExactly("shardId-000000000000",
				"shardId-000000000001");
	}

	@Test
	void severalStreamsShareTheKeysAndAKeyStaysInOne() {
		List<String> streams = List.of(endpoint.createStream("first", 1), endpoint.createStream("second", 1));
		ProducerBinding binding = new ProducerBinding("orders", streams, "id", null, 1);
		List<Order> orders = IntStream.range(0, 100).mapToObj((number) -> order("key-" + number % 20)).toList();
		operations(binding).sendAll(orders).throwIfAnyFailed();
		Set<String> first = keys(streams.get(0));
		Set<String> second = keys(streams.get(1));
		assertThat(first).isNotEmpty().doesNotContainAnyElementsOf(second);
		assertThat(second).isNotEmpty();
		assertThat(first.size() + second.size()).isEqualTo(20);
	}

	@Test
	void hotKeyIsSpreadOverShardsAndReadersSeeTheKey() {
		String stream = endpoint.createStream("hot", 4);
		ProducerBinding binding = new ProducerBinding("orders", List.of(stream), "customer.name", null, 16);
		List<Order> orders = IntStream.range(0, 200).mapToObj((number) -> order("" + number)).toList();
		operations(binding).sendAll(orders).throwIfAnyFailed();
		assertThat(keys(stream)).containsExactly("Ada");
		assertThat(shards(stream)).filteredOn((shard) -> !records(stream, shard.shardId()).isEmpty())
			.hasSizeGreaterThan(1);
	}

	@Test
	void payloadWithoutAValueForItsKeyIsRefused() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations(binding("orders", "costumer")).send(order("1")))
			.withMessageStartingWith(
					"'kinesis.producers.orders.partition-key' (costumer) has no value for a payload of " + "type '"
							+ Order.class.getName() + "': ");
	}

	@Test
	void brokenExpressionIsRefusedAtTheStart() {
		assertThatIllegalArgumentException().isThrownBy(() -> operations(binding("orders", "customer.")))
			.withMessageStartingWith(
					"'kinesis.producers.orders.partition-key' must be an expression (SpEL) but was " + "'customer.': ");
	}

	@Test
	void expressionsReachNoTypes() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> operations(binding("orders", "T(java.lang.System).getenv()")).send(order("1")))
			.withMessageContaining("java.lang.System");
	}

	@Test
	void invalidPayloadIsNotSent() {
		String stream = endpoint.createStream("valid", 1);
		DefaultProducerOperations<Order> operations = new DefaultProducerOperations<>(binding(stream, "id"),
				this.producer, KinesisMessageConverters.create(), new IdRequired());
		assertThatExceptionOfType(InvalidPayloadException.class)
			.isThrownBy(() -> operations.sendAll(List.of(order("1"), order(""))))
			.withMessage("Payload of type '%s' for stream '%s' is invalid: 'id' must not be empty but was ''",
					Order.class.getName(), stream);
		assertThat(records(stream)).isEmpty();
	}

	@Test
	void bindingsThatContradictThemselvesAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ProducerBinding("orders", List.of(), null, null, 1))
			.withMessage("'streams' of producer 'orders' must name at least one stream");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProducerBinding("orders", List.of("a"), null, null, 0))
			.withMessage("'keySpread' of producer 'orders' must be between 1 and 10000 but was 0");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new ProducerBinding("orders", List.of("a"), null, "id", 2))
			.withMessage("'keySpread' of producer 'orders' must be 1 beside an 'explicitHashKey' but was 2");
	}

	private <T> ProducerOperations<T> operations(ProducerBinding binding) {
		return new DefaultProducerOperations<>(binding, this.producer, KinesisMessageConverters.create(), null);
	}

	private static ProducerBinding binding(String stream, @Nullable String partitionKey) {
		return new ProducerBinding("orders", List.of(stream), partitionKey, null, 1);
	}

	private static Order order(String id) {
		return new Order(id, new Customer("Ada"));
	}

	private static Set<String> keys(String stream) {
		return records(stream).stream().map(Record::partitionKey).collect(Collectors.toSet());
	}

	private static List<Record> records(String stream) {
		return shards(stream).stream().flatMap((shard) -> records(stream, shard.shardId()).stream()).toList();
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
		return endpoint.kinesis().getRecords((request) -> request.shardIterator(iterator)).join().records();
	}

	record Order(String id, Customer customer) {
	}

	record Customer(String name) {
	}

	private static final class IdRequired implements Validator {

		@Override
		public boolean supports(Class<?> type) {
			return type == Order.class;
		}

		@Override
		public void validate(Object target, Errors errors) {
			if (((Order) target).id().isEmpty()) {
				errors.rejectValue("id", "empty", "must not be empty");
			}
		}

	}

}
