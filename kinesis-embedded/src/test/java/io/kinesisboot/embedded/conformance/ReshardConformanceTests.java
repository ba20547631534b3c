package io.kinesisboot.embedded.conformance;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.ChildShard;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListShardsResponse;
import software.amazon.awssdk.services.kinesis.model.ResourceInUseException;
import software.amazon.awssdk.services.kinesis.model.ResourceNotFoundException;
import software.amazon.awssdk.services.kinesis.model.ScalingType;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StreamMode;
import software.amazon.awssdk.services.kinesis.model.UpdateShardCountResponse;
import software.amazon.awssdk.services.kinesis.model.ValidationException;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * SplitShard, MergeShards, UpdateShardCount and ListShards.
 */
class ReshardConformanceTests extends ConformanceSupport {

	@Test
	void splitClosesAShardAndOpensTwoChildren() {
		createStream(1);
		split(SHARD_0, MIDDLE_HASH_KEY);
		assertThat(shards()).extracting(Shard::shardId).containsExactly(SHARD_0, SHARD_1, SHARD_2);
		assertThat(shard(SHARD_0).sequenceNumberRange().endingSequenceNumber()).isNotBlank();
		assertThat(shard(SHARD_0).hashKeyRange().endingHashKey()).isEqualTo(LAST_HASH_KEY);
		for (String child : List.of(SHARD_1, SHARD_2)) {
			assertThat(shard(child).parentShardId()).isEqualTo(SHARD_0);
			assertThat(shard(child).adjacentParentShardId()).isNull();
			assertThat(shard(child).sequenceNumberRange().endingSequenceNumber()).isNull();
			assertThat(number(shard(child).sequenceNumberRange().startingSequenceNumber()))
				.isGreaterThan(number(shard(SHARD_0).sequenceNumberRange().endingSequenceNumber()));
		}
		assertThat(shard(SHARD_1).hashKeyRange().startingHashKey()).isEqualTo("0");
		assertThat(number(shard(SHARD_1).hashKeyRange().endingHashKey()))
			.isEqualTo(number(MIDDLE_HASH_KEY).subtract(BigInteger.ONE));
		assertThat(shard(SHARD_2).hashKeyRange().startingHashKey()).isEqualTo(MIDDLE_HASH_KEY);
		assertThat(shard(SHARD_2).hashKeyRange().endingHashKey()).isEqualTo(LAST_HASH_KEY);
	}

	@Test
	void mergeClosesTwoShardsAndOpensOneChild() {
		createStream(2);
		merge(SHARD_0, SHARD_1);
		assertThat(shards()).hasSize(3);
		assertThat(shard(SHARD_0).sequenceNumberRange().endingSequenceNumber()).isNotBlank();
		assertThat(shard(SHARD_1).sequenceNumberRange().endingSequenceNumber()).isNotBlank();
		Shard child = shard(SHARD_2);
		assertThat(child.hashKeyRange().startingHashKey()).isEqualTo("0");
		assertThat(child.hashKeyRange().endingHashKey()).isEqualTo(LAST_HASH_KEY);
		assertThat(child.parentShardId()).isEqualTo(SHARD_0);
		assertThat(child.adjacentParentShardId()).isEqualTo(SHARD_1);
	}

	@Test
	void recordsGoToTheChildrenWithHigherSequenceNumbers() {
		createStream(1);
		String before = put("before").sequenceNumber();
		split(SHARD_0, MIDDLE_HASH_KEY);
		assertThat(putAt("0", "low").shardId()).isEqualTo(SHARD_1);
		assertThat(putAt(LAST_HASH_KEY, "high").shardId()).isEqualTo(SHARD_2);
		assertThat(number(putAt("0", "low").sequenceNumber())).isGreaterThan(number(before));
	}

	@Test
	void closedShardIsReadToItsEndWhereItNamesItsChildren() {
		createStream(1);
		put("0");
		put("1");
		String open = iterator(SHARD_0, ShardIteratorType.TRIM_HORIZON);
		split(SHARD_0, MIDDLE_HASH_KEY);
		List<String> read = new ArrayList<>();
		GetRecordsResponse response = client().getRecords((request) -> request.shardIterator(open).limit(1));
		read.addAll(texts(response.records()));
		while (response.nextShardIterator() != null) {
			assertThat(response.hasChildShards()).isFalse();
			response = get(response.nextShardIterator());
			read.addAll(texts(response.records()));
		}
		assertThat(read).containsExactly("0", "1");
		assertThat(response.childShards()).extracting(ChildShard::shardId).containsExactly(SHARD_1, SHARD_2);
		assertThat(response.childShards()).allSatisfy((child) -> {
			assertThat(child.parentShards()).containsExactly(SHARD_0);
			assertThat(child.hashKeyRange()).isEqualTo(shard(child.shardId()).hashKeyRange());
		});
	}

