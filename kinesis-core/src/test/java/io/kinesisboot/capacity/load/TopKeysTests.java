package io.kinesisboot.capacity.load;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests of {@link TopKeys}.
 */
class TopKeysTests {

	@Test
	void keysThatFitAreCountedExactly() {
		TopKeys keys = new TopKeys(4, 1);
		keys.add("a", 10, 1);
		keys.add("b", 30, 3);
		keys.add("a", 10, 1);
		assertThat(keys.heaviest(4, 100, 2)).containsExactly(new KeyLoad("b", 0.3, 0.5, 1.5),
				new KeyLoad("a", 0.2, 1, 1));
		assertThat(keys.heaviest(1, 100, 2)).hasSize(1);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void everyHeavyKeyIsFoundAndNoneIsOverrated(long seed) {
		int slots = 16;
		Random random = new Random(seed);
		TopKeys keys = new TopKeys(slots, seed);
		Map<String, Long> weights = new HashMap<>();
		long total = 0;
		for (int i = 0; i < 50_000; i++) {
			// Keys of all sorts of weights: half of the records have one of eight
			String key = "key-" + (random.nextBoolean() ? random.nextInt(8) : random.nextInt(5_000));
			int weight = 1 + random.nextInt(2_000);
			keys.add(key, weight, weight);
			weights.merge(key, (long) weight, Long::sum);
			total += weight;
		}
		List<KeyLoad> found = keys.heaviest(slots, total, 1);
		for (KeyLoad load : found) {
			long real = weights.getOrDefault(load.partitionKey(), 0L);
			assertThat(load.share() * total).as("seed %d, %s", seed, load).isLessThanOrEqualTo(real + 0.5);
			assertThat(load.bytesPerSecond()).as("seed %d, %s", seed, load).isLessThanOrEqualTo(real);
		}
		assertThat(found.subList(0, 8)).as("seed %d", seed)
			.extracting(KeyLoad::partitionKey)
			.containsExactlyInAnyOrderElementsOf(IntStream.range(0, 8).mapToObj((key) -> "key-" + key).toList());
	}

	@Test
	void keyWithoutSlotTakesThatOfTheLightest() {
		TopKeys keys = new TopKeys(3, 1);
		keys.add("heavy", 10_000_000, 100);
		keys.add("light", 100_000, 1);
		keys.add("middle", 5_000_000, 50);
		keys.add("light", 6_000_000, 60);
		keys.add("new", 700_000, 7);
		assertThat(keys.heaviest(3, 21_800_000, 1)).extracting(KeyLoad::partitionKey)
			.containsExactly("heavy", "light", "new");
	}

	@Test
	void halvedCountsGiveWayToNewOnes() {
		TopKeys keys = new TopKeys(2, 1);
		keys.add("old", 1_000, 1_000);
		for (int i = 0; i < 10; i++) {
			keys.halve();
		}
		keys.add("new", 10, 10);
		assertThat(keys.heaviest(2, 10, 1)).extracting(KeyLoad::partitionKey).containsExactly("new");
	}

}
