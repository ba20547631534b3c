package io.kinesisboot.embedded.conformance;

import java.math.BigInteger;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import io.kinesisboot.embedded.EmbeddedKinesis;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.ConsumerDescription;
import software.amazon.awssdk.services.kinesis.model.ConsumerStatus;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.KinesisException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.awaitility.Awaitility.await;

/**
 * The endpoint under judgement with the SDK's clients of it, and for each test a stream
 * name of its own, whose streams are gone afterwards.
 */
abstract class ConformanceSupport {

	static final String SHARD_0 = shardId(0);

	static final String SHARD_1 = shardId(1);

	static final String SHARD_2 = shardId(2);

	static final String MIDDLE_HASH_KEY = BigInteger.ONE.shiftLeft(127).toString();

	static final String LAST_HASH_KEY = BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE).toString();

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final Duration POLL_INTERVAL = Duration.ofMillis(20);

	private static @Nullable EmbeddedKinesis embedded;

	private static @Nullable KinesisClient client;

	private static @Nullable KinesisAsyncClient asyncClient;

	private final List<String> created = new ArrayList<>();

	private String stream = "";

	@BeforeAll
	static void open() {
		URI address = (Engine.current() == Engine.EMBEDDED) ? startEmbedded() : URI.create(Engine.address());
		StaticCredentialsProvider credentials = StaticCredentialsProvider
			.create(AwsBasicCredentials.create("key", "secret"));
		client = KinesisClient.builder()
			.endpointOverride(address)
			.region(Region.US_EAST_1)
			.credentialsProvider(credentials)
			.build();
		asyncClient = KinesisAsyncClient.builder()
			.endpointOverride(address)
			.region(Region.US_EAST_1)
			.credentialsProvider(credentials)
			.build();
	}

	private static URI startEmbedded() {
		embedded = EmbeddedKinesis.builder().build().start();
		return embedded.endpoint();
	}

	@AfterAll
	static void close() {
		client().close();
		asyncClient().close();
		if (embedded != null) {
			embedded.close();
		}
	}

	@BeforeEach
	void takeName(TestInfo test) {
		this.stream = test.getTestMethod().orElseThrow().getName();
	}

	@AfterEach
	void deleteStreams() {
		this.created.forEach(this::delete);
		for (String name : this.created) {
			eventually().untilAsserted(
					() -> assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(() -> summary(name)));
		}
	}

	private void delete(String name) {
		try {
			awaitActive(name);
			client().deleteStream((request) -> request.streamName(name).enforceConsumerDeletion(true));
		}
		catch (ResourceNotFoundException ex) {
			// The test deleted it
		}
	}

	static KinesisClient client() {
		return present(client);
	}

	static KinesisAsyncClient asyncClient() {
		return present(asyncClient);
	}

	private static <T> T present(@Nullable T value) {
		if (value == null) {
			throw new IllegalStateException("The clients are there between open() and close()");
		}
		return value;
	}

	/**
	 * The name of the test's stream.
	 * @return the name of the test's method
	 */
	String stream() {
		return this.stream;
	}

	String arn() {
		return arn(this.stream);
	}

	static String arn(String name) {
		return "arn:aws:kinesis:us-east-1:000000000000:stream/" + name;
	}

	static String shardId(int index) {
		return "shardId-%012d".formatted(index);
	}

	void createStream(int shards) {
		createStream(this.stream, shards);
	}

	void createStream(String name, int shards) {
		client().createStream((request) -> request.streamName(name).shardCount(shards));
		deleteLater(name);
		awaitActive(name);
	}

	void deleteLater(String name) {
		this.created.add(name);
	}

	void awaitActive() {
		awaitActive(this.stream);
	}

	static void awaitActive(String name) {
		eventually().until(() -> summary(name).streamStatus() == StreamStatus.ACTIVE);
	}

	static ConditionFactory eventually() {
		return await().atMost(LIMIT).pollDelay(Duration.ZERO).pollInterval(POLL_INTERVAL);
	}

	StreamDescriptionSummary summary() {
		return summary(this.stream);
	}

	private static StreamDescriptionSummary summary(String name) {
		return client().describeStreamSummary((request) -> request.streamName(name)).streamDescriptionSummary();
	}

	List<Shard> shards() {
		return client().listShards((request) -> request.streamName(this.stream)).shards();
	}

	Shard shard(String shardId) {
		return shards().stream().filter((shard) -> shard.shardId().equals(shardId)).findFirst().orElseThrow();
	}

	void split(String shardId, String hashKey) {
		client()
			.splitShard((request) -> request.streamName(this.stream).shardToSplit(shardId).newStartingHashKey(hashKey));
		awaitActive();
	}

	void merge(String shardId, String adjacentShardId) {
		client().mergeShards((request) -> request.streamName(this.stream)
			.shardToMerge(shardId)
			.adjacentShardToMerge(adjacentShardId));
		awaitActive();
	}

	PutRecordResponse put(String text) {
		return put("key", text);
	}

	PutRecordResponse put(String key, String text) {
		return client().putRecord(
				(request) -> request.streamName(this.stream).partitionKey(key).data(SdkBytes.fromUtf8String(text)));
	}

	PutRecordResponse putAt(String hashKey, String text) {
		return client().putRecord((request) -> request.streamName(this.stream)
			.partitionKey("key")
			.explicitHashKey(hashKey)
			.data(SdkBytes.fromUtf8String(text)));
	}

	String iterator(String shardId, ShardIteratorType type) {
		return iterator(shardId, (request) -> request.shardIteratorType(type));
	}

	String iterator(String shardId, Consumer<GetShardIteratorRequest.Builder> start) {
		return client().getShardIterator((request) -> start.accept(request.streamName(this.stream).shardId(shardId)))
			.shardIterator();
	}

	/**
	 * Registers a consumer of the test's stream, and waits until it can read.
	 * @param name its name
	 * @return its ARN
	 */
	String registerConsumer(String name) {
		String arn = client().registerStreamConsumer((request) -> request.streamARN(arn()).consumerName(name))
			.consumer()
			.consumerARN();
		eventually().until(() -> describeConsumer(name).consumerStatus() == ConsumerStatus.ACTIVE);
		return arn;
	}

	ConsumerDescription describeConsumer(String name) {
		return client().describeStreamConsumer((request) -> request.streamARN(arn()).consumerName(name))
			.consumerDescription();
	}

	static GetRecordsResponse get(String iterator) {
		return client().getRecords((request) -> request.shardIterator(iterator));
	}

	List<Record> read(String shardId) {
		return get(iterator(shardId, ShardIteratorType.TRIM_HORIZON)).records();
	}

	static List<String> texts(List<Record> records) {
		return records.stream().map((record) -> record.data().asUtf8String()).toList();
	}

	static BigInteger number(String decimal) {
		return new BigInteger(decimal);
	}

	static void refused(Class<? extends KinesisException> type, ThrowingCallable call) {
		assertThatExceptionOfType(type).isThrownBy(call).satisfies((refusal) -> {
			assertThat(refusal.statusCode()).isEqualTo(400);
			assertThat(refusal.awsErrorDetails().errorCode()).isEqualTo(type.getSimpleName());
			assertThat(refusal.awsErrorDetails().errorMessage()).isNotBlank();
			assertThat(refusal.requestId()).isNotBlank();
		});
	}

	/**
	 * What violates a constraint of the service's model is refused before the service
	 * looks at the stream.
	 * @param call the call that violates one
	 */
	static void refusedByTheModel(ThrowingCallable call) {
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"ValidationException is the answer to what does not fit the model (common errors of the API "
							+ "reference); kinesis-local answers InvalidArgumentException")
			.check(() -> refused(ValidationException.class, call), () -> refused(InvalidArgumentException.class, call));
	}

	static void failsInside(ThrowingCallable call) {
		assertThatExceptionOfType(KinesisException.class).isThrownBy(call)
			.satisfies((failure) -> assertThat(failure.statusCode()).isEqualTo(500));
	}

}
