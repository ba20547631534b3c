package io.kinesisboot.flink.source;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.kinesis.model.HashKeyRange;
import software.amazon.awssdk.services.kinesis.model.Shard;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShardTable}.
 */
class ShardTableTests {

	private static final Shard A = shard("a", 0, 9, null, null);

	private static final Shard B = shard("b", 10, 19, null, null);

	private static final Shard A1 = shard("a1", 0, 4, "a", null);

	private static final Shard A2 = shard("a2", 5, 9, "a", null);

	private static final Shard AB = shard("ab", 0, 19, "a", "b");

	private static final ShardPosition INITIAL = ShardPosition.atTimestamp(Instant.EPOCH);

	private final ShardTable table = new ShardTable(new EnumeratorState(INITIAL, List.of()));

	@Test
	void neighboursGoToTheSameReaderAndEachReaderGetsAsManyAsTheOthers() {
		Shard c = shard("c", 20, 21, null, null);
		Shard d = shard("d", 22, 30, null, null);
		this.table.list(List.of(d, B, A, c), 2);
		assertThat(assign(0, 1)).isEqualTo(Map.of("a", 0, "b", 0, "c", 1, "d", 1));
	}

	@Test
	void shardsWaitForTheirReader() {
		this.table.list(List.of(A, B), 2);
		assertThat(assign(1)).isEqualTo(Map.of("b", 1));
		assertThat(assign(0, 1)).isEqualTo(Map.of("a", 0));
		assertThat(assign(0, 1)).isEmpty();
	}

	@Test
	void onlyWhatIsThereAtTheFirstLookAndFollowsNothingStartsAtTheInitialPosition() {
		this.table.list(List.of(A, A1), 1);
		this.table.list(List.of(A, A1, B), 1);
		assertThat(this.table.state().shards()).extracting((shard) -> shard.split().position())
			.containsExactly(INITIAL, ShardPosition.TRIM_HORIZON, ShardPosition.TRIM_HORIZON);
	}

	@Test
	void childrenAreReadAfterTheirParentAndByItsReader() {
		this.table.list(List.of(A, B, A1, A2), 2);
		assertThat(assign(0, 1)).isEqualTo(Map.of("a", 0, "b", 1));
		this.table.ended("a", 0);
		assertThat(assign(0, 1)).isEqualTo(Map.of("a1", 0, "a2", 0));
	}

	@Test
	void mergedShardIsReadAfterBothParents() {
		this.table.list(List.of(A, B, AB), 1);
		assign(0);
		this.table.ended("a", 0);
		assertThat(assign(0)).isEmpty();
		this.table.ended("b", 0);
		assertThat(assign(0)).isEqualTo(Map.of("ab", 0));
	}

	@Test
	void shardMergedOfTwoReadersWaitsForACheckpointThatBeganAfterBothHadEnded() {
		this.table.list(List.of(A, B, AB), 2);
		assign(0, 1);
		this.table.ended("a", 0);
		this.table.checkpointBegins(1);
		this.table.ended("b", 1);
		this.table.checkpointCompletes(1);
		assertThat(assign(0, 1)).isEmpty();
		this.table.checkpointBegins(2);
		this.table.checkpointCompletes(2);
		assertThat(assign(0, 1)).isEqualTo(Map.of("ab", 0));
	}

	@Test
	void parentIsKeptUntilAllItsChildrenAreAssigned() {
		this.table.list(List.of(A, B), 2);
		assign(0, 1);
		this.table.ended("a", 0);
		assertThat(this.table.release(Set.of(0, 1))).isEmpty();
		assertThat(this.table.lacksChildren("a")).isTrue();
		this.table.list(List.of(A, B, A1, A2), 2);
		assertThat(this.table.release(Set.of(0, 1))).isEmpty();
		assign(0, 1);
		assertThat(this.table.release(Set.of(0, 1))).isEqualTo(Map.of("a", 0));
		assertThat(this.table.release(Set.of(0, 1))).isEmpty();
	}

