package io.kinesisboot.embedded.conformance;

import java.math.BigInteger;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisClient;
import software.amazon.awssdk.services.kinesis.model.EncryptionType;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamDescription;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;
import software.amazon.awssdk.services.kinesis.model.StreamSummary;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * CreateStream, DeleteStream, DescribeStream, DescribeStreamSummary and ListStreams.
 */
class StreamConformanceTests extends ConformanceSupport {

	@Test
	void newStreamIsDescribedWithItsShards() {
		createStream(2);
		StreamDescription description = client().describeStream((request) -> request.streamName(stream()))
			.streamDescription();
		assertThat(description.streamName()).isEqualTo(stream());
		assertThat(description.streamARN()).isEqualTo(arn());
		assertThat(description.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
		assertThat(description.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
		assertThat(description.retentionPeriodHours()).isEqualTo(24);
		assertThat(description.encryptionType()).isEqualTo(EncryptionType.NONE);
		assertThat(description.keyId()).isNull();
		assertThat(description.hasMoreShards()).isFalse();
		assertThat(description.enhancedMonitoring()).singleElement()
			.satisfies((metrics) -> assertThat(metrics.shardLevelMetrics()).isEmpty());
		assertRecent(description.streamCreationTimestamp());
		assertThat(description.shards()).extracting(Shard::shardId).containsExactly(SHARD_0, SHARD_1);
		assertThat(description.shards()).allSatisfy((shard) -> {
			assertThat(shard.parentShardId()).isNull();
			assertThat(shard.adjacentParentShardId()).isNull();
			assertThat(shard.sequenceNumberRange().startingSequenceNumber()).matches("[1-9]\\d{54,56}");
			assertThat(shard.sequenceNumberRange().endingSequenceNumber()).isNull();
		});
		assertThat(description.shards().get(0).hashKeyRange().startingHashKey()).isEqualTo("0");
		assertThat(description.shards().get(1).hashKeyRange().endingHashKey()).isEqualTo(LAST_HASH_KEY);
		String middle = description.shards().get(1).hashKeyRange().startingHashKey();
		assertThat(number(description.shards().get(0).hashKeyRange().endingHashKey()))
			.isEqualTo(number(middle).subtract(BigInteger.ONE));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"two shards share the 2^128 hash keys evenly, as in the examples of the Developer Guide; "
							+ "kinesis-local divides 2^128 - 1")
			.check(() -> assertThat(middle).isEqualTo(MIDDLE_HASH_KEY),
					() -> assertThat(number(middle)).isEqualTo(number(MIDDLE_HASH_KEY).subtract(BigInteger.ONE)));
	}

	private static void assertRecent(Instant time) {
		assertThat(time).isBetween(Instant.now().minus(Duration.ofMinutes(1)), Instant.now().plusSeconds(1));
	}

	@Test
	void summaryCountsOpenShardsAndConsumers() {
		createStream(3);
		StreamDescriptionSummary summary = summary();
		assertThat(summary.streamName()).isEqualTo(stream());
		assertThat(summary.streamARN()).isEqualTo(arn());
		assertThat(summary.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
		assertThat(summary.retentionPeriodHours()).isEqualTo(24);
		assertThat(summary.openShardCount()).isEqualTo(3);
		assertThat(summary.consumerCount()).isZero();
		assertThat(summary.encryptionType()).isEqualTo(EncryptionType.NONE);
		assertRecent(summary.streamCreationTimestamp());
		client().registerStreamConsumer((request) -> request.streamARN(arn()).consumerName("consumer"));
		merge(SHARD_0, SHARD_1);
		assertThat(summary().openShardCount()).isEqualTo(2);
		assertThat(summary().consumerCount()).isOne();
	}

	@Test
	void streamOnDemandBeginsWithFourShards() {
		client().createStream((request) -> request.streamName(stream())
			.streamModeDetails((mode) -> mode.streamMode(StreamMode.ON_DEMAND)));
		deleteLater(stream());
		awaitActive();
		assertThat(summary().streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
		assertThat(summary().openShardCount()).isEqualTo(4);
	}

	@Test
	void streamIsFoundByItsArnAsByItsName() {
		createStream(1);
		assertThat(client().describeStream((request) -> request.streamARN(arn())).streamDescription().streamName())
			.isEqualTo(stream());
		assertThat(client().describeStreamSummary((request) -> request.streamARN(arn()).streamName(stream()))
			.streamDescriptionSummary()
			.streamName()).isEqualTo(stream());
		client()
			.putRecord((request) -> request.streamARN(arn()).partitionKey("key").data(SdkBytes.fromUtf8String("x")));
		String iterator = client()
			.getShardIterator((request) -> request.streamARN(arn())
				.shardId(SHARD_0)
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.shardIterator();
		assertThat(client().getRecords((request) -> request.streamARN(arn()).shardIterator(iterator)).records())
			.hasSize(1);
		assertThat(client().listShards((request) -> request.streamARN(arn())).shards()).hasSize(1);
		client().deleteStream((request) -> request.streamARN(arn()));
	}

	@Test
	void shardsAreDescribedPageByPage() {
		createStream(3);
		StreamDescription first = client().describeStream((request) -> request.streamName(stream()).limit(2))
			.streamDescription();
		assertThat(first.shards()).extracting(Shard::shardId).containsExactly(SHARD_0, SHARD_1);
		assertThat(first.hasMoreShards()).isTrue();
		StreamDescription second = client()
			.describeStream((request) -> request.streamName(stream()).limit(2).exclusiveStartShardId(SHARD_1))
			.streamDescription();
		assertThat(second.shards()).extracting(Shard::shardId).containsExactly(SHARD_2);
		assertThat(second.hasMoreShards()).isFalse();
	}

	@Test
	void aHundredShardsAreDescribedAtOnceAndAThousandListed() {
		createStream(101);
		StreamDescription description = client().describeStream((request) -> request.streamName(stream()).limit(10_000))
			.streamDescription();
		assertThat(description.shards().size()).isEqualTo(100);
		assertThat(description.hasMoreShards()).isTrue();
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"ListShards returns up to 1000 shards (MaxResults); kinesis-local returns 100 at most")
			.check(() -> assertThat(shards().size()).isEqualTo(101), () -> assertThat(shards().size()).isEqualTo(100));
	}

	@Test
	void streamsAreListedPageByPage() {
		List<String> names = List.of(stream() + "-1", stream() + "-2", stream() + "-3");
		names.forEach((name) -> createStream(name, 1));
		ListStreamsResponse first = client()
			.listStreams((request) -> request.exclusiveStartStreamName(names.get(0)).limit(1));
		assertThat(first.streamNames()).containsExactly(names.get(1));
		assertThat(first.hasMoreStreams()).isTrue();
		ListStreamsResponse second = client()
			.listStreams((request) -> request.exclusiveStartStreamName(names.get(1)).limit(1));
		assertThat(second.streamNames()).containsExactly(names.get(2));
		assertThat(client().listStreams((request) -> {
		}).streamNames()).containsAll(names);
	}

	@Test
	void streamsAreListedByTokensWithSummaries() {
		List<String> names = List.of(stream() + "-1", stream() + "-2", stream() + "-3");
		names.forEach((name) -> createStream(name, 1));
		List<StreamSummary> summaries = new ArrayList<>();
		ListStreamsResponse page = client().listStreams((request) -> request.limit(2));
		summaries.addAll(page.streamSummaries());
		while (page.nextToken() != null) {
			String token = page.nextToken();
			page = client().listStreams((request) -> request.limit(2).nextToken(token));
			summaries.addAll(page.streamSummaries());
		}
		Deviation
			.of(Engine.KINESIS_LOCAL, "ListStreams answers StreamSummaries and NextToken; kinesis-local has neither")
			.check(() -> {
				assertThat(summaries).extracting(StreamSummary::streamName).containsSequence(names);
				assertThat(summaries).filteredOn((summary) -> names.contains(summary.streamName()))
					.allSatisfy((summary) -> {
						assertThat(summary.streamARN()).isEqualTo(arn(summary.streamName()));
						assertThat(summary.streamStatus()).isEqualTo(StreamStatus.ACTIVE);
						assertThat(summary.streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
						assertRecent(summary.streamCreationTimestamp());
					});
			}, () -> assertThat(summaries).isEmpty());
	}

	@Test
	void nameIsTakenByOneStream() {
		createStream(1);
		refused(ResourceInUseException.class,
				() -> client().createStream((request) -> request.streamName(stream()).shardCount(1)));
	}

	@Test
	void streamIsGoneAfterItsDeletionAndItsNameIsFree() {
		createStream(1);
		put("old");
		client().deleteStream((request) -> request.streamName(stream()));
		deleteStreams();
		createStream(1);
		assertThat(read(SHARD_0)).isEmpty();
	}

	@Test
	void streamWithConsumersIsDeletedOnlyByForce() {
		createStream(1);
		client().registerStreamConsumer((request) -> request.streamARN(arn()).consumerName("consumer"));
		refused(ResourceInUseException.class, () -> client().deleteStream((request) -> request.streamName(stream())));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"DeleteStream fails if there are consumers (EnforceConsumerDeletion); kinesis-local says so and "
							+ "removes the stream nevertheless a little later")
			.check(() -> {
				refused(ResourceInUseException.class, () -> delete(/* enforced= */ false));
				delete(/* enforced= */ true);
			}, () -> eventually().untilAsserted(
					() -> assertThatExceptionOfType(ResourceNotFoundException.class).isThrownBy(this::summary)));
	}

	private void delete(boolean enforced) {
		client().deleteStream((request) -> request.streamName(stream()).enforceConsumerDeletion(enforced));
	}

	@Test
	void streamThatDoesNotExistIsNotFoundByAnyCall() {
		List<Consumer<KinesisClient>> calls = List.of(
				(kinesis) -> kinesis.describeStream((request) -> request.streamName(stream())),
				(kinesis) -> kinesis.describeStreamSummary((request) -> request.streamARN(arn())),
				(kinesis) -> kinesis.deleteStream((request) -> request.streamName(stream())),
				(kinesis) -> kinesis.listShards((request) -> request.streamName(stream())),
				(kinesis) -> kinesis.putRecord((request) -> request.streamName(stream())
					.partitionKey("key")
					.data(SdkBytes.fromUtf8String("x"))),
				(kinesis) -> kinesis.putRecords((request) -> request.streamName(stream())
					.records(PutRecordsRequestEntry.builder()
						.partitionKey("key")
						.data(SdkBytes.fromUtf8String("x"))
						.build())),
				(kinesis) -> kinesis.getShardIterator((request) -> request.streamName(stream())
					.shardId(SHARD_0)
					.shardIteratorType(ShardIteratorType.LATEST)),
				(kinesis) -> kinesis.splitShard((request) -> request.streamName(stream())
					.shardToSplit(SHARD_0)
					.newStartingHashKey(MIDDLE_HASH_KEY)),
				(kinesis) -> kinesis.mergeShards(
						(request) -> request.streamName(stream()).shardToMerge(SHARD_0).adjacentShardToMerge(SHARD_1)),
				(kinesis) -> kinesis.updateShardCount((request) -> request.streamName(stream())
					.targetShardCount(1)
					.scalingType(ScalingType.UNIFORM_SCALING)),
				(kinesis) -> kinesis
					.increaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(48)),
				(kinesis) -> kinesis
					.decreaseStreamRetentionPeriod((request) -> request.streamName(stream()).retentionPeriodHours(24)),
				(kinesis) -> kinesis.updateStreamMode((request) -> request.streamARN(arn())
					.streamModeDetails((mode) -> mode.streamMode(StreamMode.ON_DEMAND))),
				(kinesis) -> kinesis.registerStreamConsumer((request) -> request.streamARN(arn()).consumerName("one")),
				(kinesis) -> kinesis.listStreamConsumers((request) -> request.streamARN(arn())),
				(kinesis) -> kinesis.listTagsForStream((request) -> request.streamName(stream())),
				(kinesis) -> kinesis.getResourcePolicy((request) -> request.resourceARN(arn())));
		calls.forEach((call) -> refused(ResourceNotFoundException.class, () -> call.accept(client())));
	}

	@Test
	void callWithoutNameAndArnIsRefused() {
		refused(InvalidArgumentException.class, () -> client().describeStream((request) -> {
		}));
		refused(InvalidArgumentException.class, () -> client().listShards((request) -> {
		}));
	}

	@Test
	void nameMustFitTheModel() {
		refusedByTheModel(() -> client().createStream((request) -> request.streamName("a b").shardCount(1)));
		refusedByTheModel(() -> client().createStream((request) -> request.streamName("a".repeat(129)).shardCount(1)));
	}

	@Test
	void streamHasAtLeastOneShard() {
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"ShardCount is 1 at least in the model, so that less is a ValidationException; kinesis-local "
							+ "answers LimitExceededException")
			.check(() -> refused(ValidationException.class, this::createWithoutShards),
					() -> refused(LimitExceededException.class, this::createWithoutShards));
	}

	private void createWithoutShards() {
		client().createStream((request) -> request.streamName(stream()).shardCount(0));
	}

}
