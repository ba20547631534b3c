package io.kinesisboot.producer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisProducer} with an endpoint that stores. What it stored is taken
 * apart by the Kinesis Client Library.
 */
@Timeout(600)
class KinesisProducerEndpointIntegrationTests {

	private static final int KEYS = 500;

	private final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", 2).faultSeed(7).build().start();

	private final KinesisAsyncClient client = KinesisAsyncClient.builder()
		.endpointOverride(this.endpoint.endpoint())
		.region(Region.of(this.endpoint.region()))
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
		.build();

	@AfterEach
	void close() {
		this.client.close();
		this.endpoint.close();
	}

	@ParameterizedTest
	@EnumSource(Ordering.class)
	void nothingIsLostByFaultsAndSplitsAndKeysKeepTheirOrder(Ordering ordering) {
		int records = Integer.getInteger("kinesis.torture.records", 50_000);
		this.endpoint.faults().add(Fault.throttleRecords().share(0.2).build());
		this.endpoint.faults().add(Fault.loseAnswers().action("PutRecords").share(0.05).build());
		this.endpoint.faults().add(Fault.cutAnswers().action("PutRecords").share(0.01).build());
		List<CompletableFuture<SendResult>> sent = new ArrayList<>();
		try (KinesisProducer producer = producer(this.client,
				(options) -> options.ordering(ordering)
					.aggregation(AggregationOptions.ofMaxBytes(16 * 1024))
					.shardRate(ProducerOptions.UNLIMITED)
					.deduplicationIds(true)
					.recordTimeToLive(Duration.ofMinutes(5)))) {
			for (int number = 0; number < records; number++) {
				sent.add(producer.send(record("key-" + number % KEYS, number)));
				if (number == records / 3) {
					split("shardId-000000000000", "1000000000000000000000000000000000");
				}
				if (number == 2 * records / 3) {
					split("shardId-000000000001", "300000000000000000000000000000000000000");
				}
			}
		}
		assertThat(sent).allSatisfy((future) -> assertThat(future).isCompleted());
		assertStored(records, ordering);
	}

	private void split(String shardId, String at) {
		this.client.splitShard((request) -> request.streamName("orders").shardToSplit(shardId).newStartingHashKey(at))
			.join();
	}

	/**
	 * Each record is there, at first in the order of its key, and as often as its id.
	 */
	private void assertStored(int records, Ordering ordering) {
		Map<String, Integer> newest = new HashMap<>();
		int[] times = new int[records];
		Map<String, Integer> timesOfId = new HashMap<>();
		for (Shard shard : shards()) {
			for (KinesisClientRecord record : userRecords(shard)) {
				int number = record.data().getInt(record.data().position());
				String key = record.partitionKey();
				assertThat(key).isEqualTo("key-" + number % KEYS);
				if (times[number]++ == 0) {
					Integer before = newest.put(key, number);
					if (ordering == Ordering.KEY && before != null) {
						assertThat(number).as("first time, after %d of its key", before).isGreaterThan(before);
					}
				}
			}
			ids(shard).forEach((id) -> timesOfId.merge(id, 1, Integer::sum));
		}
		assertThat(IntStream.range(0, records).filter((number) -> times[number] == 0).boxed().toList()).isEmpty();
		assertThat(timesOfId).hasSize(records);
		assertThat(timesOfId.values().stream().mapToInt(Integer::intValue).sum()).isEqualTo(IntStream.of(times).sum());
	}

	/** Those of the user records that the Kinesis Client Library gives out. */
	private List<String> ids(Shard shard) {
		List<String> ids = new ArrayList<>();
		HashRange range = new HashRange(HashKey.parse(shard.hashKeyRange().startingHashKey()),
				HashKey.parse(shard.hashKeyRange().endingHashKey()));
		for (KinesisClientRecord record : KinesisTestEndpoint.streamRecords(this.client, "orders", shard)) {
			Aggregate aggregate = Objects.requireNonNull(Aggregate.read(record.data()));
			if (aggregate.outside(range).isEmpty()) {
				IntStream.range(0, aggregate.size())
					.mapToObj((index) -> aggregate.tags(index).get(UserRecord.DEDUPLICATION_ID))
					.forEach(ids::add);
			}
		}
		return ids;
	}

	@Test
	void recordsAreAggregatedFromTheFirstOn() {
		try (KinesisProducer producer = producer(this.client, (options) -> options.linger(Duration.ofSeconds(15)))) {
			List<CompletableFuture<SendResult>> sent = IntStream.range(0, 1000)
				.mapToObj((number) -> producer.send(record("key-" + number, number)))
				.toList();
			producer.flush().join();
			assertThat(sent).allSatisfy((future) -> assertThat(future).isCompleted());
		}
		assertThat(this.endpoint.stream("orders").records()).hasSize(2);
		assertThat(shards().stream().mapToInt((shard) -> userRecords(shard).size()).sum()).isEqualTo(1000);
	}

	@Test
	void tagsOfARecordThatIsAloneOrLargeGoWithIt() {
		try (KinesisProducer producer = producer(this.client, UnaryOperator.identity())) {
			for (int bytes : List.of(10, 300_000)) {
				producer.send(new UserRecord("orders", "key", null, ByteBuffer.allocate(bytes), Map.of("id", "7")))
					.join();
			}
		}
		assertThat(this.endpoint.stream("orders").records()).hasSize(2)
			.allSatisfy((record) -> assertThat(
					Objects.requireNonNull(Aggregate.read(ByteBuffer.wrap(record.bytes()))).tags(0))
				.isEqualTo(Map.of("id", "7")));
	}