	@Test
	void closedShardsOfAMergeNameTheSameChildWithBothParents() {
		createStream(2);
		merge(SHARD_0, SHARD_1);
		for (String parent : List.of(SHARD_0, SHARD_1)) {
			GetRecordsResponse response = get(iterator(parent, ShardIteratorType.TRIM_HORIZON));
			assertThat(response.records()).isEmpty();
			assertThat(response.nextShardIterator()).isNull();
			assertThat(response.childShards()).singleElement().satisfies((child) -> {
				assertThat(child.shardId()).isEqualTo(SHARD_2);
				assertThat(child.parentShards()).containsExactlyInAnyOrder(SHARD_0, SHARD_1);
			});
		}
	}

	@Test
	void shardCountIsDoubled() {
		createStream(2);
		UpdateShardCountResponse response = updateShardCount(4);
		assertThat(response.streamName()).isEqualTo(stream());
		assertThat(response.currentShardCount()).isEqualTo(2);
		assertThat(response.targetShardCount()).isEqualTo(4);
		awaitActive();
		assertThat(summary().openShardCount()).isEqualTo(4);
		assertCoversEveryHashKey(openShards(), 4);
		assertThat(openShards()).extracting(Shard::parentShardId).containsOnly(SHARD_0, SHARD_1);
	}

	@Test
	void shardCountIsHalved() {
		createStream(4);
		updateShardCount(2);
		awaitActive();
		assertThat(summary().openShardCount()).isEqualTo(2);
		assertCoversEveryHashKey(openShards(), 2);
		assertThat(openShards()).allSatisfy((shard) -> assertThat(shard.adjacentParentShardId()).isNotNull());
	}

	@Test
	void shardCountOfAnyRatioGivesShardsOfEqualSize() {
		createStream(2);
		updateShardCount(3);
		awaitActive();
		assertThat(summary().openShardCount()).isEqualTo(3);
		List<Shard> open = openShards();
		Deviation.of(Engine.KINESIS_LOCAL,
				"uniform scaling creates shards of equal size (UpdateShardCount, ScalingType); kinesis-local splits "
						+ "one shard into halves")
			.check(() -> assertCoversEveryHashKey(open, 3), () -> assertThat(open).hasSize(3));
	}

	private UpdateShardCountResponse updateShardCount(int target) {
		return client().updateShardCount((request) -> request.streamName(stream())
			.targetShardCount(target)
			.scalingType(ScalingType.UNIFORM_SCALING));
	}

	private List<Shard> openShards() {
		return listed((filter) -> filter.type(ShardFilterType.AT_LATEST));
	}

	private static void assertCoversEveryHashKey(List<Shard> shards, int count) {
		BigInteger size = BigInteger.ONE.shiftLeft(128).divide(BigInteger.valueOf(count));
		BigInteger next = BigInteger.ZERO;
		List<Shard> byRange = shards.stream()
			.sorted((one, two) -> number(one.hashKeyRange().startingHashKey())
				.compareTo(number(two.hashKeyRange().startingHashKey())))
			.toList();
		for (Shard shard : byRange) {
			assertThat(number(shard.hashKeyRange().startingHashKey())).isEqualTo(next);
			next = number(shard.hashKeyRange().endingHashKey()).add(BigInteger.ONE);
			assertThat(next.subtract(number(shard.hashKeyRange().startingHashKey())))
				.isBetween(size.subtract(BigInteger.TEN), size.add(BigInteger.TEN));
		}
		assertThat(next).isEqualTo(BigInteger.ONE.shiftLeft(128));
	}

	@Test
	void shardCountIsAtMostDoubledAndAtLeastHalved() {
		createStream(4);
		for (int target : new int[] { 9, 1 }) {
			Deviation
				.of(Engine.KINESIS_LOCAL,
						"both are default limits, and what exceeds a limit is a LimitExceededException "
								+ "(UpdateShardCount); kinesis-local answers InvalidArgumentException")
				.check(() -> refused(LimitExceededException.class, () -> updateShardCount(target)),
						() -> refused(InvalidArgumentException.class, () -> updateShardCount(target)));
		}
		assertThat(summary().openShardCount()).isEqualTo(4);
	}

