package io.kinesisboot.aggregation;

import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * The distinct keys of an aggregate under construction, each with its index: a hash table
 * that allocates nothing but when it grows, and the field that is written of each key.
 * Confined to one thread.
 */
final class KeyTable {

	private static final int INITIAL_CAPACITY = 64;

	private final int field;

	private final MessageWriter written = new MessageWriter(INITIAL_CAPACITY);

	private @Nullable String[] slots = new @Nullable String[INITIAL_CAPACITY];

	private int[] indexes = new int[INITIAL_CAPACITY];

	private int size;

	KeyTable(int field) {
		this.field = field;
	}

	/**
	 * Looks a key up.
	 * @return its index, or the one that it would get
	 */
	int indexOf(String key) {
		int slot = slotOf(key);
		return (this.slots[slot] != null) ? this.indexes[slot] : this.size;
	}

	/**
	 * How many bytes a key would add.
	 * @param index what {@link #indexOf} said
	 */
	int costOf(String key, int index) {
		return (index < this.size) ? 0 : MessageWriter.sizeOfBytes(MessageWriter.sizeOfText(key));
	}

	/**
	 * Adds a key unless it is there.
	 * @param index what {@link #indexOf} said
	 */
	void add(String key, int index) {
		if (index < this.size) {
			return;
		}
		if (2 * this.size >= this.slots.length) {
			grow();
		}
		put(key, index);
		this.size++;
		this.written.writeText(this.field, key);
	}

	int length() {
		return this.written.length();
	}

	/**
	 * Copies what was written.
	 * @return where it ends
	 */
	int copyTo(byte[] target, int offset) {
		return this.written.copyTo(target, offset);
	}

	void clear() {
		if (this.size > 0) {
			Arrays.fill(this.slots, null);
			this.size = 0;
			this.written.clear();
		}
	}

	private void put(String key, int index) {
		int slot = slotOf(key);
		this.slots[slot] = key;
		this.indexes[slot] = index;
	}

	private int slotOf(String key) {
		int mask = this.slots.length - 1;
		int hash = key.hashCode();
		int slot = (hash ^ (hash >>> 16)) & mask;
		String found = this.slots[slot];
		while (found != null && !found.equals(key)) {
			slot = (slot + 1) & mask;
			found = this.slots[slot];
		}
		return slot;
	}

	private void grow() {
		@Nullable String[] keys = this.slots;
		int[] numbers = this.indexes;
		this.slots = new @Nullable String[2 * keys.length];
		this.indexes = new int[this.slots.length];
		for (int i = 0; i < keys.length; i++) {
			String key = keys[i];
			if (key != null) {
				put(key, numbers[i]);
			}
		}
	}

}
