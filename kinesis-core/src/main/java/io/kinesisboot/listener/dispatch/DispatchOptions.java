package io.kinesisboot.listener.dispatch;

import java.time.Duration;

import io.kinesisboot.consumer.WindowLimits;

/**
 * How the records of a shard are handed to a listener. Immutable.
 *
 * @param order which records wait for each other
 * @param concurrency how many calls run at the same time, for each shard
 * @param batchSize most records of one call of a batch listener, of those that
 * {@code window} lets be open at once
 * @param batchWindow how long records wait, at most, for others to fill a batch; zero to
 * call with what was read
 * @param window how far a shard may be read ahead of its oldest open record
 * @param drainTimeout how long calls under way may go on when a shard must be left
 * @param tumblingWindow how long the windows are of a listener that takes its records in
 * tumbling windows, at least 1 ms; zero for one that does not. Then {@code batchWindow}
 * does not apply
 * @since 0.1.0
 */
public record DispatchOptions(ProcessingOrder order, int concurrency, int batchSize, Duration batchWindow,
		WindowLimits window, Duration drainTimeout, Duration tumblingWindow) {

	public DispatchOptions {
		requirePositive("concurrency", concurrency);
		requirePositive("batchSize", batchSize);
		if (order == ProcessingOrder.SHARD && concurrency > 1) {
			throw new IllegalArgumentException(
					"'concurrency' must be 1 with ordering SHARD (one call at a time) but was " + concurrency);
		}
		if (tumblingWindow.isNegative() || tumblingWindow.toMillis() == 0 && !tumblingWindow.isZero()) {
			throw new IllegalArgumentException(
					"'tumblingWindow' must be at least 1 ms, or zero for none, but was " + tumblingWindow);
		}
		if (batchWindow.isNegative()) {
			throw new IllegalArgumentException("'batchWindow' must not be negative but was " + batchWindow);
		}
	}

	/**
	 * Without tumbling windows.
	 * @param order which records wait for each other
	 * @param concurrency how many calls run at the same time, for each shard
	 * @param batchSize most records of one call of a batch listener
	 * @param batchWindow how long records wait, at most, for others to fill a batch
	 * @param window how far a shard may be read ahead of its oldest open record
	 * @param drainTimeout how long calls under way may go on when a shard must be left
	 */
	public DispatchOptions(ProcessingOrder order, int concurrency, int batchSize, Duration batchWindow,
			WindowLimits window, Duration drainTimeout) {
		this(order, concurrency, batchSize, batchWindow, window, drainTimeout, Duration.ZERO);
	}

	/**
	 * One call at a time, batches of up to 1,000 records without waiting for more.
	 * @return the defaults
	 */
	public static DispatchOptions defaults() {
		return new DispatchOptions(ProcessingOrder.KEY, 1, 1000, Duration.ZERO, WindowLimits.DEFAULT,
				Duration.ofSeconds(16));
	}

	private static void requirePositive(String name, int value) {
		if (value < 1) {
			throw new IllegalArgumentException("'" + name + "' must be at least 1 but was " + value);
		}
	}

	public DispatchOptions withOrder(ProcessingOrder order) {
		return new DispatchOptions(order, this.concurrency, this.batchSize, this.batchWindow, this.window,
				this.drainTimeout, this.tumblingWindow);
	}

	public DispatchOptions withConcurrency(int concurrency) {
		return new DispatchOptions(this.order, concurrency, this.batchSize, this.batchWindow, this.window,
				this.drainTimeout, this.tumblingWindow);
	}

	public DispatchOptions withBatchSize(int batchSize) {
		return new DispatchOptions(this.order, this.concurrency, batchSize, this.batchWindow, this.window,
				this.drainTimeout, this.tumblingWindow);
	}

	public DispatchOptions withBatchWindow(Duration batchWindow) {
		return new DispatchOptions(this.order, this.concurrency, this.batchSize, batchWindow, this.window,
				this.drainTimeout, this.tumblingWindow);
	}

	public DispatchOptions withWindow(WindowLimits window) {
		return new DispatchOptions(this.order, this.concurrency, this.batchSize, this.batchWindow, window,
				this.drainTimeout, this.tumblingWindow);
	}

	public DispatchOptions withDrainTimeout(Duration drainTimeout) {
		return new DispatchOptions(this.order, this.concurrency, this.batchSize, this.batchWindow, this.window,
				drainTimeout, this.tumblingWindow);
	}

	public DispatchOptions withTumblingWindow(Duration tumblingWindow) {
		return new DispatchOptions(this.order, this.concurrency, this.batchSize, this.batchWindow, this.window,
				this.drainTimeout, tumblingWindow);
	}

}
