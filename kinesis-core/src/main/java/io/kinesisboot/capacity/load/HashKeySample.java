package io.kinesisboot.capacity.load;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.SplittableRandom;

import io.kinesisboot.shard.HashKey;
import org.jspecify.annotations.Nullable;

/**
 * The hash keys of the newest load, of which it takes one after each {@value #STEP} of
 * weight, about, so that few are hashed. Confined to the holder of the shard meter's
 * lock.
 */
final class HashKeySample {

	/** A full shard is written about 1,024 of them in a minute. */
	private static final int STEP = 64 * 1024;

	private static final int CAPACITY = 1024;

	private final @Nullable HashKey[] hashKeys = new @Nullable HashKey[CAPACITY];

	private final SplittableRandom random;

	private long taken;

	private int next;

	HashKeySample(long seed) {
		this.random = new SplittableRandom(seed);
		this.next = step();
	}

	/** Steps differ, so that no rhythm of the records is mistaken for their weight. */
	private int step() {
		return this.random.nextInt(1, 2 * STEP);
	}

	void add(String partitionKey, @Nullable String explicitHashKey, int weight) {
		this.next -= weight;
		if (this.next <= 0) {
			take((explicitHashKey != null) ? HashKey.parse(explicitHashKey) : HashKey.ofPartitionKey(partitionKey));
		}
	}

	private void take(HashKey hashKey) {
		while (this.next <= 0) {
			this.hashKeys[(int) (this.taken % CAPACITY)] = hashKey;
			this.taken++;
			this.next += step();
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
