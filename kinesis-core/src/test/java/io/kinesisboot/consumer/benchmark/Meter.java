package io.kinesisboot.consumer.benchmark;

import java.nio.ByteBuffer;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.concurrent.locks.LockSupport;

import org.HdrHistogram.ConcurrentHistogram;

/**
 * The handler of all contenders: does the work of a record, and counts it. Thread-safe.
 */
final class Meter {

	private final Work work;

	private final long workNanos;

	private final LongAdder records = new LongAdder();

	private final ConcurrentHistogram latencies = new ConcurrentHistogram(3);

	Meter(Work work, long workNanos) {
		this.work = work;
		this.workNanos = workNanos;
	}

	void handle(ByteBuffer data) {
		if (this.work == Work.WAIT) {
			LockSupport.parkNanos(this.workNanos);
		}
		else if (this.work == Work.LATENCY) {
			this.latencies.recordValue(System.nanoTime() - data.getLong(data.position()));
		}
		this.records.increment();
	}

	/**
	 * Waits until so many records are handled.
	 */
	void await(long count) {
		while (this.records.sum() < count) {
			LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(1));
		}
	}

	/**
	 * How old the records were, in nanoseconds.
	 */
	ConcurrentHistogram latencies() {
		return this.latencies;
	}

	long records() {
		return this.records.sum();
	}

	/**
	 * What is done for a record.
	 */
	enum Work {

		/** Nothing. */
		NONE,

		/** A wait, as for an answer from elsewhere. */
		WAIT,

		/** Its age is taken down. */
		LATENCY

	}

}
