package io.kinesisboot.embedded.stream;

import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The shards of a stream at one moment, and the way from a hash key to the open shard
 * that takes it. Immutable.
 *
 * @since 0.1.0
 */
public final class ShardMap {

	private final List<KinesisShard> all;

	private final KinesisShard[] openByHashKey;

	ShardMap(List<KinesisShard> all) {
		this.all = List.copyOf(all);
		this.openByHashKey = all.stream()
			.filter(KinesisShard::isOpen)
			.sorted(Comparator.comparing((shard) -> shard.hashRange().start()))
			.toArray(KinesisShard[]::new);
	}

	/**
	 * Every shard, closed ones included.
	 * @return the shards, the one of index 0 first
	 */
	List<KinesisShard> all() {
		return this.all;
	}

	public int openCount() {
		return this.openByHashKey.length;
	}

	public Optional<KinesisShard> withIndex(int index) {
		return (index < this.all.size()) ? Optional.of(this.all.get(index)) : Optional.empty();
	}

	/**
	 * Routes a hash key: the open shards' ranges cover all of them.
	 * @param hashKey the hash key
	 * @return the open shard whose range has it
	 */
	KinesisShard shardOf(HashKey hashKey) {
		int low = 0;
		int high = this.openByHashKey.length - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (this.openByHashKey[middle].hashRange().start().compareTo(hashKey) <= 0) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return this.openByHashKey[low];
	}

}
