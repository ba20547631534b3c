package io.kinesisboot.embedded;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.embedded.time.MovableClock;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * Enhanced fan-out as the SDK's client sees it.
 */
class FanOutIntegrationTests {

	private static final String SHARD = "shardId-000000000000";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final StartingPosition LATEST = at(ShardIteratorType.LATEST);

	private static final StartingPosition TRIM_HORIZON = at(ShardIteratorType.TRIM_HORIZON);

	private static final MovableClock clock = new MovableClock(Clock.systemUTC());

	private static EmbeddedKinesis endpoint;

	private static KinesisAsyncClient client;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().clock(clock).build().start();
		client = SdkClients.kinesis(endpoint, Protocol.HTTP2);
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	private static StartingPosition at(ShardIteratorType type) {
		return StartingPosition.builder().type(type).build();
	}

	private static StartingPosition at(ShardIteratorType type, String sequenceNumber) {
		return StartingPosition.builder().type(type).sequenceNumber(sequenceNumber).build();
	}

	private static String createStream(String stream, int shards) {
		client.createStream((request) -> request.streamName(stream).shardCount(shards)).join();
		return "arn:aws:kinesis:%s:%s:stream/%s".formatted(endpoint.region(), endpoint.accountId(), stream);
	}

	private static Consumer register(String streamArn, String name) {
		return client.registerStreamConsumer((request) -> request.streamARN(streamArn).consumerName(name))
			.join()
			.consumer();
	}

	/** Creates a stream of one shard with a consumer. */
	private static String consumer(String stream) {
		return register(createStream(stream, 1), "reader").consumerARN();
	}

	private static String put(String stream, String key) {
		return client
			.putRecord((request) -> request.streamName(stream).partitionKey(key).data(SdkBytes.fromUtf8String(key)))
			.join()
			.sequenceNumber();
	}

	private static ConditionFactory soon() {
		return await().atMost(LIMIT).pollInterval(Duration.ofMillis(10));
	}

	private static Subscriber begun(Subscriber subscriber) {
		soon().until(() -> !subscriber.events().isEmpty());
		return subscriber;
	}

	private static String name(TestInfo test) {
		return test.getTestMethod().orElseThrow().getName();
	}

