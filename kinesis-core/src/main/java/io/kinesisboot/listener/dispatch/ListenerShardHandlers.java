package io.kinesisboot.listener.dispatch;

import java.time.Clock;
import java.util.concurrent.Executor;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.listener.error.ErrorOptions;

/**
 * Makes the handlers that call one listener. Immutable.
 *
 * @param listener the listener
 * @param options how records are handed to it
 * @param errors what is done when it fails
 * @param gate keeps its calls back while it is paused
 * @param executor runs its calls where several run at the same time
 * @param clock tells how old records are
 * @since 0.1.0
 */
public record ListenerShardHandlers(RecordListener listener, DispatchOptions options, ErrorOptions errors,
		ListenerGate gate, Executor executor, Clock clock) implements ShardHandler.Factory {

	@Override
	public ShardHandler create(AssignedShard shard) {
		RecordDelivery delivery = new RecordDelivery(shard, this.listener, this.errors, this.options.drainTimeout(),
				this.clock);
		int batchSize = this.listener.isBatch() ? this.options.batchSize() : 1;
		if (this.options.concurrency() == 1 && (batchSize == 1 || this.options.batchWindow().isZero())) {
			return new SerialShardHandler(shard, delivery, batchSize, this.gate);
		}
		return new ConcurrentShardHandler(delivery, this.options, batchSize, this.executor, this.gate);
	}

	@Override
	public WindowLimits window() {
		return this.options.window();
	}

}
