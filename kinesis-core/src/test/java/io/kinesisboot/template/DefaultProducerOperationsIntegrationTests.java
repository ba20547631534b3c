package io.kinesisboot.template;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import com.fasterxml.jackson.annotation.JsonIgnore;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.SendResult;
import io.kinesisboot.shard.HashKey;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import org.springframework.util.MimeTypeUtils;
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
		operations(binding(stream, "customer.name.toLowerCase()")).send(new Order("1", new Customer("Ada", null)));
		assertThat(records(stream)).extracting(KinesisClientRecord::partitionKey).containsExactly("ada");
		assertThat(records(stream)).extracting(DefaultProducerOperationsIntegrationTests::text)
			.containsExactly("{\"id\":\"1\",\"customer\":{\"name\":\"Ada\"}}");
	}

	@Test
	void keyIsFoundInAMapToo() {
		String stream = endpoint.createStream("maps", 1);
		this.<Map<String, String>>operations(binding(stream, "['customer']")).send(Map.of("customer", "Ada"));
		assertThat(records(stream)).extracting(KinesisClientRecord::partitionKey).containsExactly("Ada");
	}

	@Test
	void payloadsWithoutAKeyGetRandomOnes() {
		String stream = endpoint.createStream("random", 1);
		operations(binding(stream, null)).sendAll(List.of(order("1"), order("2"))).throwIfAnyFailed();
		assertThat(records(stream)).extracting(KinesisClientRecord::partitionKey).doesNotHaveDuplicates().hasSize(2);
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
		assertThat(endpoint.shards(stream)).filteredOn((shard) -> !endpoint.userRecords(stream, shard).isEmpty())
			.hasSizeGreaterThan(1);
	}

	@Test
	void headersOfTheConfigurationAndOfTheSendGoWithThePayload() {
		String stream = endpoint.createStream("headers", 1);
		ProducerBinding binding = new ProducerBinding("orders", List.of(stream), "id", null, 1,
				MimeTypeUtils.APPLICATION_JSON, Map.of("customer", "customer.name", "missing", "customer.city"));
		operations(binding).send(order("1"), Map.of("tenant", "north"));
		operations(binding).send(order("2"), Map.of("customer", "Grace"));
		assertThat(endpoint.tags(stream)).containsExactly(
				Map.of("contentType", "application/json", "customer", "Ada", "tenant", "north"),
				Map.of("contentType", "application/json", "customer", "Grace"));
	}

	@Test
	void contentTypeChoosesTheConverter() {
		String stream = endpoint.createStream("types", 1);
		ProducerBinding binding = new ProducerBinding("orders", List.of(stream), null, null, 1,
				MimeTypeUtils.APPLICATION_JSON, Map.of());
		operations(binding).send("text");
		assertThat(records(stream)).extracting(DefaultProducerOperationsIntegrationTests::text)
			.containsExactly("\"text\"");
	}

	@Test
	void headersWithoutAggregatesEndTheStart() {
		ProducerBinding binding = new ProducerBinding("orders", List.of("orders"), null, null, 1, null,
				Map.of("customer", "customer.name"));
		try (KinesisProducer plain = KinesisProducer.builder(endpoint.kinesis())
			.options(ProducerOptions.builder().aggregation(AggregationOptions.disabled()).build())
			.build()) {
			assertThatIllegalArgumentException()
				.isThrownBy(
						() -> new DefaultProducerOperations<>(binding, plain, KinesisMessageConverters.create(), null))
				.withMessage("'kinesis.producers.orders.headers' must be empty without 'aggregation.enabled', "
						+ "whose aggregates carry them, but was {customer=customer.name}");
		}
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
		return new Order(id, new Customer("Ada", null));
	}

	private static Set<String> keys(String stream) {
		return records(stream).stream().map(KinesisClientRecord::partitionKey).collect(Collectors.toSet());
	}

	private static List<KinesisClientRecord> records(String stream) {
		return endpoint.userRecords(stream);
	}

	private static String text(KinesisClientRecord record) {
		return StandardCharsets.UTF_8.decode(record.data().duplicate()).toString();
	}

	record Order(String id, Customer customer) {
	}

	record Customer(String name, @JsonIgnore @Nullable String city) {
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
