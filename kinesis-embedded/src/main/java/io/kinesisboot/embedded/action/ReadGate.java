package io.kinesisboot.embedded.action;

import io.kinesisboot.embedded.action.ShardIterators.Place;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.LimitEnforcer.ShardKey;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.RecordBatch;

/**
 * Refuses reads that are too much for their shard, and repeats what a fault repeats.
 * Thread-safe.
 */
final class ReadGate {

	private final Faults faults;

	private final LimitEnforcer limits;

	private final String accountId;

	ReadGate(Faults faults, LimitEnforcer limits, String accountId) {
		this.faults = faults;
		this.limits = limits;
		this.accountId = accountId;
	}

	static ShardKey key(KinesisStream stream, KinesisShard shard) {
		return new ShardKey(stream.name(), stream.generation(), shard.index());
	}

	/**
	 * Counts a read.
	 * @param stream the stream
	 * @param shard its shard
	 * @throws AwsError if it is one too many
	 */
	void requireCapacity(KinesisStream stream, KinesisShard shard) {
		if (!this.limits.isOff() && !this.limits.admitsRead(key(stream, shard))) {
			throw LimitEnforcer.throughputExceeded(shard.id(), stream.name(), this.accountId);
		}
	}

	/**
	 * Counts what was read.
	 * @param stream the stream
	 * @param shard its shard
	 * @param batch what was read
	 */
	void count(KinesisStream stream, KinesisShard shard, RecordBatch batch) {
		if (!this.limits.isOff()) {
			this.limits.read(key(stream, shard),
					batch.records().stream().mapToLong((record) -> record.data().length).sum());
		}
	}

	/**
	 * Where to read.
	 * @param place where the iterator points to
	 * @return the position there, or one before of what the reader had already
	 */
	long position(Place place) {
		if (this.faults.isEmpty() || place.position() == place.firstPosition()) {
			return place.position();
		}
		return Math.max(place.firstPosition(),
				place.position() - this.faults.repeatedRecords("GetRecords", place.streamName()));
	}

}
