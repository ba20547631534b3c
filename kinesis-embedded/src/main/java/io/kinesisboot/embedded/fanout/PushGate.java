package io.kinesisboot.embedded.fanout;

import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.TokenBucket;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.RecordBatch;
import org.jspecify.annotations.Nullable;

/**
 * What faults and limits do to one subscription. Confined to the event loop of its
 * connection, but for {@link #open}.
 */
final class PushGate {

	private static final String ACTION = "SubscribeToShard";

	private final Faults faults;

	private final @Nullable TokenBucket bucket;

	private final String stream;

	private final long firstPosition;

	/**
	 * Creates a gate.
	 * @param faults what may go wrong
	 * @param limits how much may be pushed
	 * @param consumer who subscribes
	 * @param shard to what
	 * @param firstPosition where the subscription begins to read
	 */
	PushGate(Faults faults, LimitEnforcer limits, RegisteredConsumer consumer, KinesisShard shard, long firstPosition) {
		this.faults = faults;
		this.bucket = limits.fanOut(consumer.arn(), shard.id());
		this.stream = consumer.stream().name();
		this.firstPosition = firstPosition;
	}

	/**
	 * The subscription begins.
	 * @param end ends it
	 * @return to be called when it has ended
	 */
	Runnable open(Runnable end) {
		return this.faults.subscriptionOpened(this.stream, end);
	}

	/**
	 * Whether more may be pushed at present.
	 * @return whether the last second has not had too much
	 */
	boolean isOpen() {
		return this.bucket == null || this.bucket.has(1);
	}

	/**
	 * Where to read.
	 * @param position the position of the next record to send
	 * @param shard the shard
	 * @param nowMillis the time
	 * @return that position or, if there is a next record, one before of what was sent
	 * already
	 */
	long position(long position, KinesisShard shard, long nowMillis) {
		if (this.faults.isEmpty() || position == this.firstPosition || shard.endPosition(nowMillis) == position) {
			return position;
		}
		return Math.max(this.firstPosition, position - this.faults.repeatedRecords(ACTION, this.stream));
	}

	/**
	 * Counts what is pushed.
	 * @param batch the records
	 */
	void count(RecordBatch batch) {
		if (this.bucket != null) {
			this.bucket.take(batch.records().stream().mapToLong((record) -> record.data().length).sum());
		}
	}

}
