package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.embedded.firehose.plan.BufferLimits;
import io.kinesisboot.embedded.firehose.source.DeliveryMemory;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;

/**
 * Gathers records until they are enough, or have waited long enough. Confined to the
 * delivery stream's thread.
 */
final class RecordBuffer {

	private final BufferLimits limits;

	private final int maxRecords;

	private final DeliveryMemory memory;

	private List<DeliveryRecord> records = new ArrayList<>();

	private long bytes;

	private Instant due = Instant.MAX;

	RecordBuffer(BufferLimits limits, int maxRecords, DeliveryMemory memory) {
		this.limits = limits;
		this.maxRecords = maxRecords;
		this.memory = memory;
	}

	/**
	 * Whether a record can be added without exceeding the limits. An empty buffer takes
	 * any.
	 * @param record the record
	 * @return whether it can
	 */
	boolean hasRoomFor(DeliveryRecord record) {
		return this.records.isEmpty()
				|| (this.records.size() < this.maxRecords && this.bytes + record.data().length <= this.limits.bytes());
	}

	/**
	 * Adds a record. It waits from its arrival on, so that one move of a clock is enough
	 * wherever the record was then.
	 * @param record the record
	 */
	void add(DeliveryRecord record) {
		Instant latest = record.arrival().plus(this.limits.interval());
		this.due = latest.isBefore(this.due) ? latest : this.due;
		this.records.add(record);
		this.bytes += record.data().length;
		this.memory.take(record.data());
	}

	/**
	 * When its records are to go on.
	 * @return that time, long ago if they are enough, {@link Instant#MAX} if there are
	 * none
	 */
	Instant due() {
		boolean enough = this.bytes >= this.limits.bytes() || this.records.size() >= this.maxRecords;
		return (enough || (!this.records.isEmpty() && this.memory.isShort())) ? Instant.MIN : this.due;
	}

	boolean isDue(Instant now) {
		return !this.records.isEmpty() && !now.isBefore(due());
	}

	int size() {
		return this.records.size();
	}

	/**
	 * The records that it holds.
	 * @return the records in the order in which they came
	 */
	List<DeliveryRecord> records() {
		return this.records;
	}

	/**
	 * Lets go of the records, which have gone on.
	 */
	void clear() {
		this.records.forEach((record) -> this.memory.giveBack(record.data()));
		this.records = new ArrayList<>();
		this.bytes = 0;
		this.due = Instant.MAX;
	}

}
