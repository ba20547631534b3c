package io.kinesisboot.capacity.load;

import java.util.SplittableRandom;

/**
 * Opens once for each step of weight, about, so that what is dear is done for few
 * records, and for heavy ones more often. Confined to the holder of the shard meter's
 * lock.
 */
final class WeightGate {

	private final int step;

	private final SplittableRandom random;

	private int left;

	WeightGate(int step, long seed) {
		this.step = step;
		this.random = new SplittableRandom(seed);
		this.left = next();
	}

	/** Steps differ, so that no rhythm of the records is mistaken for their weight. */
	private int next() {
		return this.random.nextInt(1, 2 * this.step);
	}

	/**
	 * Lets a weight pass.
	 * @param weight the weight
	 * @return how often it opens, mostly not at all
	 */
	int open(int weight) {
		int times = 0;
		for (this.left -= weight; this.left <= 0; this.left += next()) {
			times++;
		}
		return times;
	}

}
