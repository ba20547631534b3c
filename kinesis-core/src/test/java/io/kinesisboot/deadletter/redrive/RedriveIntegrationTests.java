package io.kinesisboot.deadletter.redrive;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.DeadLetterSamples;
import io.kinesisboot.deadletter.DeadLetterSink;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.deadletter.FakeS3;
import io.kinesisboot.deadletter.KinesisDeadLetterSink;
import io.kinesisboot.deadletter.S3DeadLetterSink;
import io.kinesisboot.deadletter.SqsDeadLetterSink;
import io.kinesisboot.deadletter.SqsQueue;
import io.kinesisboot.deadletter.SqsTestEndpoint;
import io.kinesisboot.deadletter.StreamReader;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.kinesisboot.stream.StreamCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.s3.S3AsyncClient;
import software.amazon.awssdk.services.sqs.SqsAsyncClient;
import software.amazon.awssdk.services.sqs.model.QueueAttributeName;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link Redrive}: records that were put, read and dead-lettered come back.
 */
@Timeout(240)
class RedriveIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final int RECORDS = 25;

	private static final EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();

	private static final KinesisAsyncClient client = KinesisAsyncClient.builder()
		.endpointOverride(endpoint.endpoint())
		.region(Region.of(endpoint.region()))
		.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
		.build();

	private static final KinesisProducer producer = KinesisProducer.builder(client)
		.options(ProducerOptions.builder().recordTimeToLive(Duration.ofSeconds(2)).build())
		.build();

	private static final AtomicInteger streams = new AtomicInteger();

	private static final SqsTestEndpoint sqs = new SqsTestEndpoint();

	private static final FakeS3 s3 = new FakeS3();

	private static final S3AsyncClient s3Client = s3.client();

	private final Redrive redrive = new Redrive(producer, Clock.systemUTC(),
			DeadLetterSources.builder(Clock.systemUTC())
				.timeout(TIMEOUT)
				.kinesis(() -> client)
				.sqs(sqs::client)
				.s3(() -> s3Client)
				.build());

	private String orders = "";

	private String dead = "";

	@BeforeEach
	void createStreams(TestInfo test) {
		String name = test.getTestMethod().orElseThrow().getName() + streams.incrementAndGet();
		this.orders = "orders-" + name;
		this.dead = "dead-" + name;
		new StreamCatalog(client).createIfMissing(this.orders, 2);
		new StreamCatalog(client).createIfMissing(this.dead, 2);
		s3.objects().clear();
	}

	@Test
	void startThatSaysHowLongBackIsRefused() {
		StartingPosition back = StartingPosition.of("AT_TIMESTAMP:1h");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> new KinesisDeadLetterSource(client, this.dead, back, TIMEOUT))
			.withMessageContainingAll("'from'", "PT1H");
	}

	@AfterEach
	void clearFaults() {
		endpoint.faults().clear();
	}

	@AfterAll
	static void close() {
		producer.close();
		client.close();
		endpoint.close();
		sqs.close();
		s3Client.close();
		s3.close();
	}

	/**
	 * Puts records, reads them and lets all of them fail.
	 * @return what was put
	 */
	private Set<UserRecord> failAll(DeadLetterSink sink) {
		Set<UserRecord> put = IntStream.range(0, RECORDS).mapToObj(this::record).collect(Collectors.toSet());
		producer.sendAll(List.copyOf(put)).join().throwIfAnyFailed();
		List<ReceivedRecord> received = StreamReader.read(client, this.orders);
		assertThat(received).hasSize(RECORDS);
		received.forEach((record) -> sink.put(DeadLetterSamples.letter(record)));
		return put;
	}

	private UserRecord record(int number) {
		String hashKey = (number % 3 == 0) ? "3402823669209384634633746074317682" + number : null;
		Map<String, String> tags = (number % 2 == 0) ? Map.of("trace", "t-" + number, "Kinesis_deadLetterFoo", "own")
				: Map.of();
		return new UserRecord(this.orders, "key-" + number % 7, hashKey,
				ByteBuffer.wrap(("payload \u0000 ü " + number + "x".repeat(number)).getBytes(StandardCharsets.UTF_8)),
				tags);
	}

	/** What is in the stream by now beside the first of each. */
	private void assertCameBackOnce(Set<UserRecord> put) {
		Set<UserRecord> expected = new HashSet<>(put);
		for (UserRecord record : put) {
			expected.add(record.withTags(Map.of(DeadLetterHeaders.REDRIVES, "1", DeadLetterHeaders.REDRIVE_LISTENER_ID,
					DeadLetterSamples.LISTENER_ID)));
		}
		List<UserRecord> stored = StreamReader.read(client, this.orders)
			.stream()
			.map((record) -> new UserRecord(this.orders, record.partitionKey(), record.explicitHashKey(), record.data(),
					record.tags()))
			.toList();
		assertThat(stored).containsExactlyInAnyOrderElementsOf(expected);
	}

	private SqsQueue queue(String name) {
		return SqsQueue.find(sqs.client(), sqs.createQueue(name), TIMEOUT);
	}

	private DeadLetterSink sink(SqsQueue queue) {
		return new SqsDeadLetterSink(sqs.client(), queue, TIMEOUT);
	}

	private DeadLetterSource source(SqsQueue queue) {
		return new SqsDeadLetterSource(sqs.client(), queue, Duration.ofMinutes(5), TIMEOUT);
	}

	private static int messages(SqsQueue queue) {
		SqsAsyncClient client = sqs.client();
		Map<QueueAttributeName, String> attributes = SdkCalls
			.await("GetQueueAttributes",
					client.getQueueAttributes(
							(request) -> request.queueUrl(queue.url()).attributeNames(QueueAttributeName.ALL)))
			.attributes();
		return Integer.parseInt(attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES, "-1"))
				+ Integer.parseInt(
						attributes.getOrDefault(QueueAttributeName.APPROXIMATE_NUMBER_OF_MESSAGES_NOT_VISIBLE, "-1"));
	}

	@Test
	void recordsComeBackFromAKinesisStreamAsTheyWere() {
		Set<UserRecord> put = failAll(
				new KinesisDeadLetterSink(producer, Destination.of("kinesis:" + this.dead), TIMEOUT));
		SdkCalls.await("PutRecord",
				client.putRecord((request) -> request.streamName(this.dead)
					.partitionKey("other")
					.data(SdkBytes.fromUtf8String("no dead letter"))));
		try (DeadLetterSource source = new KinesisDeadLetterSource(client, this.dead, StartingPosition.TRIM_HORIZON,
				TIMEOUT)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()))
				.isEqualTo(new RedriveResult(RECORDS, RECORDS, 0, 0, 1, /* complete= */ true));
		}
		assertCameBackOnce(put);
	}

	@Test
	void recordsComeBackThroughAResharedKinesisStream() {
		DeadLetterSink sink = new KinesisDeadLetterSink(producer, Destination.of("kinesis:" + this.dead), TIMEOUT);
		Set<UserRecord> put = failAll(sink);
		SdkCalls.await("SplitShard",
				client.splitShard((request) -> request.streamName(this.dead)
					.shardToSplit("shardId-000000000000")
					.newStartingHashKey("1000000000000000000000000000000000")));
		try (DeadLetterSource source = new KinesisDeadLetterSource(client, this.dead, StartingPosition.TRIM_HORIZON,
				TIMEOUT)) {
			RedriveResult result = this.redrive.run(source, RedriveOptions.defaults());
			assertThat(result.sent()).isEqualTo(RECORDS);
			assertThat(result.complete()).isTrue();
		}
		assertCameBackOnce(put);
	}

	@Test
	void recordsComeBackThoughIteratorsExpire() {
		Set<UserRecord> put = failAll(
				new KinesisDeadLetterSink(producer, Destination.of("kinesis:" + this.dead), TIMEOUT));
		for (int i = 0; i < 250; i++) {
			DeadLetter again = DeadLetterSamples
				.letter(DeadLetterSamples.record("none", "key", ByteBuffer.allocate(1)));
			new KinesisDeadLetterSink(producer, Destination.of("kinesis:" + this.dead), TIMEOUT).put(again);
		}
		RedriveOptions options = RedriveOptions.defaults()
			.withFilter((letter) -> letter.record().stream().equals(this.orders));
		try (DeadLetterSource source = new KinesisDeadLetterSource(client, this.dead, StartingPosition.TRIM_HORIZON,
				TIMEOUT)) {
			RedriveResult first = this.redrive.run(source, options.withMaxLetters(50));
			ActiveFault expiry = endpoint.faults().add(Fault.expireIterators().build());
			RedriveResult rest = this.redrive.run(source, options);
			assertThat(first.plus(rest))
				.isEqualTo(new RedriveResult(RECORDS, RECORDS, 0, 250, 0, /* complete= */ true));
			assertThat(expiry.strikes()).isEqualTo(1);
		}
		assertCameBackOnce(put);
	}

	@ParameterizedTest
	@ValueSource(strings = { "kinesis", "s3" })
	void recordsOfAKeyComeBackInTheirOrder(String scheme) {
		Destination bucket = Destination.of("s3:" + FakeS3.BUCKET);
		DeadLetterSink sink = scheme.equals("s3") ? new S3DeadLetterSink(s3Client, bucket, TIMEOUT)
				: new KinesisDeadLetterSink(producer, Destination.of("kinesis:" + this.dead), TIMEOUT);
		List<UserRecord> put = IntStream.range(0, RECORDS)
			.mapToObj((number) -> new UserRecord(this.orders, "key-" + number % 3,
					ByteBuffer.allocate(Integer.BYTES).putInt(0, number)))
			.toList();
		producer.sendAll(put).join().throwIfAnyFailed();
		StreamReader.read(client, this.orders).forEach((record) -> sink.put(DeadLetterSamples.letter(record)));
		try (DeadLetterSource source = scheme.equals("s3") ? new S3DeadLetterSource(s3Client, bucket, TIMEOUT)
				: new KinesisDeadLetterSource(client, this.dead, StartingPosition.TRIM_HORIZON, TIMEOUT)) {
			this.redrive.run(source, RedriveOptions.defaults());
		}
		Map<String, List<Integer>> back = StreamReader.read(client, this.orders)
			.stream()
			.filter((record) -> record.tags().containsKey(DeadLetterHeaders.REDRIVES))
			.collect(Collectors.groupingBy(ReceivedRecord::partitionKey,
					Collectors.mapping((record) -> record.data().getInt(0), Collectors.toList())));
		assertThat(back).hasSize(3);
		assertThat(back.values()).allSatisfy((numbers) -> assertThat(numbers).isSorted().doesNotHaveDuplicates());
		assertThat(back.values().stream().mapToInt(List::size).sum()).isEqualTo(RECORDS);
	}

	@Test
	void recordsComeBackFromAQueueAsTheyWereAndLeaveIt() {
		SqsQueue queue = queue("dead");
		Set<UserRecord> put = failAll(sink(queue));
		try (DeadLetterSource source = source(queue)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()))
				.isEqualTo(new RedriveResult(RECORDS, RECORDS, 0, 0, 0, /* complete= */ true));
		}
		assertCameBackOnce(put);
		assertThat(messages(queue)).isZero();
	}

	@Test
	void recordsComeBackFromAFifoQueueAsTheyWere() {
		SqsQueue queue = queue("dead.fifo");
		Set<UserRecord> put = failAll(sink(queue));
		try (DeadLetterSource source = source(queue)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()).sent()).isEqualTo(RECORDS);
		}
		assertCameBackOnce(put);
	}

	@Test
	void recordsComeBackFromABucketAsTheyWereAndLeaveIt() {
		Destination bucket = Destination.of("s3:" + FakeS3.BUCKET + "/failed");
		Set<UserRecord> put = failAll(new S3DeadLetterSink(s3Client, bucket, TIMEOUT));
		s3.objects().put("failed/other.json", "{}".getBytes(StandardCharsets.UTF_8));
		s3.objects().put("failed/readme.txt", new byte[0]);
		s3.objects().put("elsewhere/other.json", new byte[0]);
		try (DeadLetterSource source = new S3DeadLetterSource(s3Client, bucket, TIMEOUT)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()))
				.isEqualTo(new RedriveResult(RECORDS, RECORDS, 0, 0, 1, /* complete= */ true));
		}
		assertCameBackOnce(put);
		assertThat(s3.objects()).containsOnlyKeys("failed/other.json", "failed/readme.txt", "elsewhere/other.json");
	}

	@Test
	void dryRunCountsAndLeavesAllWhereItIs() {
		SqsQueue queue = queue("dead");
		failAll(sink(queue));
		try (DeadLetterSource source = source(queue)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults().withDryRun(true)))
				.isEqualTo(new RedriveResult(RECORDS, 0, 0, 0, 0, /* complete= */ true));
		}
		assertThat(StreamReader.read(client, this.orders)).hasSize(RECORDS);
		try (DeadLetterSource source = source(queue)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()).sent()).isEqualTo(RECORDS);
		}
	}

	@Test
	void filterChoosesWhatComesBackAndTheRestStays() {
		SqsQueue queue = queue("dead");
		failAll(sink(queue));
		int chosen = (int) IntStream.range(0, RECORDS).filter((number) -> number % 7 == 3).count();
		RedriveOptions options = RedriveOptions.defaults()
			.withFilter((letter) -> letter.record().partitionKey().equals("key-3"));
		try (DeadLetterSource source = source(queue)) {
			assertThat(this.redrive.run(source, options)).isEqualTo(new RedriveResult(chosen, chosen, 0,
					RECORDS - chosen, 0, /* complete= */ true));
		}
		assertThat(messages(queue)).isEqualTo(RECORDS - chosen);
		assertThat(StreamReader.read(client, this.orders)).hasSize(RECORDS + chosen);
	}

	@Test
	void whatItsStreamRefusesStaysAndComesBackTheNextTime() {
		Destination bucket = Destination.of("s3:" + FakeS3.BUCKET);
		Set<UserRecord> put = failAll(new S3DeadLetterSink(s3Client, bucket, TIMEOUT));
		endpoint.faults()
			.add(Fault.failCalls("AccessDeniedException").stream(this.orders).action("PutRecords").build());
		try (DeadLetterSource source = new S3DeadLetterSource(s3Client, bucket, TIMEOUT)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()))
				.isEqualTo(new RedriveResult(RECORDS, 0, RECORDS, 0, 0, /* complete= */ true));
		}
		assertThat(s3.objects()).hasSize(RECORDS);
		endpoint.faults().clear();
		try (DeadLetterSource source = new S3DeadLetterSource(s3Client, bucket, TIMEOUT)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()).sent()).isEqualTo(RECORDS);
		}
		assertCameBackOnce(put);
	}

	@Test
	void limitEndsIt() {
		Destination bucket = Destination.of("s3:" + FakeS3.BUCKET);
		failAll(new S3DeadLetterSink(s3Client, bucket, TIMEOUT));
		try (DeadLetterSource source = new S3DeadLetterSource(s3Client, bucket, TIMEOUT)) {
			RedriveResult result = this.redrive.run(source, RedriveOptions.defaults().withMaxLetters(7));
			assertThat(result).isEqualTo(new RedriveResult(7, 7, 0, 0, 0, /* complete= */ false));
		}
		assertThat(s3.objects()).hasSize(RECORDS - 7);
	}

	@Test
	void whatFailsAgainMeanwhileIsLeftToTheNextTime() {
		SqsQueue queue = queue("dead");
		ReceivedRecord record = DeadLetterSamples.record(this.orders, "key", ByteBuffer.allocate(1));
		sink(queue).put(DeadLetter.of(new FailedRecord("orders", record, 1, new Error()), null,
				Instant.now().plus(Duration.ofMinutes(1))));
		try (DeadLetterSource source = source(queue)) {
			assertThat(this.redrive.run(source, RedriveOptions.defaults()))
				.isEqualTo(new RedriveResult(0, 0, 0, 1, 0, /* complete= */ true));
		}
		assertThat(messages(queue)).isEqualTo(1);
	}

	@Test
	void destinationMayBeGivenAsText() {
		Destination bucket = Destination.of("s3:" + FakeS3.BUCKET);
		Set<UserRecord> put = failAll(new S3DeadLetterSink(s3Client, bucket, TIMEOUT));
		assertThat(this.redrive.run("s3:" + FakeS3.BUCKET, RedriveOptions.defaults()).sent()).isEqualTo(RECORDS);
		assertCameBackOnce(put);
		assertThat(this.redrive.run("kinesis:" + this.dead, RedriveOptions.defaults()).complete()).isTrue();
	}

	@Test
	void destinationThatCannotBeReadIsExplained() {
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.redrive.run("firehose:dead", RedriveOptions.defaults()))
			.withMessageContainingAll("'firehose:dead' cannot be read", "kinesis", "sqs", "s3");
		assertThatIllegalArgumentException().isThrownBy(() -> this.redrive.run("dead", RedriveOptions.defaults()))
			.withMessageContaining("but was 'dead'");
		assertThatIllegalArgumentException()
			.isThrownBy(() -> this.redrive.run("arn:aws:kinesis:eu-north-1:111111111111:stream/" + this.dead,
					RedriveOptions.defaults()))
			.withMessageContaining("is not what the client");
	}

	@Test
	void redrivesAreCountedOn() {
		Destination bucket = Destination.of("s3:" + FakeS3.BUCKET);
		ReceivedRecord record = DeadLetterSamples.record(this.orders, "key", ByteBuffer.allocate(1));
		new S3DeadLetterSink(s3Client, bucket, TIMEOUT).put(DeadLetterSamples.letter(record));
		try (DeadLetterSource source = new S3DeadLetterSource(s3Client, bucket, TIMEOUT)) {
			this.redrive.run(source, RedriveOptions.defaults());
		}
		Map<String, String> tags = new HashMap<>(DeadLetterSamples.TAGS);
		tags.put(DeadLetterHeaders.REDRIVES, "3");
		tags.put(DeadLetterHeaders.REDRIVE_LISTENER_ID, DeadLetterSamples.LISTENER_ID);
		assertThat(StreamReader.read(client, this.orders)).singleElement()
			.satisfies((back) -> assertThat(back.tags()).isEqualTo(tags));
	}

}
