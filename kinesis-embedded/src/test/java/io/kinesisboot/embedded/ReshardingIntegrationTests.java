package io.kinesisboot.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

import io.kinesisboot.embedded.time.MovableClock;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.CreateStreamResponse;
import software.amazon.awssdk.services.kinesis.model.DescribeLimitsResponse;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.UpdateStreamModeResponse;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * Shards that are split, merged and counted anew, as the SDK's client sees them.
 */
class ReshardingIntegrationTests {

	private static final String ARN = "arn:aws:kinesis:us-east-1:000000000000:stream/";

	private static final String MIDDLE = "170141183460469231731687303715884105728";

	private static final MovableClock CLOCK = TestClocks.standing();

	private static EmbeddedKinesis endpoint;

	private static KinesisAsyncClient client;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().clock(CLOCK).build().start();
		client = SdkClients.kinesis(endpoint, Protocol.HTTP2);
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	private String createStream(TestInfo test, int shards) {
		String stream = test.getTestMethod().orElseThrow().getName();
		client.createStream((request) -> request.streamName(stream).shardCount(shards)).join();
		return stream;
	}

	private static void split(String stream, int shard, String newStart) {
		client.splitShard((request) -> request.streamName(stream).shardToSplit(id(shard)).newStartingHashKey(newStart))
			.join();
	}

	private static void merge(String stream, int shard, int adjacent) {
		client.mergeShards(
				(request) -> request.streamARN(ARN + stream).shardToMerge(id(shard)).adjacentShardToMerge(id(adjacent)))
			.join();
	}

	private static String id(int shard) {
		return "shardId-%012d".formatted(shard);
	}

	private static PutRecordResponse put(String stream, String data, String hashKey) {
		return client
			.putRecord((request) -> request.streamName(stream)
				.partitionKey("key")
				.explicitHashKey(hashKey)
				.data(SdkBytes.fromUtf8String(data)))
			.join();
	}

	private static GetRecordsResponse read(String stream, int shard,
			Consumer<GetShardIteratorRequest.Builder> position) {
		String iterator = client
			.getShardIterator((request) -> position.accept(request.streamName(stream).shardId(id(shard))))
			.join()
			.shardIterator();
		return client.getRecords((request) -> request.shardIterator(iterator)).join();
	}

