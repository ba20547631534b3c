package io.kinesisboot.consumer;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Set;

import org.jspecify.annotations.Nullable;

/**
 * How far the records of one shard are done: the newest record below which nothing is
 * open. Records are tracked in the order of the shard and may be completed in any order.
 * Confined to the thread that handles the shard.
 *
 * @since 0.1.0
 */
public final class CheckpointTracker {

	private final Deque<ReceivedRecord> open = new ArrayDeque<>();

	private final Set<ReceivedRecordKey> done = new HashSet<>();

	private @Nullable ReceivedRecord position;

	/**
	 * Adds a record to what is open.
	 * @param record the record that follows the last one tracked
	 */
	public void track(ReceivedRecord record) {
		this.open.addLast(record);
	}

	/**
	 * Marks a tracked record as done.
	 * @param record the record
	 */
	public void complete(ReceivedRecord record) {
		if (record == this.open.peekFirst()) {
			this.position = this.open.removeFirst();
		}
		else {
			this.done.add(ReceivedRecordKey.of(record));
		}
		while (!this.done.isEmpty() && !this.open.isEmpty()
				&& this.done.remove(ReceivedRecordKey.of(this.open.getFirst()))) {
			this.position = this.open.removeFirst();
		}
	}

	/**
	 * The newest record such that it and all before it are done.
	 * @return the record to checkpoint at, or null if there is none yet
	 */
	public @Nullable ReceivedRecord position() {
		return this.position;
	}

	/**
	 * Whether everything tracked is done.
	 * @return true if nothing is open
	 */
	public boolean isDrained() {
		return this.open.isEmpty();
	}

	private record ReceivedRecordKey(String sequenceNumber, long subSequenceNumber) {

		static ReceivedRecordKey of(ReceivedRecord record) {
			return new ReceivedRecordKey(record.sequenceNumber(), record.subSequenceNumber());
		}

	}

}
