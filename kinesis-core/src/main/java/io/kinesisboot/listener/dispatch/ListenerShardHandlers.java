package io.kinesisboot.listener.dispatch;

import java.time.Clock;
import java.util.concurrent.Executor;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardWindow;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.listener.error.ErrorOptions;

/**
 * Makes the handlers that call one listener. Immutable.
 *
 * @param listener the listener
 * @param options how records are handed to it
 * @param errors what is done when it fails
 * @param gate keeps its calls back
 * @param executor runs its calls where several run at the same time
 * @param clock tells how old records are
 * @param metrics is told what becomes of them
 * @since 0.1.0
 */
public record ListenerShardHandlers(RecordListener listener, DispatchOptions options, ErrorOptions errors,
		ListenerGate gate, Executor executor, Clock clock, ListenerMetrics metrics) implements ShardHandler.Factory {

	public ListenerShardHandlers {
		boolean windows = !options.tumblingWindow().isZero();
		if (windows != listener.takesWindow()) {
			throw new IllegalArgumentException(windows
					? "'tumblingWindow' is " + options.tumblingWindow() + ", but its method takes no TumblingWindow"
					: "'tumblingWindow' must be set, since its method takes a TumblingWindow");
		}
		if (windows && options.concurrency() > 1) {
			throw new IllegalArgumentException(
					"'concurrency' must be 1 with 'tumblingWindow' (one call at a time) but was "
							+ options.concurrency());
		}
	}

	/**
	 * Creates handlers of which nobody is told anything.
	 * @param listener the listener
	 * @param options how records are handed to it
	 * @param errors what is done when it fails
	 * @param gate keeps its calls back while it is paused
	 * @param executor runs its calls where several run at the same time
	 * @param clock tells how old records are
	 */
	public ListenerShardHandlers(RecordListener listener, DispatchOptions options, ErrorOptions errors,
			ListenerGate gate, Executor executor, Clock clock) {
		this(listener, options, errors, gate, executor, clock, ListenerMetrics.NONE);
	}

	@Override
	public ShardHandler create(AssignedShard shard) {
		if (this.listener.takesWindow()) {
			return createWindowed(shard);
		}
		RecordDelivery delivery = delivery(shard, this.listener);
		int batchSize = this.listener.isBatch() ? this.options.batchSize() : 1;
		if (this.options.concurrency() == 1 && (batchSize == 1 || this.options.batchWindow().isZero())) {
			return new SerialShardHandler(delivery, batchSize);
		}
		return new ConcurrentShardHandler(delivery, this.options, batchSize, this.executor, this.gate);
	}

	private ShardHandler createWindowed(AssignedShard shard) {
		ShardWindow window = shard.window();
		if (window == null) {
			return new TumblingWindowHandler(shard, this.listener, this.options, this.errors, this.gate, this.clock,
					deliveries(shard));
		}
		ShardWindow open = new ShardWindow(shard, window.start(), window.end());
		open.state(window.state());
		WindowedListener windowed = new WindowedListener(this.listener, open);
		return new SourceWindowHandler(window, windowed,
				new SerialShardHandler(delivery(shard, windowed), this.options.batchSize()));
	}

	private RecordDelivery delivery(AssignedShard shard, RecordListener listener) {
		return new RecordDelivery(shard, listener, this.errors, this.gate, this.options.drainTimeout(), this.clock,
				deliveries(shard));
	}

	private DeliveryMetrics deliveries(AssignedShard shard) {
		return this.metrics.deliveries(this.listener.id(), shard.stream());
	}

	@Override
	public WindowLimits window() {
		return this.options.window();
	}

}