	@ParameterizedTest
	@CsvSource({ "HTTP1_1, true", "HTTP1_1, false", "HTTP2, true", "HTTP2, false" })
	void recordsArePushedOverEveryProtocol(Protocol protocol, boolean cbor) {
		String stream = "pushed-" + protocol + "-" + cbor;
		String consumer = consumer(stream);
		try (KinesisAsyncClient own = SdkClients.kinesis(endpoint, protocol, cbor)) {
			Subscriber subscriber = begun(Subscriber.to(own, consumer, SHARD, LATEST));
			String first = put(stream, "schlüssel-é-😀");
			soon().until(() -> subscriber.keys().size() == 1);
			put(stream, "b");
			soon().until(() -> subscriber.keys().size() == 2);
			assertThat(subscriber.records()).first().satisfies((record) -> {
				assertThat(record.sequenceNumber()).isEqualTo(first);
				assertThat(record.partitionKey()).isEqualTo("schlüssel-é-😀");
				assertThat(record.data().asUtf8String()).isEqualTo("schlüssel-é-😀");
				assertThat(record.approximateArrivalTimestamp()).isBetween(clock.instant().minus(Duration.ofMinutes(1)),
						clock.instant());
			});
			assertThat(subscriber.events()).allSatisfy((event) -> {
				assertThat(event.continuationSequenceNumber()).isNotNull();
				assertThat(event.millisBehindLatest()).isZero();
				assertThat(event.hasChildShards()).isFalse();
			});
			assertThat(subscriber.end()).isNotDone();
			subscriber.leave();
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void recordsArePushedOverTls(Protocol protocol) {
		String stream = "tls-" + protocol;
		String consumer = consumer(stream);
		try (KinesisAsyncClient own = SdkClients.kinesis(URI.create("https://127.0.0.1:" + endpoint.port()),
				protocol)) {
			Subscriber subscriber = begun(Subscriber.to(own, consumer, SHARD, LATEST));
			put(stream, "a");
			soon().until(() -> subscriber.keys().equals(List.of("a")));
			subscriber.leave();
		}
	}

	@ParameterizedTest
	@EnumSource(value = ShardIteratorType.class, names = "UNKNOWN_TO_SDK_VERSION", mode = EnumSource.Mode.EXCLUDE)
	void subscriptionBeginsAtEveryPosition(ShardIteratorType type) {
		String stream = "begins-" + type;
		String consumer = consumer(stream);
		put(stream, "a");
		clock.advance(Duration.ofSeconds(1));
		Instant time = clock.instant();
		String b = put(stream, "b");
		put(stream, "c");
		Subscriber subscriber = begun(Subscriber.to(client, consumer, SHARD, switch (type) {
			case AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER -> at(type, b);
			case AT_TIMESTAMP -> StartingPosition.builder().type(type).timestamp(time).build();
			default -> at(type);
		}));
		put(stream, "d");
		List<String> expected = switch (type) {
			case TRIM_HORIZON -> List.of("a", "b", "c", "d");
			case LATEST -> List.of("d");
			case AFTER_SEQUENCE_NUMBER -> List.of("c", "d");
			default -> List.of("b", "c", "d");
		};
		soon().untilAsserted(() -> assertThat(subscriber.keys()).isEqualTo(expected));
		subscriber.leave();
	}

	@Test
	void readerGoesOnAfterTheContinuationOfAnEmptyEventToo(TestInfo test) {
		String stream = name(test);
		String consumer = consumer(stream);
		put(stream, "before");
		Subscriber first = begun(Subscriber.to(client, consumer, SHARD, LATEST));
		String continuation = first.events().get(0).continuationSequenceNumber();
		put(stream, "a");
		first.leave();
		clock.advance(Duration.ofSeconds(6));
		Subscriber second = Subscriber.to(client, consumer, SHARD,
				at(ShardIteratorType.AFTER_SEQUENCE_NUMBER, continuation));
		soon().untilAsserted(() -> assertThat(second.keys()).containsExactly("a"));
		second.leave();
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void subscriptionEndsAfterFiveMinutesAndItsConnectionServesOn(Protocol protocol) throws Exception {
		String stream = "ends-" + protocol;
		String consumer = consumer(stream);
		try (KinesisAsyncClient own = SdkClients.kinesis(endpoint, protocol)) {
			Subscriber subscriber = begun(Subscriber.to(own, consumer, SHARD, LATEST));
			clock.advance(Duration.ofMinutes(5));
			subscriber.end().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
			put(stream, "a");
			Subscriber next = Subscriber.to(own, consumer, SHARD, TRIM_HORIZON);
			soon().untilAsserted(() -> assertThat(next.keys()).containsExactly("a"));
			next.leave();
		}
	}

	@Test
	void secondSubscriptionIsRefusedForFiveSecondsAndThenTakesOver(TestInfo test) {
		String stream = name(test);
		String consumer = consumer(stream);
		Subscriber first = begun(Subscriber.to(client, consumer, SHARD, LATEST));
		assertThatThrownBy(() -> Subscriber.to(client, consumer, SHARD, LATEST).end().get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOfSatisfying(ResourceInUseException.class, (error) -> {
				assertThat(error.statusCode()).isEqualTo(400);
				assertThat(error.awsErrorDetails().errorMessage())
					.startsWith("Another active subscription exists for this consumer: ");
			});
		clock.advance(Duration.ofSeconds(5));
		Subscriber second = begun(Subscriber.to(client, consumer, SHARD, LATEST));
		assertThatThrownBy(() -> first.end().get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOf(ResourceInUseException.class)
			.hasMessageContaining("Another active subscription exists for this consumer: ");
		put(stream, "a");
		soon().until(() -> second.keys().equals(List.of("a")));
		assertThat(first.keys()).isEmpty();
		second.leave();
	}

	@Test
	void shardThatIsSplitEndsWithItsChildren(TestInfo test) throws Exception {
		String stream = name(test);
		Subscriber subscriber = begun(Subscriber.to(client, consumer(stream), SHARD, LATEST));
		put(stream, "a");
		client
			.splitShard((request) -> request.streamName(stream)
				.shardToSplit(SHARD)
				.newStartingHashKey("170141183460469231731687303715884105728"))
			.join();
		subscriber.end().get(LIMIT.toSeconds(), TimeUnit.SECONDS);
		assertThat(subscriber.keys()).containsExactly("a");
		SubscribeToShardEvent last = subscriber.events().get(subscriber.events().size() - 1);
		assertThat(last.continuationSequenceNumber()).isNull();
		assertThat(last.childShards()).extracting(ChildShard::shardId)
			.containsExactly("shardId-000000000001", "shardId-000000000002");
		assertThat(last.childShards()).allSatisfy((child) -> assertThat(child.parentShards()).containsExactly(SHARD));
	}

	@Test
	void deregisteredConsumerGetsNoMore(TestInfo test) {
		String consumer = consumer(name(test));
		Subscriber subscriber = begun(Subscriber.to(client, consumer, SHARD, LATEST));
		client.deregisterStreamConsumer((request) -> request.consumerARN(consumer)).join();
		assertThatThrownBy(() -> subscriber.end().get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOf(ResourceNotFoundException.class);
		assertThatThrownBy(() -> Subscriber.to(client, consumer, SHARD, LATEST).end().get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOf(ResourceNotFoundException.class);
	}

	@Test
	void deletedStreamEndsItsSubscriptions(TestInfo test) {
		String stream = name(test);
		Subscriber subscriber = begun(Subscriber.to(client, consumer(stream), SHARD, LATEST));
		assertThatThrownBy(() -> client.deleteStream((request) -> request.streamName(stream)).join()).cause()
			.isInstanceOf(ResourceInUseException.class);
		assertThat(subscriber.end()).isNotDone();
		client.deleteStream((request) -> request.streamName(stream).enforceConsumerDeletion(true)).join();
		assertThatThrownBy(() -> subscriber.end().get(30, TimeUnit.SECONDS)).cause()
			.isInstanceOf(ResourceNotFoundException.class);
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void slowReaderGetsAllInItsOrder(Protocol protocol) {
		String stream = "slow-" + protocol;
		String consumer = consumer(stream);
		byte[] data = new byte[100_000];
		for (int batch = 0; batch < 10; batch++) {
			int start = batch * 50;
			client
				.putRecords((request) -> request.streamName(stream)
					.records(IntStream.range(start, start + 50)
						.mapToObj((number) -> PutRecordsRequestEntry.builder()
							.partitionKey("key-" + number)
							.data(SdkBytes.fromByteArrayUnsafe(data))
							.build())
						.toList()))
				.join();
		}
		try (KinesisAsyncClient own = SdkClients.kinesis(endpoint, protocol)) {
			Subscriber subscriber = begun(Subscriber.slowly(own, consumer, SHARD, TRIM_HORIZON));
			assertThat(subscriber.records().count()).isLessThan(30);
			subscriber.readOn();
			soon().until(() -> subscriber.records().count() == 500);
			assertThat(subscriber.keys())
				.isEqualTo(IntStream.range(0, 500).mapToObj((number) -> "key-" + number).toList());
			subscriber.leave();
		}
	}

	@Test
	void twentySubscriptionsAtOnceAllDeliver(TestInfo test) {
		String stream = name(test);
		String streamArn = createStream(stream, 4);
		List<Subscriber> subscribers = IntStream.range(0, 5)
			.mapToObj((number) -> register(streamArn, "reader-" + number))
			.flatMap((consumer) -> IntStream.range(0, 4)
				.mapToObj((shard) -> Subscriber.to(client, consumer.consumerARN(), "shardId-00000000000" + shard,
						LATEST)))
			.toList();
		subscribers.forEach(FanOutIntegrationTests::begun);
		List<String> keys = IntStream.range(0, 200).mapToObj((number) -> "key-" + number).toList();
		keys.forEach((key) -> put(stream, key));
		soon().until(() -> subscribers.stream().flatMap(Subscriber::records).count() == 5 * keys.size());
		for (int consumer = 0; consumer < 5; consumer++) {
			Stream<Record> received = subscribers.subList(consumer * 4, consumer * 4 + 4)
				.stream()
				.flatMap(Subscriber::records);
			assertThat(received).extracting(Record::partitionKey).containsExactlyInAnyOrderElementsOf(keys);
		}
		subscribers.forEach(Subscriber::leave);
	}

	@Test
	void consumersAreListedAndDescribedByTheirNamesAndArns(TestInfo test) {
		String streamArn = createStream(name(test), 1);
		List<Consumer> consumers = Stream.of("c", "a", "b").map((name) -> register(streamArn, name)).toList();
		assertThat(consumers.get(0).consumerARN())
			.isEqualTo(streamArn + "/consumer/c:" + consumers.get(0).consumerCreationTimestamp().getEpochSecond());
		List<String> listed = new CopyOnWriteArrayList<>();
		client.listStreamConsumersPaginator((request) -> request.streamARN(streamArn).maxResults(2))
			.subscribe((page) -> page.consumers().forEach((consumer) -> listed.add(consumer.consumerName())))
			.join();
		assertThat(listed).containsExactly("a", "b", "c");
		assertThat(client.describeStreamConsumer((request) -> request.streamARN(streamArn).consumerName("b"))
			.join()
			.consumerDescription()).satisfies((description) -> {
				assertThat(description.consumerARN()).isEqualTo(consumers.get(2).consumerARN());
				assertThat(description.consumerStatus()).isEqualTo(ConsumerStatus.ACTIVE);
				assertThat(description.streamARN()).isEqualTo(streamArn);
			});
		assertThat(client.describeStreamSummary((request) -> request.streamARN(streamArn))
			.join()
			.streamDescriptionSummary()
			.consumerCount()).isEqualTo(3);
	}

}
