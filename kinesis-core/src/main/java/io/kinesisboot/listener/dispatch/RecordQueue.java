package io.kinesisboot.listener.dispatch;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.consumer.OpenRecord;

/**
 * The records of a shard that wait for a call, in a queue for each key. While records of
 * a key are under way, the others of that key wait. Not thread-safe.
 */
final class RecordQueue {

	private final ProcessingOrder order;

	/** The keys that have records, waiting or under way. */
	private final Map<Object, KeyQueue> keys = new HashMap<>();

	/** The keys of which none is under way, the one that waits longest first. */
	private final Deque<KeyQueue> ready = new ArrayDeque<>();

	private int readyRecords;

	RecordQueue(ProcessingOrder order) {
		this.order = order;
	}

	void add(OpenRecord record) {
		Object key = key(record);
		KeyQueue queue = this.keys.get(key);
		if (queue == null) {
			queue = new KeyQueue(key);
			this.keys.put(key, queue);
			this.ready.addLast(queue);
		}
		queue.records.addLast(record);
		if (!queue.underWay) {
			this.readyRecords++;
		}
	}

	private Object key(OpenRecord record) {
		return switch (this.order) {
			case KEY -> record.record().partitionKey();
			case SHARD -> this;
			case NONE -> record;
		};
	}

	/**
	 * How many records could go into calls now.
	 */
	int ready() {
		return this.readyRecords;
	}

	/**
	 * Takes records for a call. Their keys are under way from now on.
	 * @param max most records to take
	 * @return the records, in order within each key
	 */
	Work take(int max) {
		Work work = new Work(new ArrayList<>(Math.min(max, this.readyRecords)), new ArrayList<>(1));
		while (work.records().size() < max && !this.ready.isEmpty()) {
			KeyQueue queue = this.ready.removeFirst();
			queue.underWay = true;
			this.readyRecords -= queue.records.size();
			work.keys().add(queue);
			while (work.records().size() < max && !queue.records.isEmpty()) {
				work.records().add(queue.records.removeFirst());
			}
		}
		return work;
	}

	/**
	 * Frees the keys of a call that has ended.
	 */
	void release(Work work) {
		for (KeyQueue queue : work.keys()) {
			queue.underWay = false;
			if (queue.records.isEmpty()) {
				this.keys.remove(queue.key);
			}
			else {
				this.readyRecords += queue.records.size();
				this.ready.addLast(queue);
			}
		}
	}

	/** The records of one call. */
	record Work(List<OpenRecord> records, List<KeyQueue> keys) {
	}

	/** The records of one key. */
	static final class KeyQueue {

		private final Object key;

		private final Deque<OpenRecord> records = new ArrayDeque<>(4);

		private boolean underWay;

		KeyQueue(Object key) {
			this.key = key;
		}

	}

}
