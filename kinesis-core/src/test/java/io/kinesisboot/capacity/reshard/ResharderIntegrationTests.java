package io.kinesisboot.capacity.reshard;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalInt;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.capacity.load.KeyLoad;
import io.kinesisboot.capacity.load.LoadMeter;
import io.kinesisboot.capacity.load.ShardLoad;
import io.kinesisboot.capacity.load.ShardMeter;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.ShardView;
import io.kinesisboot.embedded.time.MovableClock;
import io.kinesisboot.shard.HashKey;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.within;

/**
 * Tests of {@link Resharder}, on streams that are written and read by the SDK's client,
 * at a time that the tests move.
 */
class ResharderIntegrationTests {

	private static final String STREAM = "orders";

	private static final Duration WINDOW = Duration.ofSeconds(5);

	private static final int SECONDS = 6;

	private final MovableClock clock = new MovableClock(
			Clock.fixed(Instant.parse("2026-01-01T00:00:00Z"), ZoneOffset.UTC));

	private final EmbeddedKinesis embedded = EmbeddedKinesis.builder().clock(this.clock).build().start();

	private final KinesisAsyncClient kinesis = client(this.embedded);

	private final Random random = new Random(7);

	private final LoadMeter meter = new LoadMeter(WINDOW);

	private final Map<String, ShardMeter> meters = new HashMap<>();

	private static KinesisAsyncClient client(EmbeddedKinesis embedded) {
		return KinesisAsyncClient.builder()
			.endpointOverride(embedded.endpoint())
			.region(Region.of(embedded.region()))
			.credentialsProvider(StaticCredentialsProvider
				.create(AwsBasicCredentials.create(embedded.accessKeyId(), embedded.secretAccessKey())))
			.build();
	}

	@AfterEach
	void close() {
		this.kinesis.close();
		this.embedded.close();
	}

	@Test
	void manyKeysInANarrowRangeAreSplitAtTheirMedianAndTheLoadEvensOut() {
		createStream(2);
		List<String> narrow = keys().filter((key) -> HashKey.ofPartitionKey(key).high() >>> 60 == 0)
			.limit(500)
			.toList();
		List<String> all = keys().limit(2000).toList();
		Supplier<String> unbalanced = () -> any((this.random.nextInt(10) > 0) ? narrow : all);
		run(1000, unbalanced);
		Resharder resharder = resharder(ReshardOptions.between(2, 8));

		ReshardPlan plan = resharder.plan();
		assertThat(plan.hotShards()).singleElement().satisfies((hot) -> {
			assertThat(hot.cause()).isEqualTo(HotShard.Cause.RANGE);
			assertThat(hot.utilization()).isCloseTo(0.95, within(0.02));
		});
		assertThat(plan.steps()).singleElement().isInstanceOfSatisfying(ReshardStep.Split.class, (split) -> {
			assertThat(split.shardId()).isEqualTo("shardId-000000000000");
			double below = narrow.stream()
				.filter((key) -> HashKey.ofPartitionKey(key).compareTo(split.at()) < 0)
				.count();
			assertThat(below / narrow.size()).isCloseTo(0.53, within(0.07));
		});
		assertThat(resharder.apply(plan)).isEqualTo(plan.steps());
		assertThat(openShards()).containsExactly("shardId-000000000001", "shardId-000000000002",
				"shardId-000000000003");

		run(1000, unbalanced);
		assertThat(utilization("shardId-000000000002")).isCloseTo(0.475, within(0.08));
		assertThat(utilization("shardId-000000000003")).isCloseTo(0.475, within(0.08));
		assertThat(resharder.plan().hotShards()).isEmpty();
		assertThat(resharder.plan().steps()).isEmpty();
	}

	@Test
	void tenKeysOnFourShardsAreReportedWithKeyAndShareAndNotSplit() {
		createStream(4);
		List<String> ten = keys().limit(10).toList();
		run(1500, () -> (this.random.nextInt(10) < 6) ? "customer-7" : any(ten));

		ReshardPlan plan = resharder(ReshardOptions.between(4, 16)).plan();
		assertThat(plan.steps()).isEmpty();
		assertThat(plan.hotShards()).singleElement().satisfies((hot) -> {
			assertThat(hot.cause()).isEqualTo(HotShard.Cause.KEY);
			KeyLoad key = hot.keys().get(0);
			assertThat(key.partitionKey()).isEqualTo("customer-7");
			assertThat(key.recordsPerSecond()).isCloseTo(960, within(40.0));
			assertThat(key.share()).isCloseTo(key.recordsPerSecond() / 1000 / hot.utilization(), within(0.02));
		});
		assertThat(plan).hasToString("""
				Stream 'orders' has 4 open shards; its load needs 4 if spread evenly
				shardId-000000000000 is hot, at 101 %, for key 'customer-7' with 95 % (955 records/s, 105,032 \
				B/s), key 'customer-9' with 5 % (56 records/s, 6,105 B/s). Splitting will not help: a key is \
				always in one shard. Salt it ('key#0' to 'key#n', whose order is kept by each salt alone), or \
				take a partition key with more values
				Nothing to do""");
	}