	@Test
	void shardIsSplitInsideItsRange() {
		createStream(2);
		refused(InvalidArgumentException.class, () -> split(SHARD_0, MIDDLE_HASH_KEY));
		refused(ResourceNotFoundException.class, () -> split(SHARD_2, MIDDLE_HASH_KEY));
		assertThat(shards()).hasSize(2);
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"one child takes NewStartingHashKey and all higher keys, the other the lower ones: there must be "
							+ "some (SplitShard, NewStartingHashKey); kinesis-local opens a child with a range "
							+ "that ends at -1")
			.check(() -> refused(InvalidArgumentException.class, () -> split(SHARD_0, "0")), () -> {
				split(SHARD_0, "0");
				assertThat(shard(SHARD_2).hashKeyRange().endingHashKey()).isEqualTo("-1");
			});
	}

	@Test
	void shardsOfAMergeAreAdjacent() {
		createStream(3);
		refused(InvalidArgumentException.class, () -> merge(SHARD_0, SHARD_2));
		refused(ResourceNotFoundException.class, () -> merge(SHARD_0, shardId(7)));
	}

	@Test
	void closedShardIsNotReshardedAgain() {
		createStream(1);
		split(SHARD_0, MIDDLE_HASH_KEY);
		ThrowingCallable call = () -> split(SHARD_0, MIDDLE_HASH_KEY);
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"ResourceInUseException is for streams that are not ACTIVE, a shard that can't be used is an "
							+ "InvalidArgumentException (SplitShard, errors); kinesis-local answers the former")
			.check(() -> refused(InvalidArgumentException.class, call),
					() -> refused(ResourceInUseException.class, call));
	}

	@Test
	void streamOnDemandIsNotResharded() {
		client().createStream((request) -> request.streamName(stream())
			.streamModeDetails((mode) -> mode.streamMode(StreamMode.ON_DEMAND)));
		deleteLater(stream());
		awaitActive();
		ThrowingCallable call = () -> client()
			.mergeShards((request) -> request.streamName(stream()).shardToMerge(SHARD_0).adjacentShardToMerge(SHARD_1));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"SplitShard, MergeShards and UpdateShardCount are for provisioned streams only, else a "
							+ "ValidationException (their errors); kinesis-local reshards every stream")
			.check(() -> {
				refused(ValidationException.class, call);
				refused(ValidationException.class, () -> split(SHARD_0, "1000"));
				refused(ValidationException.class, () -> updateShardCount(8));
			}, () -> {
				call.call();
				awaitActive();
				assertThat(summary().openShardCount()).isEqualTo(3);
			});
	}

	@Test
	void shardsAreListedByFilter() {
		createStream(1);
		split(SHARD_0, MIDDLE_HASH_KEY);
		assertThat(listed((filter) -> filter.type(ShardFilterType.AT_LATEST))).extracting(Shard::shardId)
			.containsExactly(SHARD_1, SHARD_2);
		assertThat(listed((filter) -> filter.type(ShardFilterType.FROM_TRIM_HORIZON))).extracting(Shard::shardId)
			.containsExactly(SHARD_0, SHARD_1, SHARD_2);
		assertThat(listed((filter) -> filter.type(ShardFilterType.AFTER_SHARD_ID).shardId(SHARD_1)))
			.extracting(Shard::shardId)
			.containsExactly(SHARD_2);
		assertThat(listed(
				(filter) -> filter.type(ShardFilterType.FROM_TIMESTAMP).timestamp(summary().streamCreationTimestamp())))
			.extracting(Shard::shardId)
			.containsExactly(SHARD_0, SHARD_1, SHARD_2);
		List<Shard> atTrimHorizon = listed((filter) -> filter.type(ShardFilterType.AT_TRIM_HORIZON));
		Deviation
			.of(Engine.KINESIS_LOCAL,
					"AT_TRIM_HORIZON is the shards that were open at TRIM_HORIZON (ShardFilter); kinesis-local lists "
							+ "all")
			.check(() -> assertThat(atTrimHorizon).extracting(Shard::shardId).containsExactly(SHARD_0),
					() -> assertThat(atTrimHorizon).hasSize(3));
	}

	private List<Shard> listed(Consumer<ShardFilter.Builder> filter) {
		return client().listShards((request) -> request.streamName(stream()).shardFilter(filter)).shards();
	}

	@Test
	void shardsAreListedAfterAShard() {
		createStream(3);
		assertThat(
				client().listShards((request) -> request.streamName(stream()).exclusiveStartShardId(SHARD_1)).shards())
			.extracting(Shard::shardId)
			.containsExactly(SHARD_2);
	}

	@Test
	void shardsAreListedPageByPage() {
		createStream(3);
		ListShardsResponse first = client().listShards((request) -> request.streamName(stream()).maxResults(2));
		assertThat(first.shards()).extracting(Shard::shardId).containsExactly(SHARD_0, SHARD_1);
		ListShardsResponse second = client()
			.listShards((request) -> request.nextToken(first.nextToken()).maxResults(2));
		assertThat(second.shards()).extracting(Shard::shardId).containsExactly(SHARD_2);
		assertThat(second.nextToken()).isNull();
		refused(InvalidArgumentException.class,
				() -> client().listShards((request) -> request.streamName(stream()).nextToken(first.nextToken())));
		refused(InvalidArgumentException.class, () -> client().listShards((request) -> request.nextToken("no token")));
	}

	@Test
	void pagesKeepTheFilter() {
		createStream(1);
		split(SHARD_0, MIDDLE_HASH_KEY);
		merge(SHARD_1, SHARD_2);
		split(shardId(3), MIDDLE_HASH_KEY);
		ListShardsResponse first = client().listShards((request) -> request.streamName(stream())
			.shardFilter((filter) -> filter.type(ShardFilterType.AT_LATEST))
			.maxResults(1));
		assertThat(first.shards()).extracting(Shard::shardId).containsExactly(shardId(4));
		assertThat(client().listShards((request) -> request.nextToken(first.nextToken())).shards())
			.extracting(Shard::shardId)
			.containsExactly(shardId(5));
	}

}
