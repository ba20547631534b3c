package io.kinesisboot.producer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;

import io.kinesisboot.aggregation.Aggregator;

/**
 * Keeps aggregators, with the memory that they have grown, to be used again. Thread-safe.
 */
final class Aggregators {

	private static final int CAPACITY = 64;

	private final int maxBytes;

	private final BlockingQueue<Aggregator> idle = new ArrayBlockingQueue<>(CAPACITY);

	Aggregators(int maxBytes) {
		this.maxBytes = maxBytes;
	}

	Aggregator take() {
		Aggregator used = this.idle.poll();
		return (used != null) ? used : new Aggregator(this.maxBytes);
	}

	/** Takes back what was drained; one too many is left to the garbage collector. */
	void give(Aggregator drained) {
		this.idle.offer(drained);
	}

}
