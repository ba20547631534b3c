package io.kinesisboot.shard;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.NavigableSet;
import java.util.Random;
import java.util.TreeSet;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests of {@link ShardMap}.
 */
class ShardMapTests {

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 3, 4, 5, 17, 64, 1000 })
	void everyHashKeyIsFoundInItsShard(int shards) {
		Random random = new Random(shards);
		ShardMap map = new ShardMap(divide(shards, random));
		assertThat(map.size()).isEqualTo(shards);
		for (ShardRange shard : map.shards()) {
			assertThat(map.get(map.indexOf(shard.hashKeys().start()))).isEqualTo(shard);
			assertThat(map.get(map.indexOf(shard.hashKeys().end()))).isEqualTo(shard);
		}
		for (int i = 0; i < 1000; i++) {
			HashKey hashKey = new HashKey(random.nextLong(), random.nextLong());
			assertThat(map.get(map.indexOf(hashKey)).hashKeys().contains(hashKey)).isTrue();
		}
	}

	private static List<ShardRange> divide(int parts, Random random) {
		NavigableSet<BigInteger> starts = new TreeSet<>(List.of(BigInteger.ZERO));
		while (starts.size() < parts) {
			starts.add(new BigInteger(128, random));
		}
		List<ShardRange> shards = new ArrayList<>();
		BigInteger end = BigInteger.ONE.shiftLeft(128);
		for (BigInteger start : starts.descendingSet()) {
			shards.add(new ShardRange("shard-" + shards.size(), new HashRange(HashKey.parse(start.toString()),
					HashKey.parse(end.subtract(BigInteger.ONE).toString()))));
			end = start;
		}
		Collections.shuffle(shards, random);
		return shards;
	}

	@Test
	void emptyMapIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new ShardMap(List.of()))
			.withMessage("'shards' must not be empty");
	}

	@Test
	void rangeThatEndsBeforeItsStartIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> new HashRange(HashKey.MAX, HashKey.MIN))
			.withMessage("'start' must not be above 'end' 0 but was 340282366920938463463374607431768211455");
	}

}
