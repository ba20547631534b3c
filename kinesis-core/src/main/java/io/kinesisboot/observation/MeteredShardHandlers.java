package io.kinesisboot.observation;

import java.time.Duration;
import java.util.function.ToDoubleFunction;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.DelegatingShardHandler;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardProgress;
import io.kinesisboot.consumer.WindowLimits;
import org.jspecify.annotations.Nullable;

/**
 * Measures the shards of a listener from the moment that it has them until they are left.
 * Thread-safe.
 *
 * @param listenerId the listener's id
 * @param handlers makes the handlers that do the work
 * @param utilization tells the load of a shard
 * @param gauges shows each shard
 * @param count counts them
 */
record MeteredShardHandlers(String listenerId, ShardHandler.Factory handlers,
		ToDoubleFunction<AssignedShard> utilization, ShardGauges gauges,
		ShardCount count) implements ShardHandler.Factory {

	@Override
	public ShardHandler create(AssignedShard shard) {
		return new MeteredShard(shard, this.handlers.create(shard));
	}

	@Override
	public WindowLimits window() {
		return this.handlers.window();
	}

	/**
	 * A shard that is measured. Called as handlers are; what is measured may be asked by
	 * any thread.
	 */
	final class MeteredShard extends DelegatingShardHandler {

		private final AssignedShard shard;

		private final ShardGauges.Group group;

		private volatile @Nullable Duration behindLatest;

		private volatile boolean stopped;

		MeteredShard(AssignedShard shard, ShardHandler handler) {
			super(handler);
			this.shard = shard;
			this.group = MeteredShardHandlers.this.gauges.add(MeteredShardHandlers.this.listenerId, this);
			MeteredShardHandlers.this.count.assigned().incrementAndGet();
		}

		String stream() {
			return this.shard.stream();
		}

		String shardId() {
			return this.shard.shardId();
		}

		@Nullable Duration behindLatest() {
			return this.behindLatest;
		}

		ShardProgress progress() {
			return this.shard.progress();
		}

		double utilization() {
			return MeteredShardHandlers.this.utilization.applyAsDouble(this.shard);
		}

		@Override
		public void readEnded(Duration behindLatest) throws InterruptedException {
			this.behindLatest = behindLatest;
			super.readEnded(behindLatest);
		}

		@Override
		public void stopped(Throwable cause) {
			if (!this.stopped) {
				this.stopped = true;
				MeteredShardHandlers.this.count.stopped().incrementAndGet();
			}
			super.stopped(cause);
		}

		@Override
		public void left(Reason reason) {
			MeteredShardHandlers.this.gauges.remove(this.group, this);
			MeteredShardHandlers.this.count.assigned().decrementAndGet();
			if (this.stopped) {
				MeteredShardHandlers.this.count.stopped().decrementAndGet();
			}
			super.left(reason);
		}

	}

}
