package io.kinesisboot.aggregation;

import java.util.Arrays;

/**
 * Where the parts of each record of an aggregate are, in one array. Grows while it is
 * made, and is not changed after that.
 */
final class EntryIndex {

	static final int NONE = -1;

	private static final int PARTITION_KEY = 0;

	private static final int EXPLICIT_HASH_KEY = 1;

	private static final int DATA = 2;

	private static final int DATA_LENGTH = 3;

	private static final int TAGS = 4;

	private static final int END = 5;

	private static final int STRIDE = 6;

	private int[] facts = new int[64 * STRIDE];

	private int size;

	/**
	 * Reads the record that a reader stands before.
	 */
	void add(MessageReader reader) {
		int at = this.size * STRIDE;
		if (at == this.facts.length) {
			this.facts = Arrays.copyOf(this.facts, 2 * at);
		}
		Arrays.fill(this.facts, at, at + STRIDE, NONE);
		int outer = reader.enter();
		int start = reader.position();
		for (int field = reader.next(); field != 0; field = reader.next()) {
			switch (field) {
				case AggregateFormat.RECORD_PARTITION_KEY_FIELD -> this.facts[at + PARTITION_KEY] = reader.readNumber();
				case AggregateFormat.RECORD_EXPLICIT_HASH_KEY_FIELD ->
					this.facts[at + EXPLICIT_HASH_KEY] = reader.readNumber();
				case AggregateFormat.RECORD_DATA_FIELD -> {
					this.facts[at + DATA_LENGTH] = reader.readLength();
					this.facts[at + DATA] = reader.position();
					reader.advance(this.facts[at + DATA_LENGTH]);
				}
				case AggregateFormat.RECORD_TAG_FIELD -> {
					checkTag(reader);
					this.facts[at + TAGS] = start;
				}
				default -> reader.skip();
			}
		}
		this.facts[at + END] = reader.position();
		reader.leave(outer);
		this.size++;
	}

	private static void checkTag(MessageReader reader) {
		boolean hasKey = false;
		int outer = reader.enter();
		for (int field = reader.next(); field != 0; field = reader.next()) {
			hasKey |= field == AggregateFormat.TAG_KEY_FIELD;
			reader.skip();
		}
		reader.leave(outer);
		if (!hasKey) {
			throw new MalformedAggregateException();
		}
	}

	/**
	 * Checks that every record has what it must have, and that its keys are there.
	 */
	void check(int partitionKeys, int explicitHashKeys) {
		for (int i = 0; i < this.size; i++) {
			if (partitionKey(i) == NONE || partitionKey(i) >= partitionKeys || explicitHashKey(i) >= explicitHashKeys
					|| data(i) == NONE) {
				throw new MalformedAggregateException();
			}
		}
	}

	int size() {
		return this.size;
	}

	int partitionKey(int index) {
		return this.facts[index * STRIDE + PARTITION_KEY];
	}

	int explicitHashKey(int index) {
		return this.facts[index * STRIDE + EXPLICIT_HASH_KEY];
	}

	int data(int index) {
		return this.facts[index * STRIDE + DATA];
	}

	int dataLength(int index) {
		return this.facts[index * STRIDE + DATA_LENGTH];
	}

	/**
	 * Where the record begins, if it has tags.
	 */
	int tags(int index) {
		return this.facts[index * STRIDE + TAGS];
	}

	int end(int index) {
		return this.facts[index * STRIDE + END];
	}

}
