package io.kinesisboot.embedded;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ExpiredNextTokenException;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.MetricsName;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamWarmThroughputResponse;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * How a stream comes, changes and goes, as the SDK's client sees it.
 */
class StreamLifeIntegrationTests {

	private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

	private static final Duration TRANSITION = Duration.ofSeconds(30);

	private static final MovableClock CLOCK = TestClocks.standing();

	private static EmbeddedKinesis endpoint;

	private static KinesisAsyncClient client;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().stream("ready", 1).clock(CLOCK).transitionTime(TRANSITION).build().start();
		client = SdkClients.kinesis(endpoint, Protocol.HTTP2);
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	private static String name(TestInfo test) {
		return test.getTestMethod().orElseThrow().getName();
	}

	private static String createStream(TestInfo test) {
		String stream = name(test);
		client.createStream((request) -> request.streamName(stream).shardCount(1)).join();
		CLOCK.advance(TRANSITION);
		return stream;
	}

	private static String createOnDemandStream(TestInfo test) {
		String stream = name(test);
		client
			.createStream((request) -> request.streamName(stream)
				.streamModeDetails((details) -> details.streamMode(StreamMode.ON_DEMAND)))
			.join();
		CLOCK.advance(TRANSITION);
		return stream;
	}

	@Test
	void answersBearTheTimeOfTheEndpoint() {
		CLOCK.advance(Duration.ofHours(1));
		assertThat(client.listStreams().join().sdkHttpResponse().firstMatchingHeader("Date"))
			.hasValueSatisfying((date) -> assertThat(DateTimeFormatter.RFC_1123_DATE_TIME.parse(date, Instant::from))
				.isEqualTo(CLOCK.instant().truncatedTo(ChronoUnit.SECONDS)));
	}

	private static StreamDescription description(String stream) {
		return client.describeStream((request) -> request.streamName(stream)).join().streamDescription();
	}

	private static StreamDescriptionSummary summary(String stream) {
		return client.describeStreamSummary((request) -> request.streamName(stream)).join().streamDescriptionSummary();
	}

	private static CompletableFuture<PutRecordResponse> put(String stream, String data) {
		return client
			.putRecord((request) -> request.streamName(stream).partitionKey("key").data(SdkBytes.fromUtf8String(data)));
	}

