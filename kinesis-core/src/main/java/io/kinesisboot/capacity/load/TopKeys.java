package io.kinesisboot.capacity.load;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.stream.IntStream;

import org.jspecify.annotations.Nullable;

/**
 * The keys that weigh the most, of any number of keys, in fixed memory. Confined to the
 * holder of the shard meter's lock.
 */
final class TopKeys {

	/*
	 * Space-Saving [1]. A key that has no slot takes that of the lightest key, and its
	 * weight for a start, so that it is not the next to go. What a key is said to weigh
	 * is only what it weighed since, so that none is said to weigh too much; one that
	 * comes often enough to be hot keeps its slot, and soon all its weight is its own.
	 *
	 * Keys that come but once would take slots all the time, and that is what costs. So
	 * of the records without a slot few take one, by weight; a key that comes again and
	 * again is soon among them.
	 *
	 * The lightest is found by a binary heap of floors. A floor is what its slot weighed
	 * when it was last looked at; it is raised only when it is the lowest, since only the
	 * lowest matters. So a key that has a slot costs a look-up and additions.
	 *
	 * [1] A. Metwally, D. Agrawal, A. El Abbadi: Efficient Computation of Frequent and
	 * Top-k Elements in Data Streams, ICDT 2005
	 */

	private static final int EMPTY = -1;

	/** For one in some seven records that are no part of an aggregate. */
	private static final int STEP = 8 * 1024;

	private final WeightGate gate;

	private final @Nullable String[] keys;

	private final int[] hashes;

	private final long[] weights;

	/** What each slot weighed when its key took it. */
	private final long[] inherited;

	private final long[] records;

	private final long[] bytes;

	private final long[] floors;

	/** Slots, no floor below that of its parent. */
	private final int[] heap;

	/** Slots by the hash of their key, with linear probing. */
	private final int[] table;

	private int size;

	TopKeys(int slots, long seed) {
		this.gate = new WeightGate(STEP, seed);
		this.keys = new @Nullable String[slots];
		this.hashes = new int[slots];
		this.weights = new long[slots];
		this.inherited = new long[slots];
		this.records = new long[slots];
		this.bytes = new long[slots];
		this.floors = new long[slots];
		this.heap = new int[slots];
		this.table = new int[Integer.highestOneBit(slots) * 4];
		Arrays.fill(this.table, EMPTY);
	}

	void add(String key, int weight, int bytes) {
		int hash = spread(key.hashCode());
		int slot = find(key, hash);
		if (slot == EMPTY) {
			boolean full = this.size == this.keys.length;
			if (full && this.gate.open(weight) == 0) {
				return;
			}
			slot = full ? lightestSlot() : nextSlot();
			put(slot, key, hash);
		}
		this.weights[slot] += weight;
		this.records[slot]++;
		this.bytes[slot] += bytes;
	}

	private static int spread(int hash) {
		int mixed = hash * 0x9E3779B9;
		return mixed ^ (mixed >>> 16);
	}

	private int find(String key, int hash) {
		int mask = this.table.length - 1;
		for (int at = hash & mask; this.table[at] != EMPTY; at = (at + 1) & mask) {
			int slot = this.table[at];
			if (this.hashes[slot] == hash && key.equals(this.keys[slot])) {
				return slot;
			}
		}
		return EMPTY;
	}

	/** All floors are 0 until there is no slot left, so that any order is a heap. */
	private int nextSlot() {
		this.heap[this.size] = this.size;
		return this.size++;
	}

	private int lightestSlot() {
		int slot = this.heap[0];
		while (this.floors[slot] != this.weights[slot]) {
			this.floors[slot] = this.weights[slot];
			sink(0);
			slot = this.heap[0];
		}
		remove(slot);
		this.inherited[slot] = this.weights[slot];
		this.records[slot] = 0;
		this.bytes[slot] = 0;
		return slot;
	}

	private void sink(int from) {
		int at = from;
		int child = lowerChild(at);
		while (child < this.size && this.floors[this.heap[child]] < this.floors[this.heap[at]]) {
			swap(at, child);
			at = child;
			child = lowerChild(at);
		}
	}

	private int lowerChild(int at) {
		int left = 2 * at + 1;
		int right = left + 1;
		return (right < this.size && this.floors[this.heap[right]] < this.floors[this.heap[left]]) ? right : left;
	}

	private void swap(int one, int other) {
		int slot = this.heap[one];
		this.heap[one] = this.heap[other];
		this.heap[other] = slot;
	}

	private void put(int slot, String key, int hash) {
		this.keys[slot] = key;
		this.hashes[slot] = hash;
		int mask = this.table.length - 1;
		int at = hash & mask;
		while (this.table[at] != EMPTY) {
			at = (at + 1) & mask;
		}
		this.table[at] = slot;
	}

	/** Moves up what would not be found any more behind the gap. */
	private void remove(int slot) {
		int mask = this.table.length - 1;
		int gap = this.hashes[slot] & mask;
		while (this.table[gap] != slot) {
			gap = (gap + 1) & mask;
		}
		for (int at = (gap + 1) & mask; this.table[at] != EMPTY; at = (at + 1) & mask) {
			int home = this.hashes[this.table[at]] & mask;
			if (((at - home) & mask) >= ((at - gap) & mask)) {
				this.table[gap] = this.table[at];
				gap = at;
			}
		}
		this.table[gap] = EMPTY;
	}

	/**
	 * Halves what was counted.
	 */
	void halve() {
		for (long[] counts : List.of(this.weights, this.inherited, this.records, this.bytes, this.floors)) {
			for (int slot = 0; slot < this.size; slot++) {
				counts[slot] /= 2;
			}
		}
	}

	/**
	 * Lists the heaviest keys.
	 * @param limit how many at most
	 * @param weight the weight of all keys together
	 * @param seconds in which they were counted
	 * @return those whose weight is known to be their own, the heaviest first
	 */
	List<KeyLoad> heaviest(int limit, double weight, double seconds) {
		List<KeyLoad> found = new ArrayList<>();
		IntStream.range(0, this.size)
			.filter((slot) -> this.records[slot] > 0)
			.boxed()
			.sorted(Comparator.comparingLong(this::ownWeight).reversed())
			.limit(limit)
			.forEach((slot) -> found.add(load(slot, weight, seconds)));
		return found;
	}

	private long ownWeight(int slot) {
		return this.weights[slot] - this.inherited[slot];
	}

	private KeyLoad load(int slot, double weight, double seconds) {
		return new KeyLoad(String.valueOf(this.keys[slot]), ownWeight(slot) / weight, this.records[slot] / seconds,
				this.bytes[slot] / seconds);
	}

}
