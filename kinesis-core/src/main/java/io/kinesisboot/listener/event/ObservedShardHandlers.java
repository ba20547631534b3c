package io.kinesisboot.listener.event;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.DelegatingShardHandler;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.WindowLimits;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Knows the shards of a listener, and tells what happens to them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class ObservedShardHandlers implements ShardHandler.Factory {

	private static final Logger logger = LoggerFactory.getLogger(ObservedShardHandlers.class);

	private final String listenerId;

	private final ShardHandler.Factory handlers;

	private final EventOptions options;

	private final Consumer<ShardEvent> events;

	private final Clock clock;

	private final Set<ObservedShardHandler> present = ConcurrentHashMap.newKeySet();

	/**
	 * Creates a factory.
	 * @param listenerId the listener's id
	 * @param handlers makes the handlers that do the work
	 * @param options when events are published that tell of time
	 * @param events is told what happens, by the threads of the shards
	 * @param clock tells the time
	 */
	public ObservedShardHandlers(String listenerId, ShardHandler.Factory handlers, EventOptions options,
			Consumer<ShardEvent> events, Clock clock) {
		this.listenerId = listenerId;
		this.handlers = handlers;
		this.options = options;
		this.events = events;
		this.clock = clock;
	}

	@Override
	public ShardHandler create(AssignedShard shard) {
		ObservedShardHandler handler = new ObservedShardHandler(
				new ShardEvent.Source(this.listenerId, shard.stream(), shard.shardId()), this.handlers.create(shard));
		this.present.add(handler);
		tell(new ShardEvent.Assigned(handler.source));
		return handler;
	}

	/**
	 * A shard is not to suffer from who listens to its events.
	 */
	private void tell(ShardEvent event) {
		try {
			this.events.accept(event);
		}
		catch (RuntimeException ex) {
			logger.error("Event {} could not be published", event, ex);
		}
	}

	@Override
	public WindowLimits window() {
		return this.handlers.window();
	}

	/**
	 * The shards that the listener has on this worker.
	 * @return their present states, in no order
	 */
	public List<ShardState> shards() {
		return this.present.stream().map(ObservedShardHandler::state).toList();
	}

	private final class ObservedShardHandler extends DelegatingShardHandler {

		private final ShardEvent.Source source;

		private volatile @Nullable Duration behindLatest;

		private volatile @Nullable Throwable failure;

		private boolean active;

		private long activeMillis;

		private long toldMillis;

		private boolean lagging;

		ObservedShardHandler(ShardEvent.Source source, ShardHandler handler) {
			super(handler);
			this.source = source;
			this.activeMillis = ObservedShardHandlers.this.clock.millis();
		}

		ShardState state() {
			return new ShardState(this.source, this.behindLatest, this.failure);
		}

		@Override
		public void handle(OpenRecord record) throws InterruptedException {
			this.active = true;
			super.handle(record);
		}

		@Override
		public void readEnded(Duration behindLatest) throws InterruptedException {
			this.behindLatest = behindLatest;
			super.readEnded(behindLatest);
			tellIdle();
			tellLag(behindLatest);
		}

		private void tellIdle() {
			Duration interval = ObservedShardHandlers.this.options.idleInterval();
			if (interval == null) {
				return;
			}
			long now = ObservedShardHandlers.this.clock.millis();
			if (this.active) {
				this.activeMillis = now;
				this.active = false;
			}
			else if (now >= Math.max(this.activeMillis, this.toldMillis) + interval.toMillis()) {
				this.toldMillis = now;
				tell(new ShardEvent.Idle(this.source, Duration.ofMillis(now - this.activeMillis)));
			}
		}

		private void tellLag(Duration behindLatest) {
			Duration threshold = ObservedShardHandlers.this.options.lagThreshold();
			boolean behind = threshold != null && behindLatest.compareTo(threshold) > 0;
			if (behind && !this.lagging) {
				tell(new ShardEvent.Lagging(this.source, behindLatest));
			}
			this.lagging = behind;
		}

		@Override
		public void stopped(Throwable cause) {
			this.failure = cause;
			super.stopped(cause);
			tell(new ShardEvent.Stopped(this.source, cause));
		}

		@Override
		public void left(Reason reason) {
			ObservedShardHandlers.this.present.remove(this);
			super.left(reason);
			tell(switch (reason) {
				case ENDED -> new ShardEvent.Ended(this.source);
				case LOST -> new ShardEvent.Lost(this.source);
				case STOPPED -> new ShardEvent.Released(this.source);
			});
		}

	}

}