	@Test
	void evenLoadOfEqualShardsUpdatesTheShardCount() {
		createStream(2);
		List<String> all = keys().limit(2000).toList();
		run(1800, () -> any(all));
		Resharder resharder = resharder(ReshardOptions.between(1, 8));
		ReshardPlan plan = resharder.plan();
		assertThat(plan.recommendedShards()).hasValue(3);
		assertThat(plan.steps()).containsExactly(new ReshardStep.Scale(3));
		resharder.apply(plan);
		assertThat(openShards()).hasSize(3);
		run(1800, () -> any(all));
		assertThat(this.meter.load()).allSatisfy((load) -> assertThat(load.utilization()).isCloseTo(0.6, within(0.05)));
		assertThat(resharder.plan().steps()).isEmpty();
	}

	@Test
	void coldNeighboursAreMerged() {
		createStream(4);
		List<String> last = keys().filter((key) -> HashKey.ofPartitionKey(key).high() >>> 62 == 3).limit(500).toList();
		run(700, () -> any(last));
		Resharder resharder = resharder(ReshardOptions.between(1, 8));
		resharder.apply(resharder.plan());
		assertThat(openShards()).containsExactly("shardId-000000000002", "shardId-000000000003",
				"shardId-000000000004");
	}

	@Test
	void measuresThatAreTooShortOrTooOldChangeNothing() {
		createStream(2);
		List<String> all = keys().limit(2000).toList();
		runFor(SECONDS / 2, 1800, () -> any(all));
		Resharder resharder = resharder(ReshardOptions.between(1, 8));
		assertThat(resharder.plan().unmeasured()).hasSize(2);
		run(1800, () -> any(all));
		assertThat(resharder.plan().unmeasured()).isEmpty();
		this.clock.advance(WINDOW.plusSeconds(1));
		assertThat(resharder.plan().unmeasured()).hasSize(2);
	}

	@Test
	void stepThatWouldLeaveTheBoundsIsNotTaken() {
		createStream(2);
		Resharder resharder = resharder(ReshardOptions.between(2, 2));
		assertThat(resharder.apply(plan(split("shardId-000000000000")))).isEmpty();
		assertThat(resharder.apply(plan(new ReshardStep.Merge("shardId-000000000000", "shardId-000000000001", 0))))
			.isEmpty();
		assertThat(resharder.apply(plan(new ReshardStep.Scale(1)))).isEmpty();
		assertThat(openShards()).containsExactly("shardId-000000000000", "shardId-000000000001");
	}

