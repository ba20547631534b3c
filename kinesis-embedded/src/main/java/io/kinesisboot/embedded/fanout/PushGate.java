package io.kinesisboot.embedded.fanout;

import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.fault.RepeatingReader;
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

	private static final int MAX_EVENT_RECORDS = 10_000;

	private static final int MAX_EVENT_BYTES = 2 * 1024 * 1024;

	private final Faults faults;

	private final RepeatingReader reader;

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
		this.reader = new RepeatingReader(faults, "SubscribeToShard");
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
	 * Reads what to push.
	 * @param position the position of the next record that was not sent yet
	 * @param shard the shard
	 * @param nowMillis the time
	 * @return what there is, after what is sent once again
	 */
	RecordBatch read(long position, KinesisShard shard, long nowMillis) {
		return this.reader.read(this.stream, shard,
				new RepeatingReader.Request(this.firstPosition, position, MAX_EVENT_RECORDS, MAX_EVENT_BYTES),
				nowMillis);
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
