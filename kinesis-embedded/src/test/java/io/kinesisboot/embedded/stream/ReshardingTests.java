package io.kinesisboot.embedded.stream;

import java.math.BigInteger;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.log.RecordMemory;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link Resharding}.
 */
class ReshardingTests {

	private static final long CREATED = 1_700_000_000_000L;

	private static final BigInteger ALL_KEYS = BigInteger.TWO.pow(128);

	private static final BigInteger ROUNDING = BigInteger.valueOf(2_000_000);

	private final Retention retention = new Retention(CREATED);

	private final Account account = new Account(new ArnScope("us-east-1", "000000000000"), TestClocks.standing(),
			Duration.ZERO);

	private ShardMap initial(int count) {
		return ShardMap.initial(count, CREATED, this.account, this.retention, RecordMemory.uncounted());
	}

	private ShardMap divided(ShardMap shards, int parts) {
		Resharding resharding = new Resharding(shards, CREATED, this.account, this.retention, RecordMemory.uncounted());
		resharding.divide(parts);
		return resharding.toShardMap();
	}

	@Property(tries = 200)
	void partsAreEqualWhateverTheirNumber(@ForAll @IntRange(min = 1, max = 60) int before,
			@ForAll @IntRange(min = 1, max = 60) int after, @ForAll @IntRange(min = 1, max = 60) int last) {
		ShardMap shards = divided(divided(initial(before), after), last);
		assertSound(shards);
		assertThat(shards.openCount()).isEqualTo(last);
		BigInteger width = ALL_KEYS.divide(BigInteger.valueOf(last));
		assertThat(shards.open())
			.allSatisfy((shard) -> assertThat(width(shard)).isBetween(width.subtract(ROUNDING), width.add(ROUNDING)));
	}

	@Property(tries = 200)
	void anySplitsAndMergesLeaveNoGapAndNoOverlap(@ForAll @IntRange(min = 1, max = 10) int before,
			@ForAll @Size(max = 20) List<@IntRange(max = 1000) Integer> choices) {
		ShardMap shards = initial(before);
		for (int choice : choices) {
			Resharding resharding = new Resharding(shards, CREATED + choice, this.account, this.retention,
					RecordMemory.uncounted());
			KinesisShard shard = shards.open().get(choice % shards.openCount());
			if (choice % 3 > 0) {
				resharding.split(shard, shard.hashRange().middle());
			}
			else if (choice % shards.openCount() + 1 < shards.openCount()) {
				resharding.merge(shard, shards.open().get(choice % shards.openCount() + 1));
			}
			shards = resharding.toShardMap();
			assertSound(shards);
		}
	}

	private static void assertSound(ShardMap shards) {
		assertThat(shards.open().get(0).hashRange().start().value()).isZero();
		BigInteger next = BigInteger.ZERO;
		for (KinesisShard shard : shards.open()) {
			assertThat(shard.hashRange().start().value()).isEqualTo(next);
			assertThat(shards.shardOf(shard.hashRange().start())).isSameAs(shard);
			assertThat(shards.shardOf(shard.hashRange().end())).isSameAs(shard);
			next = shard.hashRange().end().value().add(BigInteger.ONE);
		}
		assertThat(next).isEqualTo(ALL_KEYS);
		List<KinesisShard> all = shards.shards().toList();
		Map<String, KinesisShard> byId = new HashMap<>();
		for (KinesisShard shard : all) {
			assertThat(shard.index()).isEqualTo(byId.size());
			assertThat(shards.withIndex(shard.index())).containsSame(shard);
			assertFitsItsParents(shard, byId);
			byId.put(shard.id(), shard);
		}
		assertThat(all).allSatisfy((shard) -> assertThat(shards.childrenOf(shard).isEmpty())
			.isEqualTo(shard.closedMillis() == KinesisShard.OPEN));
	}

	private static void assertFitsItsParents(KinesisShard child, Map<String, KinesisShard> older) {
		String parentId = child.parentId(0);
		if (parentId == null) {
			return;
		}
		KinesisShard parent = Objects.requireNonNull(older.get(parentId));
		assertFollows(child, parent);
		String adjacentId = child.parentId(1);
		if (adjacentId == null) {
			assertThat(parent.hashRange().start()).isLessThanOrEqualTo(child.hashRange().start());
			assertThat(parent.hashRange().end()).isGreaterThanOrEqualTo(child.hashRange().end());
			return;
		}
		KinesisShard adjacent = Objects.requireNonNull(older.get(adjacentId));
		assertFollows(child, adjacent);
		assertThat(child.hashRange().start()).isEqualTo(parent.hashRange().start());
		assertThat(parent.hashRange().end()).isEqualTo(adjacent.hashRange().start().previous());
		assertThat(child.hashRange().end()).isEqualTo(adjacent.hashRange().end());
	}

	private static void assertFollows(KinesisShard child, KinesisShard parent) {
		assertThat(child.createdMillis()).isGreaterThanOrEqualTo(parent.closedMillis());
		assertThat(child.startingNumber().toString())
			.isGreaterThan(parent.endingNumber(parent.closedMillis()).toString());
	}

	private static BigInteger width(KinesisShard shard) {
		return shard.hashRange().end().value().subtract(shard.hashRange().start().value()).add(BigInteger.ONE);
	}

	@Example
	void doublingSplitsEachShardInTheMiddle() {
		ShardMap shards = divided(initial(3), 6);
		assertThat(lineage(shards)).containsExactly("0", "1", "2", "3<0", "4<0", "5<1", "6<1", "7<2", "8<2");
	}

	@Example
	void halvingMergesPairs() {
		assertThat(lineage(divided(initial(4), 2))).containsExactly("0", "1", "2", "3", "4<0,1", "5<2,3");
	}

	@Example
	void fourBecomeSixOverShardsThatLiveOnlyInBetween() {
		ShardMap shards = divided(initial(4), 6);
		assertThat(lineage(shards)).containsExactly("0", "1", "2", "3", "4<0", "5<0", "6<1", "7<1", "8<2", "9<2",
				"10<3", "11<3", "12<5,6", "13<9,10");
		assertThat(shards.open()).extracting(KinesisShard::index).containsExactly(4, 12, 7, 8, 13, 11);
	}

	@Example
	void fourBecomeThreeOverShardsThatLiveOnlyInBetween() {
		ShardMap shards = divided(initial(4), 3);
		assertThat(lineage(shards)).containsExactly("0", "1", "2", "3", "4<1", "5<1", "6<2", "7<2", "8<0,4", "9<5,6",
				"10<7,3");
		assertThat(shards.open()).extracting(KinesisShard::index).containsExactly(8, 9, 10);
	}

	@Example
	void equalPartsStayAsTheyAre() {
		assertThat(lineage(divided(initial(7), 7))).containsExactly("0", "1", "2", "3", "4", "5", "6");
	}

	private static List<String> lineage(ShardMap shards) {
		List<String> lines = new ArrayList<>();
		shards.shards().forEach((shard) -> {
			StringBuilder line = new StringBuilder().append(shard.index());
			for (int number = 0; number < 2; number++) {
				String parentId = shard.parentId(number);
				if (parentId != null) {
					line.append((number == 0) ? "<" : ",").append(KinesisShard.index(parentId).orElseThrow());
				}
			}
			lines.add(line.toString());
		});
		return lines;
	}

}
