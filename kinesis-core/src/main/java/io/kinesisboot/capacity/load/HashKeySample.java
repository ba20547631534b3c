package io.kinesisboot.capacity.load;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import io.kinesisboot.shard.HashKey;
import org.jspecify.annotations.Nullable;

/**
 * The hash keys of the newest load, of which it takes one for each step of weight, about,
 * so that few are hashed. Confined to the holder of the shard meter's lock.
 */
final class HashKeySample {

	private static final int CAPACITY = 1024;

	private final @Nullable HashKey[] hashKeys = new @Nullable HashKey[CAPACITY];

	private final WeightGate gate;

	private long taken;

	/**
	 * Creates an empty sample.
	 * @param step the weight that each hash key stands for
	 * @param seed what records are drawn by
	 */
	HashKeySample(int step, long seed) {
		this.gate = new WeightGate(step, seed);
	}

	void add(String partitionKey, @Nullable String explicitHashKey, int weight) {
		int times = this.gate.open(weight);
		if (times > 0) {
			take(hashKey(partitionKey, explicitHashKey), times);
		}
	}

	/**
	 * An aggregate may hold what is no hash key; its records are handled all the same.
	 */
	private static HashKey hashKey(String partitionKey, @Nullable String explicitHashKey) {
		try {
			return (explicitHashKey != null) ? HashKey.parse(explicitHashKey) : HashKey.ofPartitionKey(partitionKey);
		}
		catch (IllegalArgumentException ex) {
			return HashKey.ofPartitionKey(partitionKey);
		}
	}

	private void take(HashKey hashKey, int times) {
		for (int i = 0; i < times; i++) {
			this.hashKeys[(int) (this.taken++ % CAPACITY)] = hashKey;
		}
	}

	/**
	 * The sample.
	 * @return hash keys in their order, each as often as it was taken
	 */
	List<HashKey> sorted() {
		return Arrays.stream(this.hashKeys).filter(Objects::nonNull).sorted().toList();
	}

}
