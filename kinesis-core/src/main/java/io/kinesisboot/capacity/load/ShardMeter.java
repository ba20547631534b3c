package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.capacity.ShardNeed;
import io.kinesisboot.consumer.ReceivedRecord;

/**
 * Measures the load of one shard, in fixed memory of some 40 KB and what its heaviest
 * keys take. Thread-safe.
 * <p>
 * Its time is that of the records' arrival, so that a backlog which is read fast does not
 * look like load. Its window slides: when it is twice as long as it should be, all that
 * is in it counts half. A record weighs its bytes, and a stream record as much more as a
 * thousandth of what a shard may take in a second, since that is how the service limits
 * shards.
 *
 * @since 0.1.0
 */
public final class ShardMeter {

	private static final int COUNTED_KEYS = 64;

	private static final int SHOWN_KEYS = 10;

	private static final int STREAM_RECORD_WEIGHT = ShardNeed.WRITE_BYTES / ShardNeed.WRITE_RECORDS;

	private static final double MILLIS = 1000;

	private final String shardId;

	private final long windowMillis;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock, as is all that follows. */
	private final TopKeys keys;

	private final HashKeySample sample;

	private long start = Long.MAX_VALUE;

	private long end = Long.MIN_VALUE;

	private long weight;

	private long bytes;

	private long streamRecords;

	ShardMeter(String shardId, Duration window) {
		this.shardId = shardId;
		this.windowMillis = window.toMillis();
		this.keys = new TopKeys(COUNTED_KEYS, shardId.hashCode());
		// A full shard is written some thousand times that in a window
		this.sample = new HashKeySample((int) this.windowMillis, shardId.hashCode());
	}

	String shardId() {
		return this.shardId;
	}

	/**
	 * Counts a record. Call it before somebody reads the record's payload.
	 * @param record a record of the shard, each user record once
	 */
	public void add(ReceivedRecord record) {
		int size = record.data().remaining() + record.partitionKey().length();
		boolean first = record.subSequenceNumber() == 0;
		int heavy = first ? size + STREAM_RECORD_WEIGHT : size;
		long arrival = record.approximateArrivalTimestamp().toEpochMilli();
		this.lock.lock();
		try {
			advance(arrival);
			this.weight += heavy;
			this.bytes += size;
			this.streamRecords += first ? 1 : 0;
			this.keys.add(record.partitionKey(), heavy, size);
			this.sample.add(record.partitionKey(), record.explicitHashKey(), heavy);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Learns that all records were counted that arrived before a moment.
	 * @param arrival the moment
	 */
	public void readUpTo(Instant arrival) {
		this.lock.lock();
		try {
			advance(arrival.toEpochMilli());
		}
		finally {
			this.lock.unlock();
		}
	}

	private void advance(long arrival) {
		if (arrival > this.end) {
			this.end = arrival;
			this.start = Math.min(this.start, arrival);
			while (this.end - this.start >= 2 * this.windowMillis) {
				halve();
			}
		}
	}

	private void halve() {
		this.start += (this.end - this.start) / 2;
		this.weight /= 2;
		this.bytes /= 2;
		this.streamRecords /= 2;
		this.keys.halve();
	}

	private long millis() {
		return Math.max(0, this.end - Math.min(this.start, this.end));
	}

	/**
	 * How much of what the shard may take it was written, cheaply enough for a gauge.
	 */
	double utilization() {
		this.lock.lock();
		try {
			double seconds = Math.max(1, millis()) / MILLIS;
			return ShardLoad.utilization(this.bytes / seconds, this.streamRecords / seconds);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What was measured.
	 * @return the load of the window
	 */
	public ShardLoad load() {
		this.lock.lock();
		try {
			long length = millis();
			double seconds = Math.max(1, length) / MILLIS;
			List<KeyLoad> heaviest = this.keys.heaviest(SHOWN_KEYS, Math.max(1, this.weight), seconds);
			return new ShardLoad(this.shardId, Duration.ofMillis(length), Instant.ofEpochMilli(Math.max(0, this.end)),
					this.bytes / seconds, this.streamRecords / seconds, heaviest, this.sample.sorted());
		}
		finally {
			this.lock.unlock();
		}
	}

}