	@Test
	void stepOfAShardThatIsGoneFailsAndSaysWhich() {
		createStream(2);
		Resharder resharder = resharder(ReshardOptions.between(1, 8));
		ReshardPlan plan = plan(split("shardId-000000000000"));
		resharder.apply(plan);
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> resharder.apply(plan))
			.withMessageStartingWith("Stream 'orders': split shardId-000000000000 at 7, ")
			.withMessageContaining("already been merged or split");
		assertThat(openShards()).hasSize(3);
	}

	@Test
	void shardCountIsUpdatedTenTimesInADay() {
		createStream(2);
		Resharder resharder = resharder(ReshardOptions.between(1, 8));
		for (int i = 0; i < 5; i++) {
			resharder.apply(plan(new ReshardStep.Scale(3), new ReshardStep.Scale(2)));
		}
		List<String> all = keys().limit(2000).toList();
		run(1800, () -> any(all));
		assertThat(resharder.plan().steps()).hasSize(2).allMatch(ReshardStep.Split.class::isInstance);
		this.clock.advance(Duration.ofHours(24));
		run(1800, () -> any(all));
		assertThat(resharder.plan().steps()).containsExactly(new ReshardStep.Scale(3));
	}

	@Test
	void nextStepWaitsUntilTheStreamIsActive() {
		try (EmbeddedKinesis slow = EmbeddedKinesis.builder()
			.stream(STREAM, 2)
			.transitionTime(Duration.ofMillis(300))
			.build()
			.start(); KinesisAsyncClient client = client(slow)) {
			Resharder resharder = new Resharder(client, STREAM, this.meter, ReshardOptions.between(1, 8), this.clock);
			ReshardPlan plan = plan(split("shardId-000000000000"), new ReshardStep.Scale(2));
			assertThat(resharder.apply(plan)).isEqualTo(plan.steps());
			assertThat(slow.stream(STREAM).shards().stream().filter(ShardView::open)).hasSize(2);
		}
	}

	@Test
	void automaticReshardingAppliesWhatItPlans() {
		createStream(2);
		List<String> all = keys().limit(2000).toList();
		run(1800, () -> any(all));
		try (AutomaticResharding automatic = new AutomaticResharding(resharder(ReshardOptions.between(1, 8)),
				Duration.ofMillis(50))) {
			assertThat(automatic).isNotNull();
			Awaitility.await().atMost(Duration.ofSeconds(30)).until(() -> openShards().size() == 3);
		}
	}

	private static ReshardPlan plan(ReshardStep... steps) {
		return new ReshardPlan(STREAM, 2, OptionalInt.empty(), List.of(), List.of(), List.of(steps));
	}

	private static ReshardStep split(String shardId) {
		return new ReshardStep.Split(shardId, HashKey.parse("7"), 0.5);
	}

	private Resharder resharder(ReshardOptions options) {
		return new Resharder(this.kinesis, STREAM, this.meter, options, this.clock);
	}

	private void createStream(int shards) {
		this.kinesis.createStream((request) -> request.streamName(STREAM).shardCount(shards)).join();
	}

	private static Stream<String> keys() {
		return IntStream.iterate(0, (index) -> index + 1).mapToObj((index) -> "customer-" + index);
	}

	private String any(List<String> keys) {
		return keys.get(this.random.nextInt(keys.size()));
	}

	private List<String> openShards() {
		return this.embedded.stream(STREAM).shards().stream().filter(ShardView::open).map(ShardView::id).toList();
	}

	private double utilization(String shardId) {
		return this.meter.load()
			.stream()
			.filter((load) -> load.shardId().equals(shardId))
			.mapToDouble(ShardLoad::utilization)
			.sum();
	}

	private void run(int recordsPerSecond, Supplier<String> key) {
		runFor(SECONDS, recordsPerSecond, key);
	}

	/** Measures anew, as long as the records take to be written. */
	private void runFor(int seconds, int recordsPerSecond, Supplier<String> key) {
		this.meters.values().forEach(this.meter::forget);
		this.meters.clear();
		Map<String, String> iterators = new HashMap<>();
		for (String shardId : openShards()) {
			this.meters.computeIfAbsent(shardId, this.meter::measure).readUpTo(this.clock.instant());
			iterators
				.put(shardId,
						this.kinesis.getShardIterator((request) -> request.streamName(STREAM)
							.shardId(shardId)
							.shardIteratorType(ShardIteratorType.LATEST)).join().shardIterator());
		}
		for (int i = 0; i < seconds * 10; i++) {
			put(recordsPerSecond / 10, key);
			this.clock.advance(Duration.ofMillis(100));
		}
		iterators.forEach(this::measure);
	}

	private void put(int count, Supplier<String> key) {
		List<PutRecordsRequestEntry> entries = new ArrayList<>();
		for (int i = 0; i < count; i++) {
			entries.add(PutRecordsRequestEntry.builder()
				.partitionKey(key.get())
				.data(SdkBytes.fromByteArray(new byte[100]))
				.build());
		}
		assertThat(this.kinesis.putRecords((request) -> request.streamName(STREAM).records(entries))
			.join()
			.failedRecordCount()).isZero();
	}

	private void measure(String shardId, String first) {
		ShardMeter shard = Objects.requireNonNull(this.meters.get(shardId));
		GetRecordsResponse read = read(first);
		while (!read.records().isEmpty()) {
			read.records().forEach((record) -> shard.add(received(shardId, record)));
			read = read(read.nextShardIterator());
		}
		shard.readUpTo(this.clock.instant());
	}

	private GetRecordsResponse read(String iterator) {
		return this.kinesis.getRecords((request) -> request.shardIterator(iterator)).join();
	}

	private static ReceivedRecord received(String shardId, Record record) {
		return new ReceivedRecord(STREAM, shardId, record.partitionKey(), null, record.sequenceNumber(), 0,
				record.approximateArrivalTimestamp(), record.data().asByteBuffer(), Map.of());
	}

}
