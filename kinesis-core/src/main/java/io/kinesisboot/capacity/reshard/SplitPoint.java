package io.kinesisboot.capacity.reshard;

import java.util.List;

import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.jspecify.annotations.Nullable;

/**
 * Where a shard is split so that its children share the load as evenly as can be.
 * Immutable.
 *
 * @param at where the second child begins
 * @param largerPart the larger of the parts that the children get
 */
record SplitPoint(HashKey at, double largerPart) {

	/**
	 * Finds the best point.
	 * @param range the shard's hash keys
	 * @param sample hash keys of its load, in their order
	 * @return the point, or null if there are no two hash keys to be parted
	 */
	static @Nullable SplitPoint of(HashRange range, List<HashKey> sample) {
		List<HashKey> inside = sample.stream().filter(range::contains).toList();
		SplitPoint best = null;
		for (int i = 1; i < inside.size(); i++) {
			double larger = Math.max(i, inside.size() - i) / (double) inside.size();
			boolean parts = !inside.get(i).equals(inside.get(i - 1));
			if (parts && (best == null || larger < best.largerPart())) {
				best = new SplitPoint(inside.get(i), larger);
			}
		}
		return best;
	}

}
