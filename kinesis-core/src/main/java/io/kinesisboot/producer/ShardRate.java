package io.kinesisboot.producer;

import java.util.concurrent.TimeUnit;

/**
 * How much a shard gets: no more than a part of what the service takes, less after it has
 * refused something, and slowly more again. A call may take more than there is, and is
 * made up for by those after it. Guarded by its lane's lock.
 */
final class ShardRate {

	private static final double BYTES_PER_SECOND = 1024 * 1024;

	private static final double RECORDS_PER_SECOND = 1_000;

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final double LESS = 0.7;

	private static final double LEAST = 0.05;

	/** Which part of the most comes back in a second. */
	private static final double RECOVERY = 0.1;

	private final double most;

	private double share;

	private double bytes = BYTES_PER_SECOND;

	private double records = RECORDS_PER_SECOND;

	private long updated;

	ShardRate(double most, long now) {
		this.most = most;
		this.share = most;
		this.updated = now;
	}

	/**
	 * How long to wait before the next record.
	 * @param now the time in nanoseconds
	 * @return nanoseconds, 0 if it may go now
	 */
	long delayNanos(long now) {
		if (this.most == ProducerOptions.UNLIMITED) {
			return 0;
		}
		refill(now);
		double missing = Math.max(-this.bytes / BYTES_PER_SECOND, -this.records / RECORDS_PER_SECOND);
		return (missing < 0) ? 0 : 1 + (long) (missing / this.share * NANOS_PER_SECOND);
	}

	void take(int sentBytes) {
		this.bytes -= sentBytes;
		this.records--;
	}

	void throttled() {
		this.share = Math.max(LEAST * this.most, this.share * LESS);
	}

	private void refill(long now) {
		double seconds = (now - this.updated) / NANOS_PER_SECOND;
		this.updated = now;
		this.share = Math.min(this.most, this.share + RECOVERY * this.most * seconds);
		this.bytes = Math.min(BYTES_PER_SECOND, this.bytes + seconds * this.share * BYTES_PER_SECOND);
		this.records = Math.min(RECORDS_PER_SECOND, this.records + seconds * this.share * RECORDS_PER_SECOND);
	}

}
