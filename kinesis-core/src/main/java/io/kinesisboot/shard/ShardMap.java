package io.kinesisboot.shard;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;

/**
 * The open shards of a stream at some time, in the order of their hash keys. Immutable.
 *
 * @since 0.1.0
 */
public final class ShardMap {

	private final List<ShardRange> shards;

	private final long[] startsHigh;

	private final long[] startsLow;

	/**
	 * Creates a map.
	 * @param shards the open shards, at least one, in any order
	 */
	public ShardMap(Collection<ShardRange> shards) {
		if (shards.isEmpty()) {
			throw new IllegalArgumentException("'shards' must not be empty");
		}
		this.shards = shards.stream().sorted(Comparator.comparing((shard) -> shard.hashKeys().start())).toList();
		this.startsHigh = this.shards.stream().mapToLong((shard) -> shard.hashKeys().start().high()).toArray();
		this.startsLow = this.shards.stream().mapToLong((shard) -> shard.hashKeys().start().low()).toArray();
	}

	public int size() {
		return this.shards.size();
	}

	public ShardRange get(int index) {
		return this.shards.get(index);
	}

	public List<ShardRange> shards() {
		return this.shards;
	}

	/**
	 * Finds the shard that a hash key belongs to.
	 * @param hashKey the hash key
	 * @return the index of the last shard that does not begin behind it; the shards of a
	 * whole stream leave no gap, and then it holds the hash key
	 */
	public int indexOf(HashKey hashKey) {
		int low = 0;
		int high = this.startsHigh.length - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (startsBehind(middle, hashKey)) {
				high = middle - 1;
			}
			else {
				low = middle;
			}
		}
		return low;
	}

	private boolean startsBehind(int index, HashKey hashKey) {
		int order = Long.compareUnsigned(this.startsHigh[index], hashKey.high());
		return order > 0 || (order == 0 && Long.compareUnsigned(this.startsLow[index], hashKey.low()) > 0);
	}

	@Override
	public String toString() {
		return this.shards.toString();
	}

}
