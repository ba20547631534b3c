package io.kinesisboot.consumer;

import java.util.List;

import org.jspecify.annotations.Nullable;

/**
 * A record that is being handled: open until it is completed, and no checkpoint passes it
 * before. Thread-safe.
 *
 * @since 0.1.0
 */
public final class OpenRecord {

	private final CheckpointTracker tracker;

	private final String sequenceNumber;

	private final long subSequenceNumber;

	private final int bytes;

	/**
	 * Null once the record is complete, so that its payload can go. Written under the
	 * tracker's lock, once for many records: not volatile, which would cost more for each
	 * of them than the rest of its way.
	 */
	private @Nullable ReceivedRecord record;

	OpenRecord(CheckpointTracker tracker, ReceivedRecord record) {
		this.tracker = tracker;
		this.sequenceNumber = record.sequenceNumber();
		this.subSequenceNumber = record.subSequenceNumber();
		this.bytes = record.data().remaining();
		this.record = record;
	}

	/**
	 * The record.
	 * @return the record
	 * @throws IllegalStateException if it was completed
	 */
	public ReceivedRecord record() {
		ReceivedRecord record = this.record;
		if (record == null) {
			throw new IllegalStateException(this + " was completed");
		}
		return record;
	}

	/**
	 * Says that the record needs no more handling. A second call does nothing.
	 */
	public void complete() {
		this.tracker.complete(List.of(this));
	}

	/**
	 * Says that records need no more handling, at once.
	 * @param records records of one shard
	 * @return how many of them were open
	 */
	public static int completeAll(List<OpenRecord> records) {
		return records.isEmpty() ? 0 : records.get(0).tracker.complete(records);
	}

	/**
	 * Says that the record can be neither handled nor recovered, so that its shard cannot
	 * go on: no checkpoint will pass it until the shard is read again.
	 * @param cause why it cannot
	 */
	public void fail(Throwable cause) {
		this.tracker.fail(new ShardStoppedException(record(), cause));
	}

	/**
	 * Whether its shard cannot go on, because of this record or another one.
	 * @return true once a record of the shard has {@link #fail failed}
	 */
	public boolean isStopped() {
		return this.tracker.failure() != null;
	}

	/**
	 * The sequence number of its stream record.
	 * @return the sequence number
	 */
	public String sequenceNumber() {
		return this.sequenceNumber;
	}

	/**
	 * The index within an aggregated record.
	 * @return the sub-sequence number
	 */
	public long subSequenceNumber() {
		return this.subSequenceNumber;
	}

	/**
	 * How many bytes its payload has, which {@link ReceivedRecord#data()} no longer tells
	 * when somebody has read it.
	 */
	int bytes() {
		return this.bytes;
	}

	/**
	 * Whether the record needs no more handling.
	 * @return true once it was completed
	 */
	public boolean isComplete() {
		return this.tracker.isComplete(this);
	}

	/**
	 * The same, for who has the tracker's lock.
	 */
	boolean isReleased() {
		return this.record == null;
	}

	/**
	 * For who has the tracker's lock.
	 */
	void release() {
		this.record = null;
	}

	@Override
	public String toString() {
		return "record " + this.sequenceNumber + "/" + this.subSequenceNumber;
	}

}
