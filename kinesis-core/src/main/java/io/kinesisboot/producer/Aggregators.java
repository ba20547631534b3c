package io.kinesisboot.producer;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.function.IntFunction;

import io.kinesisboot.aggregation.RecordPacker;

/**
 * Keeps aggregators, with the memory that they have grown, to be used again. Thread-safe.
 */
final class Aggregators {

	private static final int CAPACITY = 64;

	private final IntFunction<RecordPacker> packing;

	private final int maxBytes;

	private final BlockingQueue<RecordPacker> idle = new ArrayBlockingQueue<>(CAPACITY);

	Aggregators(IntFunction<RecordPacker> packing, int maxBytes) {
		this.packing = packing;
		this.maxBytes = maxBytes;
	}

	RecordPacker take() {
		RecordPacker used = this.idle.poll();
		return (used != null) ? used : this.packing.apply(this.maxBytes);
	}

	/** Takes back what was drained; one too many is left to the garbage collector. */
	void give(RecordPacker drained) {
		this.idle.offer(drained);
	}

}
