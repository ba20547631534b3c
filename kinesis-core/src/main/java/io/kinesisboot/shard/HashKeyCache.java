package io.kinesisboot.shard;

import org.jspecify.annotations.Nullable;

/**
 * Remembers the hash keys of partition keys that come again and again. It holds a fixed
 * number of them: a key may drive another one out. Thread-safe.
 *
 * @since 0.1.0
 */
public final class HashKeyCache {

	/*
	 * Entries are immutable and complete whoever sees them, so slots are read and written
	 * without any order: the worst that a race does is to hash a key once more.
	 */
	private final @Nullable Entry[] slots;

	/**
	 * Creates an empty cache.
	 * @param capacity how many keys it holds at most, a power of two
	 */
	public HashKeyCache(int capacity) {
		if (Integer.bitCount(capacity) != 1) {
			throw new IllegalArgumentException("'capacity' must be a power of two but was " + capacity);
		}
		this.slots = new @Nullable Entry[capacity];
	}

	/**
	 * Hashes a partition key, or remembers it.
	 * @param partitionKey the partition key
	 * @return the hash key it belongs to
	 */
	public HashKey hashKeyOf(String partitionKey) {
		int hash = partitionKey.hashCode();
		int slot = (hash ^ (hash >>> 16)) & (this.slots.length - 1);
		Entry entry = this.slots[slot];
		if (entry == null || !entry.partitionKey().equals(partitionKey)) {
			entry = new Entry(partitionKey, HashKey.ofPartitionKey(partitionKey));
			this.slots[slot] = entry;
		}
		return entry.hashKey();
	}

	/**
	 * What it remembers.
	 */
	private record Entry(String partitionKey, HashKey hashKey) {

	}

}