	@Test
	void endThatIsToldAgainAfterARestartIsReleasedAgain() {
		this.table.list(List.of(A, A1, A2), 1);
		assign(0);
		this.table.ended("a", 0);
		assign(0);
		ShardTable restored = new ShardTable(this.table.state());
		restored.ended("a", 1);
		assertThat(restored.release(Set.of(0, 1))).isEqualTo(Map.of("a", 1));
	}

	@Test
	void childrenThatALostReaderDidNotKeepWaitForItsParentAgain() {
		this.table.list(List.of(A, A1, A2), 1);
		assign(0);
		this.table.ended("a", 0);
		assign(0);
		this.table.returned(splits("a1", "a2"), 0);
		assertThat(assign(0)).isEmpty();
		this.table.ended("a", 0);
		assertThat(assign(0)).isEqualTo(Map.of("a1", 0, "a2", 0));
	}

	@Test
	void parentThatALostReaderMayReadAgainHasNotEnded() {
		this.table.list(List.of(A, B, AB), 1);
		assign(0);
		this.table.ended("a", 0);
		this.table.returned(List.of(), 0);
		this.table.ended("b", 0);
		assertThat(assign(0)).isEmpty();
		assertThat(this.table.release(Set.of(0))).isEmpty();
		this.table.ended("a", 0);
		assertThat(assign(0)).isEqualTo(Map.of("ab", 0));
	}

	@Test
	void parentsOfOtherReadersNeedNotEndAgain() {
		this.table.list(List.of(A, B, AB), 2);
		assign(0, 1);
		this.table.ended("a", 0);
		this.table.ended("b", 1);
		this.table.checkpointBegins(1);
		this.table.checkpointCompletes(1);
		assertThat(assign(0, 1)).containsKey("ab");
		this.table.returned(splits("ab"), 0);
		this.table.ended("a", 0);
		this.table.checkpointBegins(2);
		this.table.checkpointCompletes(2);
		assertThat(assign(0, 1)).isEqualTo(Map.of("ab", 0));
	}

	@Test
	void splitComesBackWithThePositionItHad() {
		this.table.list(List.of(A), 1);
		assign(0);
		ShardSplit split = this.table.state().shards().get(0).split().withPosition(ShardPosition.after("7", 3));
		this.table.returned(List.of(split), 0);
		assertThat(this.table.assign(Set.of(0), false)).isEqualTo(Map.of(0, List.of(split)));
	}

	@Test
	void shardWhoseParentsHaveExpiredIsReadAtOnce() {
		this.table.list(List.of(B, A1), 1);
		assertThat(assign(0)).containsOnlyKeys("a1", "b");
	}

	@Test
	void expiredShardIsForgotten() {
		this.table.list(List.of(A, A1, A2), 1);
		assign(0);
		this.table.ended("a", 0);
		assign(0);
		this.table.release(Set.of(0));
		this.table.list(List.of(A1, A2), 1);
		assertThat(this.table.state().shards()).extracting(KnownShard::shardId).containsExactly("a1", "a2");
	}

	private Map<String, Integer> assign(Integer... readers) {
		return this.table.assign(Set.of(readers), /* waive= */ false)
			.entrySet()
			.stream()
			.flatMap((entry) -> entry.getValue().stream().map((split) -> Map.entry(split.shardId(), entry.getKey())))
			.collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
	}

	private List<ShardSplit> splits(String... ids) {
		return this.table.state()
			.shards()
			.stream()
			.map(KnownShard::split)
			.filter((split) -> List.of(ids).contains(split.shardId()))
			.toList();
	}

	private static Shard shard(String id, int start, int end, @Nullable String parent, @Nullable String adjacent) {
		return Shard.builder()
			.shardId(id)
			.parentShardId(parent)
			.adjacentParentShardId(adjacent)
			.hashKeyRange(HashKeyRange.builder()
				.startingHashKey(Integer.toString(start))
				.endingHashKey(Integer.toString(end))
				.build())
			.build();
	}

}