	@Test
	void recordThatIsAloneGoesAsItIs() {
		try (KinesisProducer producer = producer(this.client, UnaryOperator.identity())) {
			producer.send(record("key", 7)).join();
		}
		assertThat(this.endpoint.stream("orders").records()).singleElement()
			.satisfies((record) -> assertThat(record.partitionKey()).isEqualTo("key"));
	}

	@Test
	void streamThatDoesNotExistIsNamed() {
		try (KinesisProducer producer = producer(this.client, UnaryOperator.identity())) {
			assertThat(producer.send(new UserRecord("refunds", "key", ByteBuffer.allocate(1))))
				.failsWithin(Duration.ofSeconds(30))
				.withThrowableThat()
				.withMessageContaining("Stream 'refunds' was not found");
		}
	}

	@Test
	void whoMayNotWaitIsToldThatThereIsNoRoomAndWhenThereIs() {
		BlockingQueue<CompletableFuture<PutRecordsResponse>> calls = new LinkedBlockingQueue<>();
		KinesisProducer producer = producer(answering((request) -> held(calls)),
				(options) -> options.memory(2 * 1024 * 1024));
		int admitted = 0;
		while (producer.trySend(new UserRecord("orders", "key", ByteBuffer.allocate(100_000))).isPresent()) {
			admitted++;
		}
		assertThat(admitted).isEqualTo(10);
		CompletableFuture<Void> room = producer.room();
		assertThat(room).isNotDone();
		producer.close(Duration.ZERO);
		assertThat(room).succeedsWithin(Duration.ofSeconds(30));
	}

	@Test
	void batchWaitsForMemoryOnce() {
		BlockingQueue<CompletableFuture<PutRecordsResponse>> calls = new LinkedBlockingQueue<>();
		KinesisProducer producer = producer(answering((request) -> held(calls)),
				(options) -> options.memory(2 * 1024 * 1024).maxBlock(Duration.ZERO));
		CompletableFuture<BatchResult> result = producer.sendAll(IntStream.range(0, 12)
			.mapToObj((number) -> new UserRecord("orders", "key", ByteBuffer.allocate(100_000)))
			.toList());
		producer.close(Duration.ZERO);
		assertThat(result.join().failed()).hasSize(12)
			.extracting((failed) -> failed.error().getMessage())
			.filteredOn((message) -> message.contains("('memory') stayed in use"))
			.hasSize(2);
	}

	@Test
	void whatIsRefusedAfterItsStreamWasGivenUpIsSettled() throws InterruptedException {
		BlockingQueue<CompletableFuture<PutRecordsResponse>> calls = new LinkedBlockingQueue<>();
		KinesisProducer producer = producer(answering((request) -> held(calls)),
				(options) -> options.ordering(Ordering.NONE).linger(Duration.ZERO));
		CompletableFuture<SendResult> first = producer.send(record("key", 1));
		CompletableFuture<PutRecordsResponse> firstCall = calls.take();
		CompletableFuture<SendResult> second = producer.send(record("key", 2));
		CompletableFuture<PutRecordsResponse> secondCall = calls.take();
		firstCall.completeExceptionally(ResourceNotFoundException.builder().message("gone").statusCode(400).build());
		secondCall.completeExceptionally(serverError());
		assertThat(first).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);
		assertThat(second).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);
		producer.close();
	}

	@Test
	void everySendIsSettledByACloseThatMeetsARefusal() throws Exception {
		ExecutorService answers = Executors.newSingleThreadExecutor();
		List<CompletableFuture<SendResult>> sent = new ArrayList<>();
		List<Future<?>> answered = new ArrayList<>();
		for (int round = 0; round < 300; round++) {
			BlockingQueue<CompletableFuture<PutRecordsResponse>> calls = new LinkedBlockingQueue<>();
			KinesisProducer producer = producer(answering((request) -> held(calls)),
					(options) -> options.linger(Duration.ZERO));
			sent.add(producer.send(record("key", round)));
			CompletableFuture<PutRecordsResponse> call = calls.take();
			answered.add(answers.submit(() -> call.completeExceptionally(serverError())));
			producer.close(Duration.ZERO);
		}
		for (Future<?> answer : answered) {
			answer.get(30, TimeUnit.SECONDS);
		}
		answers.shutdown();
		assertThat(sent).allSatisfy((future) -> assertThat(future).isCompletedExceptionally());
	}

	@Test
	void sendAfterCloseFails() {
		KinesisProducer producer = producer(this.client, UnaryOperator.identity());
		producer.close();
		assertThat(producer.send(record("key", 1))).isCompletedExceptionally();
	}

	private static CompletableFuture<PutRecordsResponse> held(
			BlockingQueue<CompletableFuture<PutRecordsResponse>> calls) {
		CompletableFuture<PutRecordsResponse> call = new CompletableFuture<>();
		calls.add(call);
		return call;
	}

	private static Exception serverError() {
		return KinesisException.builder().message("scripted").statusCode(500).build();
	}

	private KinesisAsyncClient answering(Function<PutRecordsRequest, CompletableFuture<PutRecordsResponse>> put) {
		return AnsweringClient.of(this.client, put);
	}

	private static KinesisProducer producer(KinesisAsyncClient client, UnaryOperator<ProducerOptions.Builder> options) {
		return KinesisProducer.builder(client).options(options.apply(ProducerOptions.builder()).build()).build();
	}

	private static UserRecord record(String key, int number) {
		return new UserRecord("orders", key, ByteBuffer.allocate(100).putInt(0, number));
	}

	private List<Shard> shards() {
		return KinesisTestEndpoint.shards(this.client, "orders");
	}

	private List<KinesisClientRecord> userRecords(Shard shard) {
		return KinesisTestEndpoint.userRecords(this.client, "orders", shard);
	}

}