	private static String iterator(String stream) {
		return client
			.getShardIterator((request) -> request.streamName(stream)
				.shardId("shardId-000000000000")
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
	}

	private static List<String> records(String stream) {
		String iterator = iterator(stream);
		return client.getRecords((request) -> request.shardIterator(iterator))
			.join()
			.records()
			.stream()
			.map(Record::data)
			.map(SdkBytes::asUtf8String)
			.toList();
	}

	private static CompletableFuture<?> split(String stream, String shardId) {
		return client
			.splitShard((request) -> request.streamName(stream).shardToSplit(shardId).newStartingHashKey("1000"));
	}

	private static CompletableFuture<?> increase(String stream, int hours) {
		return client
			.increaseStreamRetentionPeriod((request) -> request.streamName(stream).retentionPeriodHours(hours));
	}

	private static CompletableFuture<?> decrease(String stream, int hours) {
		return client
			.decreaseStreamRetentionPeriod((request) -> request.streamARN(ARN + stream).retentionPeriodHours(hours));
	}

	private static CompletableFuture<?> updateMode(String stream, StreamMode mode) {
		return client.updateStreamMode(
				(request) -> request.streamARN(ARN + stream).streamModeDetails((details) -> details.streamMode(mode)));
	}

	private static CompletableFuture<UpdateStreamWarmThroughputResponse> updateWarmThroughput(String stream,
			int throughput) {
		return client
			.updateStreamWarmThroughput((request) -> request.streamName(stream).warmThroughputMiBps(throughput));
	}

	private static CompletableFuture<?> updateRecordSize(String stream, int kibibytes) {
		return client.updateMaxRecordSize((request) -> request.streamARN(ARN + stream).maxRecordSizeInKiB(kibibytes));
	}

	private static CompletableFuture<?> startEncryption(String stream) {
		return client.startStreamEncryption(
				(request) -> request.streamName(stream).encryptionType(EncryptionType.KMS).keyId("alias/aws/kinesis"));
	}

	private static CompletableFuture<?> enableMetrics(String stream) {
		return client.enableEnhancedMonitoring(
				(request) -> request.streamName(stream).shardLevelMetrics(MetricsName.INCOMING_BYTES));
	}

	private static void changeAndWait(CompletableFuture<?> change) {
		change.join();
		CLOCK.advance(TRANSITION);
	}

	private static String notFound(String stream) {
		return "Stream " + stream + " under account 000000000000 not found.";
	}

	private static String notActive(String stream, StreamStatus status) {
		return "Stream " + stream + " under account 000000000000 not ACTIVE, instead in state " + status;
	}

	private static void assertEveryChangeIsRefused(String stream, StreamStatus status) {
		List<CompletableFuture<?>> changes = List.of(split(stream, "shardId-000000000000"),
				client.mergeShards((request) -> request.streamName(stream)
					.shardToMerge("shardId-000000000000")
					.adjacentShardToMerge("shardId-000000000001")),
				client.updateShardCount((request) -> request.streamName(stream)
					.targetShardCount(2)
					.scalingType(ScalingType.UNIFORM_SCALING)),
				increase(stream, 48), decrease(stream, 24), updateMode(stream, StreamMode.ON_DEMAND),
				updateWarmThroughput(stream, 1), updateRecordSize(stream, 2048), startEncryption(stream),
				client.stopStreamEncryption((request) -> request.streamName(stream)
					.encryptionType(EncryptionType.KMS)
					.keyId("alias/aws/kinesis")),
				enableMetrics(stream),
				client.disableEnhancedMonitoring(
						(request) -> request.streamName(stream).shardLevelMetrics(MetricsName.ALL)),
				client.deleteStream((request) -> request.streamName(stream)));
		for (CompletableFuture<?> change : changes) {
			SdkClients.assertRefusal(change, ResourceInUseException.class, notActive(stream, status));
		}
	}

	@Test
	void streamOfTheBuilderIsActiveFromTheStart() {
		assertThat(description("ready").streamStatus()).isEqualTo(StreamStatus.ACTIVE);
	}

	@Test
	void newStreamTakesRecordsOnlyWhenItHasBeenCreated(TestInfo test) {
		String stream = name(test);
		client.createStream((request) -> request.streamName(stream).shardCount(1)).join();
		CLOCK.advance(TRANSITION.minusMillis(1));
		assertThat(description(stream).streamStatus()).isEqualTo(StreamStatus.CREATING);
		assertThat(description(stream).shards()).isEmpty();
		assertThat(summary(stream).openShardCount()).isZero();
		assertThat(client.listStreams((request) -> request.exclusiveStartStreamName("new").limit(1))
			.join()
			.streamSummaries()).extracting(StreamSummary::streamStatus).containsExactly(StreamStatus.CREATING);
		SdkClients.assertRefusal(put(stream, "early"), ResourceNotFoundException.class, notFound(stream));
		SdkClients
			.assertRefusal(
					client.getShardIterator((request) -> request.streamName(stream)
						.shardId("shardId-000000000000")
						.shardIteratorType(ShardIteratorType.LATEST)),
					ResourceNotFoundException.class, notFound(stream));
		SdkClients.assertRefusal(client.listShards((request) -> request.streamName(stream)),
				ResourceInUseException.class, notActive(stream, StreamStatus.CREATING));
		assertEveryChangeIsRefused(stream, StreamStatus.CREATING);
		CLOCK.advance(Duration.ofMillis(1));
		assertThat(summary(stream).streamStatus()).isEqualTo(StreamStatus.ACTIVE);
		assertThat(summary(stream).openShardCount()).isEqualTo(1);
		put(stream, "first").join();
		assertThat(records(stream)).containsExactly("first");
	}

	@Test
	void reshardedStreamKeepsItsShardsUntilItHasBeenUpdated(TestInfo test) {
		String stream = createStream(test);
		split(stream, "shardId-000000000000").join();
		CLOCK.advance(TRANSITION.minusMillis(1));
		assertThat(description(stream).streamStatus()).isEqualTo(StreamStatus.UPDATING);
		assertThat(description(stream).shards()).hasSize(1);
		assertThat(put(stream, "meanwhile").join().shardId()).isEqualTo("shardId-000000000000");
		assertThat(records(stream)).containsExactly("meanwhile");
		assertThat(client.listShards((request) -> request.streamName(stream)).join().shards()).hasSize(1);
		assertEveryChangeIsRefused(stream, StreamStatus.UPDATING);
		CLOCK.advance(Duration.ofMillis(1));
		assertThat(put(stream, "after").join().shardId()).isEqualTo("shardId-000000000002");
		assertThat(description(stream).streamStatus()).isEqualTo(StreamStatus.ACTIVE);
		assertThat(description(stream).shards()).hasSize(3);
		assertThat(records(stream)).containsExactly("meanwhile");
	}

	@Test
	void shardIsClosedAtTheEndOfTheTransitionHoweverLateSomebodyLooks(TestInfo test) {
		String stream = createStream(test);
		split(stream, "shardId-000000000000").join();
		Instant end = CLOCK.instant().plus(TRANSITION);
		CLOCK.advance(Duration.ofHours(1));
		assertThat(client
			.listShards((request) -> request.streamName(stream)
				.shardFilter((filter) -> filter.type(ShardFilterType.AT_TIMESTAMP).timestamp(end.minusMillis(1))))
			.join()
			.shards()).hasSize(1);
		assertThat(client
			.listShards((request) -> request.streamName(stream)
				.shardFilter((filter) -> filter.type(ShardFilterType.AT_TIMESTAMP).timestamp(end.plusMillis(1))))
			.join()
			.shards()).hasSize(2);
	}

	@Test
	void deletedStreamIsSeenUntilItHasGone(TestInfo test) {
		String stream = createStream(test);
		put(stream, "last").join();
		String iterator = iterator(stream);
		client.deleteStream((request) -> request.streamName(stream)).join();
		CLOCK.advance(TRANSITION.minusMillis(1));
		assertThat(summary(stream).streamStatus()).isEqualTo(StreamStatus.DELETING);
		SdkClients.assertRefusal(put(stream, "late"), ResourceNotFoundException.class, notFound(stream));
		SdkClients.assertRefusal(client.getRecords((request) -> request.shardIterator(iterator)),
				ResourceNotFoundException.class,
				"Shard shardId-000000000000 in stream " + stream + " under account 000000000000 does not exist");
		SdkClients.assertRefusal(client.listShards((request) -> request.streamName(stream)),
				ResourceInUseException.class, notActive(stream, StreamStatus.DELETING));
		SdkClients.assertRefusal(client.createStream((request) -> request.streamName(stream).shardCount(1)),
				ResourceInUseException.class, "Stream " + stream + " under account 000000000000 already exists.");
		assertEveryChangeIsRefused(stream, StreamStatus.DELETING);
		CLOCK.advance(Duration.ofMillis(1));
		assertThat(client.listStreams().join().streamNames()).doesNotContain(stream);
		SdkClients.assertRefusal(client.describeStream((request) -> request.streamName(stream)),
				ResourceNotFoundException.class, notFound(stream));
		createStream(test);
		assertThat(records(stream)).isEmpty();
	}

	@Test
	void recordsAreKeptAsLongAsTheRetentionPeriodSays(TestInfo test) {
		String stream = createStream(test);
		changeAndWait(increase(stream, 48));
		assertThat(description(stream).retentionPeriodHours()).isEqualTo(48);
		put(stream, "one").join();
		CLOCK.advance(Duration.ofHours(30));
		put(stream, "two").join();
		CLOCK.advance(Duration.ofHours(17));
		assertThat(records(stream)).containsExactly("one", "two");
		CLOCK.advance(Duration.ofHours(2));
		assertThat(records(stream)).containsExactly("two");
	}

	@Test
	void shorterRetentionHidesOlderRecordsAtOnceAndALongerOneDoesNotBringThemBack(TestInfo test) {
		String stream = createStream(test);
		changeAndWait(increase(stream, 48));
		put(stream, "one").join();
		CLOCK.advance(Duration.ofHours(20));
		put(stream, "two").join();
		CLOCK.advance(Duration.ofHours(10));
		assertThat(records(stream)).containsExactly("one", "two");
		decrease(stream, 24).join();
		assertThat(records(stream)).containsExactly("two");
		CLOCK.advance(TRANSITION);
		changeAndWait(increase(stream, 8760));
		assertThat(records(stream)).containsExactly("two");
		CLOCK.advance(Duration.ofDays(300));
		assertThat(records(stream)).containsExactly("two");
	}

	@Test
	void expiredRecordsOfAShardThatNobodyReadDoNotComeBackWithALongerRetention(TestInfo test) {
		String stream = createStream(test);
		put(stream, "one").join();
		CLOCK.advance(Duration.ofHours(25));
		changeAndWait(increase(stream, 48));
		assertThat(records(stream)).isEmpty();
	}

	@Test
	void retentionOutsideOfTheServicesLimitsIsRefused(TestInfo test) {
		String stream = createStream(test);
		changeAndWait(increase(stream, 48));
		String tooShort = "Minimum allowed retention period is 24 hours. Requested retention period (23 hours) is too "
				+ "short.";
		String tooLong = "Maximum allowed retention period is 8760 hours. Requested retention period (8761 hours) is "
				+ "too long.";
		SdkClients.assertRefusal(increase(stream, 23), InvalidArgumentException.class, tooShort);
		SdkClients.assertRefusal(decrease(stream, 23), InvalidArgumentException.class, tooShort);
		SdkClients.assertRefusal(increase(stream, 8761), InvalidArgumentException.class, tooLong);
		SdkClients.assertRefusal(decrease(stream, 8761), InvalidArgumentException.class, tooLong);
		SdkClients.assertRefusal(increase(stream, 47), InvalidArgumentException.class,
				"Requested retention period (47 hours) for stream " + stream
						+ " can not be shorter than existing retention period (48 hours). Use DecreaseRetentionPeriod API.");
		SdkClients.assertRefusal(decrease(stream, 49), InvalidArgumentException.class,
				"Requested retention period (49 hours) for stream " + stream
						+ " can not be longer than existing retention period (48 hours). Use IncreaseRetentionPeriod API.");
		SdkClients.assertRefusal(client.increaseStreamRetentionPeriod((request) -> request.streamName(stream)),
				ValidationException.class,
				"1 validation error detected: Value null at 'retentionPeriodHours' failed to satisfy constraint: "
						+ "Member must not be null");
	}

	@Test
	void modeIsChangedAndTheShardsStay(TestInfo test) {
		String stream = createStream(test);
		updateMode(stream, StreamMode.ON_DEMAND).join();
		assertThat(summary(stream).streamStatus()).isEqualTo(StreamStatus.UPDATING);
		CLOCK.advance(TRANSITION);
		assertThat(summary(stream).streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
		assertThat(summary(stream).openShardCount()).isEqualTo(1);
		changeAndWait(updateMode(stream, StreamMode.PROVISIONED));
		changeAndWait(split(stream, "shardId-000000000000"));
		assertThat(summary(stream).openShardCount()).isEqualTo(2);
		SdkClients.assertRefusal(client.updateStreamMode((request) -> request.streamModeDetails((details) -> {
		})), ValidationException.class,
				"2 validation errors detected: Value null at 'streamARN' failed to satisfy constraint: Member must not "
						+ "be null; Value null at 'streamModeDetails.streamMode' failed to satisfy constraint: Member "
						+ "must not be null");
	}

	@Test
	void onDemandStreamIsKeptReadyForAThroughput(TestInfo test) {
		String stream = createOnDemandStream(test);
		assertThat(summary(stream).warmThroughput()).isNull();
		UpdateStreamWarmThroughputResponse response = updateWarmThroughput(stream, 10).join();
		assertThat(response.streamARN()).isEqualTo(ARN + stream);
		assertThat(response.warmThroughput().targetMiBps()).isEqualTo(10);
		assertThat(response.warmThroughput().currentMiBps()).isEqualTo(4);
		assertThat(summary(stream).openShardCount()).isEqualTo(4);
		CLOCK.advance(TRANSITION);
		assertThat(summary(stream).openShardCount()).isEqualTo(10);
		assertThat(summary(stream).warmThroughput().currentMiBps()).isEqualTo(10);
		changeAndWait(updateWarmThroughput(stream, 5));
		assertThat(summary(stream).openShardCount()).isEqualTo(10);
		assertThat(summary(stream).warmThroughput().targetMiBps()).isEqualTo(5);
		changeAndWait(updateMode(stream, StreamMode.PROVISIONED));
		assertThat(summary(stream).warmThroughput()).isNull();
	}

	@Test
	void onDemandStreamIsCreatedReadyForAThroughput(TestInfo test) {
		String stream = name(test);
		client
			.createStream((request) -> request.streamName(stream)
				.warmThroughputMiBps(6)
				.streamModeDetails((details) -> details.streamMode(StreamMode.ON_DEMAND)))
			.join();
		CLOCK.advance(TRANSITION);
		assertThat(summary(stream).openShardCount()).isEqualTo(6);
		assertThat(summary(stream).warmThroughput().targetMiBps()).isEqualTo(6);
	}

	@Test
	void warmThroughputOutsideOfTheServicesLimitsIsRefused(TestInfo test) {
		String stream = createStream(test);
		String onlyOnDemand = "WarmThroughputMiBps is only valid for on-demand streams";
		SdkClients.assertRefusal(updateWarmThroughput(stream, 10), InvalidArgumentException.class, onlyOnDemand);
		SdkClients.assertRefusal(
				client.createStream((request) -> request.streamName("warm").shardCount(1).warmThroughputMiBps(10)),
				InvalidArgumentException.class, onlyOnDemand);
		changeAndWait(updateMode(stream, StreamMode.ON_DEMAND));
		SdkClients.assertRefusal(updateWarmThroughput(stream, 10_241), LimitExceededException.class,
				"WarmThroughputMiBps cannot be greater than 10240 but was 10241");
		SdkClients.assertRefusal(updateWarmThroughput(stream, -1), ValidationException.class,
				"1 validation error detected: Value '-1' at 'warmThroughputMiBps' failed to satisfy constraint: "
						+ "Member must have value greater than or equal to 0");
	}

	@Test
	void settingsCountWhenTheStreamHasBeenUpdated(TestInfo test) {
		String stream = createStream(test);
		List<Function<String, CompletableFuture<?>>> changes = List.of((name) -> updateRecordSize(name, 2048),
				StreamLifeIntegrationTests::startEncryption, StreamLifeIntegrationTests::enableMetrics);
		for (Function<String, CompletableFuture<?>> change : changes) {
			StreamDescriptionSummary before = summary(stream);
			change.apply(stream).join();
			CLOCK.advance(TRANSITION.minusMillis(1));
			assertThat(summary(stream)).isEqualTo(before.toBuilder().streamStatus(StreamStatus.UPDATING).build());
			CLOCK.advance(Duration.ofMillis(1));
			assertThat(summary(stream).streamStatus()).isEqualTo(StreamStatus.ACTIVE);
			assertThat(summary(stream)).isNotEqualTo(before);
		}
		assertThat(summary(stream)).satisfies((updated) -> {
			assertThat(updated.maxRecordSizeInKiB()).isEqualTo(2048);
			assertThat(updated.encryptionType()).isEqualTo(EncryptionType.KMS);
			assertThat(updated.enhancedMonitoring()).singleElement()
				.satisfies((metrics) -> assertThat(metrics.shardLevelMetrics())
					.containsExactly(MetricsName.INCOMING_BYTES));
		});
		assertThat(put(stream, "secret").join().encryptionType()).isEqualTo(EncryptionType.KMS);
	}

	@Test
	void largerRecordsAreTakenWhenTheStreamHasBeenUpdated(TestInfo test) {
		String stream = createStream(test);
		String large = "x".repeat(1024 * 1024);
		updateRecordSize(stream, 2048).join();
		assertThatThrownBy(put(stream, large)::join).hasCauseInstanceOf(InvalidArgumentException.class);
		CLOCK.advance(TRANSITION);
		assertThat(put(stream, large).join().shardId()).isEqualTo("shardId-000000000000");
	}

	@Test
	void iteratorIsNotAskedForAFutureTime() {
		Instant future = CLOCK.instant().plusMillis(1);
		SdkClients.assertRefusal(
				client.getShardIterator((request) -> request.streamName("ready")
					.shardId("shardId-000000000000")
					.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
					.timestamp(future)),
				InvalidArgumentException.class,
				"The timestampInMillis parameter cannot be greater than the currentTimestampInMillis. "
						+ "timestampInMillis: " + future.toEpochMilli() + ", currentTimestampInMillis: "
						+ CLOCK.millis());
	}

	@Test
	void iteratorsAndTokensExpireAfterFiveMinutes(TestInfo test) {
		String stream = createStream(test);
		changeAndWait(split(stream, "shardId-000000000000"));
		String iterator = iterator(stream);
		ListShardsResponse first = client.listShards((request) -> request.streamName(stream).maxResults(1)).join();
		CLOCK.advance(Duration.ofMinutes(5));
		assertThat(client.listShards((request) -> request.nextToken(first.nextToken())).join().shards()).hasSize(2);
		assertThat(client.getRecords((request) -> request.shardIterator(iterator)).join().childShards()).hasSize(2);
		CLOCK.advance(Duration.ofMillis(1));
		assertThatThrownBy(client.listShards((request) -> request.nextToken(first.nextToken()))::join)
			.hasCauseInstanceOf(ExpiredNextTokenException.class);
		assertThatThrownBy(client.getRecords((request) -> request.shardIterator(iterator))::join)
			.hasCauseInstanceOf(ExpiredIteratorException.class);
	}

	@Test
	void transitionTimeIsNotNegative() {
		assertThatThrownBy(() -> EmbeddedKinesis.builder().transitionTime(Duration.ofMillis(-1)))
			.isInstanceOf(IllegalArgumentException.class)
			.hasMessage("'transitionTime' must not be negative but was PT-0.001S");
	}

}
