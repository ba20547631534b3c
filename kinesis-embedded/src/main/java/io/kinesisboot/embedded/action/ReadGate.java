package io.kinesisboot.embedded.action;

import io.kinesisboot.embedded.action.ShardIterators.Place;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.fault.RepeatingReader;
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

	private final RepeatingReader reader;

	private final LimitEnforcer limits;

	private final String accountId;

	ReadGate(Faults faults, LimitEnforcer limits, String accountId) {
		this.reader = new RepeatingReader(faults, "GetRecords");
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
	 * Reads, and counts what was read.
	 * @param stream the stream
	 * @param shard its shard
	 * @param place where the iterator points to
	 * @param maxRecords how many records at most
	 * @param nowMillis the time
	 * @return what there is, after what is delivered once again
	 */
	RecordBatch read(KinesisStream stream, KinesisShard shard, Place place, int maxRecords, long nowMillis) {
		RecordBatch batch = this.reader.read(stream.name(), shard, new RepeatingReader.Request(place.firstPosition(),
				place.position(), maxRecords, KinesisShard.MAX_READ_BYTES), nowMillis);
		if (!this.limits.isOff()) {
			this.limits.read(key(stream, shard),
					batch.records().stream().mapToLong((record) -> record.data().length).sum());
		}
		return batch;
	}

}