	private static GetRecordsResponse readAll(String stream, int shard) {
		return read(stream, shard, (request) -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
	}

	private static List<String> data(GetRecordsResponse response) {
		return response.records().stream().map(Record::data).map(SdkBytes::asUtf8String).toList();
	}

	private static List<Integer> listed(String stream, ShardFilterType type) {
		return listed(stream, type, null);
	}

	private static List<Integer> listed(String stream, ShardFilterType type, @Nullable Instant timestamp) {
		return client
			.listShards((request) -> request.streamName(stream)
				.shardFilter((filter) -> filter.type(type)
					.timestamp(timestamp)
					.shardId((type == ShardFilterType.AFTER_SHARD_ID) ? id(0) : null)))
			.join()
			.shards()
			.stream()
			.map((shard) -> Integer.parseInt(shard.shardId().substring("shardId-".length())))
			.toList();
	}

	private static void assertRefusal(CompletableFuture<?> call, Class<? extends AwsServiceException> type,
			String message) {
		assertThatThrownBy(call::join).cause()
			.asInstanceOf(InstanceOfAssertFactories.type(AwsServiceException.class))
			.satisfies((refusal) -> {
				assertThat(refusal).isInstanceOf(type);
				assertThat(refusal.awsErrorDetails().errorMessage()).isEqualTo(message);
			});
	}

	@Test
	void splitShardHasTwoChildrenAndIsReadToItsEnd(TestInfo test) {
		String stream = createStream(test, 1);
		String first = put(stream, "before", "7").sequenceNumber();
		split(stream, 0, MIDDLE);
		PutRecordResponse lower = put(stream, "lower", "7");
		PutRecordResponse upper = put(stream, "upper", MIDDLE);
		assertThat(lower.shardId()).isEqualTo(id(1));
		assertThat(upper.shardId()).isEqualTo(id(2));
		assertThat(List.of(lower.sequenceNumber(), upper.sequenceNumber()))
			.allSatisfy((number) -> assertThat(number).isGreaterThan(first));
		GetRecordsResponse parent = readAll(stream, 0);
		assertThat(data(parent)).containsExactly("before");
		assertThat(parent.nextShardIterator()).isNull();
		assertThat(parent.childShards()).containsExactly(child(1, "0", "170141183460469231731687303715884105727", 0),
				child(2, MIDDLE, "340282366920938463463374607431768211455", 0));
		GetRecordsResponse open = readAll(stream, 1);
		assertThat(data(open)).containsExactly("lower");
		assertThat(open.nextShardIterator()).isNotNull();
		assertThat(open.hasChildShards()).isFalse();
	}

	private static ChildShard child(int shard, String start, String end, Integer... parents) {
		return ChildShard.builder()
			.shardId(id(shard))
			.parentShards(Arrays.stream(parents).map(ReshardingIntegrationTests::id).toList())
			.hashKeyRange((range) -> range.startingHashKey(start).endingHashKey(end))
			.build();
	}

	@Test
	void childShardsAreToldOnlyWithTheLastOfTheRecords(TestInfo test) {
		String stream = createStream(test, 1);
		put(stream, "one", "7");
		put(stream, "two", "7");
		split(stream, 0, MIDDLE);
		String iterator = client
			.getShardIterator((request) -> request.streamName(stream)
				.shardId(id(0))
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
		GetRecordsResponse first = client.getRecords((request) -> request.shardIterator(iterator).limit(1)).join();
		assertThat(data(first)).containsExactly("one");
		assertThat(first.hasChildShards()).isFalse();
		GetRecordsResponse last = client.getRecords((request) -> request.shardIterator(first.nextShardIterator()))
			.join();
		assertThat(data(last)).containsExactly("two");
		assertThat(last.childShards()).hasSize(2);
	}

	@Test
	void mergedShardsHaveOneChildWithBothAsParents(TestInfo test) {
		String stream = createStream(test, 2);
		put(stream, "lower", "7");
		put(stream, "upper", MIDDLE);
		merge(stream, 0, 1);
		put(stream, "merged", MIDDLE);
		assertThat(readAll(stream, 0).childShards()).isEqualTo(readAll(stream, 1).childShards())
			.containsExactly(child(2, "0", "340282366920938463463374607431768211455", 0, 1));
		assertThat(data(readAll(stream, 2))).containsExactly("merged");
		List<Shard> shards = client.listShards((request) -> request.streamName(stream)).join().shards();
		assertThat(shards).extracting(Shard::parentShardId).containsExactly(null, null, id(0));
		assertThat(shards).extracting(Shard::adjacentParentShardId).containsExactly(null, null, id(1));
		assertThat(shards).extracting((shard) -> shard.sequenceNumberRange().endingSequenceNumber() == null)
			.containsExactly(false, false, true);
		assertThat(client.describeStreamSummary((request) -> request.streamName(stream))
			.join()
			.streamDescriptionSummary()
			.openShardCount()).isEqualTo(1);
	}

	@Test
	void everyKindOfIteratorReadsAClosedShard(TestInfo test) {
		String stream = createStream(test, 1);
		String one = put(stream, "one", "7").sequenceNumber();
		CLOCK.advance(Duration.ofSeconds(10));
		Instant second = CLOCK.instant();
		put(stream, "two", "7");
		split(stream, 0, MIDDLE);
		CLOCK.advance(Duration.ofSeconds(10));
		assertThat(data(readAll(stream, 0))).containsExactly("one", "two");
		assertThat(data(read(stream, 0, (request) -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
			.startingSequenceNumber(one)))).containsExactly("one", "two");
		assertThat(data(read(stream, 0, (request) -> request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
			.startingSequenceNumber(one)))).containsExactly("two");
		assertThat(data(read(stream, 0,
				(request) -> request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(second))))
			.containsExactly("two");
		List<Consumer<GetShardIteratorRequest.Builder>> ends = new ArrayList<>();
		String last = client.listShards((request) -> request.streamName(stream))
			.join()
			.shards()
			.get(0)
			.sequenceNumberRange()
			.endingSequenceNumber();
		ends.add((request) -> request.shardIteratorType(ShardIteratorType.LATEST));
		ends.add(
				(request) -> request.shardIteratorType(ShardIteratorType.AT_TIMESTAMP).timestamp(second.plusMillis(1)));
		ends.add((request) -> request.shardIteratorType(ShardIteratorType.AT_SEQUENCE_NUMBER)
			.startingSequenceNumber(last));
		ends.add((request) -> request.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
			.startingSequenceNumber(last));
		assertThat(ends).allSatisfy((position) -> {
			GetRecordsResponse end = read(stream, 0, position);
			assertThat(end.records()).isEmpty();
			assertThat(end.nextShardIterator()).isNull();
			assertThat(end.childShards()).hasSize(2);
			assertThat(end.millisBehindLatest()).isEqualTo(10_000);
		});
	}

	@Test
	void filtersListTheShardsOfTheirTime(TestInfo test) {
		String stream = createStream(test, 1);
		Instant created = CLOCK.instant();
		CLOCK.advance(Duration.ofHours(1));
		split(stream, 0, MIDDLE);
		CLOCK.advance(Duration.ofHours(1));
		merge(stream, 1, 2);
		Instant merged = CLOCK.instant();
		CLOCK.advance(Duration.ofHours(1));
		assertThat(listed(stream, ShardFilterType.FROM_TRIM_HORIZON)).containsExactly(0, 1, 2, 3);
		assertThat(listed(stream, ShardFilterType.AT_TRIM_HORIZON)).containsExactly(0);
		assertThat(listed(stream, ShardFilterType.AT_LATEST)).containsExactly(3);
		assertThat(listed(stream, ShardFilterType.AFTER_SHARD_ID)).containsExactly(1, 2, 3);
		assertThat(listed(stream, ShardFilterType.AT_TIMESTAMP, created.plusSeconds(1))).containsExactly(0);
		assertThat(listed(stream, ShardFilterType.AT_TIMESTAMP, created.minusSeconds(1))).containsExactly(0);
		assertThat(listed(stream, ShardFilterType.AT_TIMESTAMP, merged.minusSeconds(1))).containsExactly(1, 2);
		assertThat(listed(stream, ShardFilterType.AT_TIMESTAMP, merged.plusSeconds(1))).containsExactly(3);
		assertThat(listed(stream, ShardFilterType.FROM_TIMESTAMP, created.minusSeconds(1))).containsExactly(0, 1, 2, 3);
		assertThat(listed(stream, ShardFilterType.FROM_TIMESTAMP, merged.minusSeconds(1))).containsExactly(1, 2, 3);
		CLOCK.advance(Duration.ofHours(22).plusMinutes(30));
		assertThat(listed(stream, ShardFilterType.FROM_TRIM_HORIZON)).containsExactly(1, 2, 3);
		assertThat(listed(stream, ShardFilterType.AT_TRIM_HORIZON)).containsExactly(1, 2);
		assertRefusal(
				client.getShardIterator((request) -> request.streamName(stream)
					.shardId(id(0))
					.shardIteratorType(ShardIteratorType.TRIM_HORIZON)),
				ResourceNotFoundException.class,
				"Shard " + id(0) + " in stream " + stream + " under account 000000000000 does not exist");
		CLOCK.advance(Duration.ofHours(1));
		assertThat(client.describeStream((request) -> request.streamName(stream)).join().streamDescription().shards())
			.extracting(Shard::shardId)
			.containsExactly(id(3));
	}

	@Test
	void shardCountIsUpdatedToEqualParts(TestInfo test) {
		String stream = createStream(test, 4);
		put(stream, "before", MIDDLE);
		UpdateShardCountResponse response = client.updateShardCount(
				(request) -> request.streamName(stream).targetShardCount(6).scalingType(ScalingType.UNIFORM_SCALING))
			.join();
		assertThat(response.streamName()).isEqualTo(stream);
		assertThat(response.streamARN()).isEqualTo(ARN + stream);
		assertThat(response.currentShardCount()).isEqualTo(4);
		assertThat(response.targetShardCount()).isEqualTo(6);
		assertThat(listed(stream, ShardFilterType.AT_LATEST)).containsExactly(4, 7, 8, 11, 12, 13);
		assertThat(data(readAll(stream, 2))).containsExactly("before");
		client
			.updateShardCount((request) -> request.streamARN(ARN + stream)
				.targetShardCount(3)
				.scalingType(ScalingType.UNIFORM_SCALING))
			.join();
		assertThat(listed(stream, ShardFilterType.AT_LATEST)).containsExactly(14, 15, 16);
	}

	@Test
	void streamThatIsNotThereIsNotResharded() {
		String message = "Stream none under account 000000000000 not found.";
		assertRefusal(
				client.splitShard((request) -> request.streamName("none").shardToSplit(id(0)).newStartingHashKey("5")),
				ResourceNotFoundException.class, message);
		assertRefusal(
				client.mergeShards(
						(request) -> request.streamARN(ARN + "none").shardToMerge(id(0)).adjacentShardToMerge(id(1))),
				ResourceNotFoundException.class, message);
		assertRefusal(client.updateShardCount(
				(request) -> request.streamName("none").targetShardCount(2).scalingType(ScalingType.UNIFORM_SCALING)),
				ResourceNotFoundException.class, message);
	}

	@ParameterizedTest
	@CsvSource({ "0, 1", "0, 170141183460469231731687303715884105727", "0, 0", "1, 5",
			"1, 170141183460469231731687303715884105729", "1, 999999999999999999999999999999999999999" })
	void shardIsNotSplitOutsideOfItsRange(int shard, String newStart) {
		String stream = "outside-" + shard + "-" + newStart;
		client.createStream((request) -> request.streamName(stream).shardCount(2)).join();
		String range = (shard == 0)
				? "0 and less than the shard's EndingHashKey 170141183460469231731687303715884105727."
				: "170141183460469231731687303715884105728 and less than the shard's EndingHashKey "
						+ "340282366920938463463374607431768211455.";
		assertRefusal(
				client.splitShard(
						(request) -> request.streamName(stream).shardToSplit(id(shard)).newStartingHashKey(newStart)),
				InvalidArgumentException.class,
				"NewStartingHashKey %s used in SplitShard() on shard %s in stream %s under account 000000000000 is not both greater than one plus the shard's StartingHashKey %s"
					.formatted(newStart, id(shard), stream, range));
		client.deleteStream((request) -> request.streamName(stream)).join();
	}

	@Test
	void shardIsSplitAtTheLeastHashKeyThatLeavesTwo(TestInfo test) {
		String stream = createStream(test, 1);
		split(stream, 0, "2");
		assertThat(put(stream, "x", "1").shardId()).isEqualTo(id(1));
		assertThat(put(stream, "x", "2").shardId()).isEqualTo(id(2));
	}

	@Test
	void shardThatIsUnknownOrClosedIsNotResharded(TestInfo test) {
		String stream = createStream(test, 1);
		split(stream, 0, MIDDLE);
		assertRefusal(
				client.splitShard((request) -> request.streamName(stream).shardToSplit(id(5)).newStartingHashKey("5")),
				ResourceNotFoundException.class,
				"Could not find shard " + id(5) + " in stream " + stream + " under account 000000000000.");
		assertRefusal(
				client.mergeShards(
						(request) -> request.streamName(stream).shardToMerge(id(1)).adjacentShardToMerge("other")),
				ResourceNotFoundException.class,
				"Could not find shard other in stream " + stream + " under account 000000000000.");
		String closed = "Shard " + id(0) + " in stream " + stream + " under account 000000000000 has already been "
				+ "merged or split, and thus is not eligible for merging or splitting.";
		assertRefusal(
				client.splitShard((request) -> request.streamName(stream).shardToSplit(id(0)).newStartingHashKey("5")),
				InvalidArgumentException.class, closed);
		assertRefusal(
				client.mergeShards(
						(request) -> request.streamName(stream).shardToMerge(id(0)).adjacentShardToMerge(id(1))),
				InvalidArgumentException.class, closed);
	}

	@ParameterizedTest
	@CsvSource({ "0, 2", "1, 0", "1, 1" })
	void shardsThatAreNotAnAdjacentPairAreNotMerged(int shard, int adjacent) {
		String stream = "apart-" + shard + "-" + adjacent;
		client.createStream((request) -> request.streamName(stream).shardCount(3)).join();
		assertRefusal(client.mergeShards(
				(request) -> request.streamName(stream).shardToMerge(id(shard)).adjacentShardToMerge(id(adjacent))),
				InvalidArgumentException.class,
				"Shards %s and %s in stream %s under account 000000000000 are not an adjacent pair of shards eligible for merging"
					.formatted(id(shard), id(adjacent), stream));
	}

	@Test
	void shardCountIsNeitherMoreThanDoubledNorMoreThanHalved(TestInfo test) {
		String stream = createStream(test, 5);
		assertRefusal(updateShardCount(stream, 11), LimitExceededException.class,
				"UpdateShardCount cannot scale up over double your current open shard count. "
						+ "Current open shard count: 5 Target shard count: 11");
		assertRefusal(updateShardCount(stream, 2), LimitExceededException.class,
				"UpdateShardCount cannot scale down below half your current open shard count. "
						+ "Current open shard count: 5 Target shard count: 2");
		assertRefusal(updateShardCount(stream, 10_001), LimitExceededException.class,
				"Target shard count or number of open shards cannot be greater than 10000. "
						+ "Current open shard count: 5 Target shard count: 10001");
		updateShardCount(stream, 10).join();
		updateShardCount(stream, 5).join();
		updateShardCount(stream, 3).join();
		assertThat(listed(stream, ShardFilterType.AT_LATEST)).hasSize(3);
	}

	private static CompletableFuture<UpdateShardCountResponse> updateShardCount(String stream, int target) {
		return client.updateShardCount((request) -> request.streamName(stream)
			.targetShardCount(target)
			.scalingType(ScalingType.UNIFORM_SCALING));
	}

	@Test
	void accountHasNoMoreThanItsLimitOfShards() {
		try (EmbeddedKinesis full = EmbeddedKinesis.builder()
			.stream("large", 9999)
			.stream("rest", 10_001)
			.build()
			.start(); KinesisAsyncClient own = SdkClients.kinesis(full, Protocol.HTTP1_1)) {
			String message = "This request would exceed the shard limit for the account 000000000000 in us-east-1. "
					+ "Current shard count for the account: 20000. Limit: 20000. Number of additional shards that would "
					+ "have resulted from this request: 1. Refer to the AWS Service Limits page "
					+ "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and "
					+ "how to request higher limits.";
			assertRefusal(own.createStream((request) -> request.streamName("more").shardCount(1)),
					LimitExceededException.class, message);
			assertRefusal(
					own.splitShard((request) -> request.streamName("rest").shardToSplit(id(0)).newStartingHashKey("5")),
					LimitExceededException.class, message);
			assertRefusal(own.updateShardCount((request) -> request.streamName("large")
				.targetShardCount(10_000)
				.scalingType(ScalingType.UNIFORM_SCALING)), LimitExceededException.class, message);
			own.deleteStream((request) -> request.streamName("rest")).join();
			own.createStream((request) -> request.streamName("more").shardCount(1)).join();
		}
	}

	@Test
	void accountHasNoMoreThanItsLimitOfOnDemandStreams() {
		try (EmbeddedKinesis full = EmbeddedKinesis.builder().stream("provisioned", 1).build().start();
				KinesisAsyncClient own = SdkClients.kinesis(full, Protocol.HTTP1_1)) {
			for (int stream = 0; stream < 50; stream++) {
				createOnDemand(own, "on-demand-" + stream).join();
			}
			String message = "This request would exceed the on-demand stream limit for the account 000000000000 in "
					+ "us-east-1. Current on-demand stream count for the account: 50. Limit: 50. Number of additional "
					+ "on-demand streams that would have resulted from this request: 1. Refer to the AWS Service Limits "
					+ "page (http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits and "
					+ "how to request higher limits.";
			assertRefusal(createOnDemand(own, "more"), LimitExceededException.class, message);
			assertRefusal(updateMode(own, "provisioned", StreamMode.ON_DEMAND), LimitExceededException.class, message);
			assertThat(own.describeLimits().join()).returns(50, DescribeLimitsResponse::onDemandStreamCount)
				.returns(201, DescribeLimitsResponse::openShardCount);
			updateMode(own, "on-demand-0", StreamMode.PROVISIONED).join();
			updateMode(own, "provisioned", StreamMode.ON_DEMAND).join();
			own.deleteStream((request) -> request.streamName("on-demand-1")).join();
			createOnDemand(own, "more").join();
			assertRefusal(createOnDemand(own, "still-more"), LimitExceededException.class, message);
			assertThat(own.describeLimits().join().openShardCount()).isEqualTo(201);
		}
	}

	private static CompletableFuture<CreateStreamResponse> createOnDemand(KinesisAsyncClient client, String stream) {
		return client.createStream((request) -> request.streamName(stream)
			.streamModeDetails((details) -> details.streamMode(StreamMode.ON_DEMAND)));
	}

	private static CompletableFuture<UpdateStreamModeResponse> updateMode(KinesisAsyncClient client, String stream,
			StreamMode mode) {
		return client
			.updateStreamMode((request) -> request.streamARN("arn:aws:kinesis:us-east-1:000000000000:stream/" + stream)
				.streamModeDetails((details) -> details.streamMode(mode)));
	}

	@Test
	void onDemandStreamIsNotResharded(TestInfo test) {
		String stream = test.getTestMethod().orElseThrow().getName();
		createOnDemand(client, stream).join();
		String message = "Request is invalid. Stream " + stream + " under account 000000000000 is in On-Demand mode.";
		assertRefusal(
				client.splitShard((request) -> request.streamName(stream).shardToSplit(id(0)).newStartingHashKey("5")),
				ValidationException.class, message);
		assertRefusal(
				client.mergeShards(
						(request) -> request.streamName(stream).shardToMerge(id(0)).adjacentShardToMerge(id(1))),
				ValidationException.class, message);
		assertRefusal(updateShardCount(stream, 5), ValidationException.class, message);
	}

	@Test
	void parametersAreCheckedInTheServicesWords() {
		String missing = "Value null at '%s' failed to satisfy constraint: Member must not be null";
		assertRefusal(client.splitShard((request) -> request.streamName("any")), ValidationException.class,
				"2 validation errors detected: " + missing.formatted("newStartingHashKey") + "; "
						+ missing.formatted("shardToSplit"));
		assertRefusal(client.mergeShards((request) -> request.streamName("any").shardToMerge(id(0))),
				ValidationException.class, "1 validation error detected: " + missing.formatted("adjacentShardToMerge"));
		assertRefusal(
				client.updateShardCount(
						(request) -> request.streamName("any").targetShardCount(0).scalingType("FRACTAL_SCALING")),
				ValidationException.class,
				"2 validation errors detected: Value 'FRACTAL_SCALING' at 'scalingType' failed to satisfy constraint: "
						+ "Member must satisfy enum value set: [UNIFORM_SCALING]; Value '0' at 'targetShardCount' "
						+ "failed to satisfy constraint: Member must have value greater than or equal to 1");
	}

	@Test
	void reshardedStreamIsActiveAtOnceUnlessToldOtherwise(TestInfo test) {
		String stream = createStream(test, 1);
		split(stream, 0, MIDDLE);
		assertThat(client.describeStream((request) -> request.streamName(stream))
			.join()
			.streamDescription()
			.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
	}

}
