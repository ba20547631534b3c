package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.WindowLimits;

/**
 * Measures the shards that sources read, for each application by itself. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MeteredSources implements RecordSource.Factory, ApplicationReset {

	private final RecordSource.Factory sources;

	private final Duration window;

	private final Map<Measured, LoadMeter> meters = new ConcurrentHashMap<>();

	/**
	 * Wraps sources.
	 * @param sources what makes the sources
	 * @param window how much time a measure is to span at least, from a second to a day
	 */
	public MeteredSources(RecordSource.Factory sources, Duration window) {
		this.sources = sources;
		this.window = window;
	}

	/**
	 * Finds what measures a stream. It knows the shards that this process has.
	 * @param applicationName the application that reads it
	 * @param stream the stream's name
	 * @return the meter
	 */
	public LoadMeter meter(String applicationName, String stream) {
		return this.meters.computeIfAbsent(new Measured(applicationName, stream),
				(added) -> new LoadMeter(this.window));
	}

	@Override
	public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
		return this.sources.create(request, new ShardHandler.Factory() {

			@Override
			public ShardHandler create(AssignedShard shard) {
				return new MeteredShardHandler(handlers.create(shard), shard.shardId(),
						meter(request.applicationName(), shard.stream()));
			}

			@Override
			public WindowLimits window() {
				return handlers.window();
			}

		});
	}

	@Override
	public void reset(RecordSource.Request request, String stream, StartingPosition position) {
		movable().reset(request, stream, position);
	}

	@Override
	public void reset(RecordSource.Request request, String stream, String shardId, String sequenceNumber) {
		movable().reset(request, stream, shardId, sequenceNumber);
	}

	private ApplicationReset movable() {
		if (this.sources instanceof ApplicationReset reset) {
			return reset;
		}
		throw new UnsupportedOperationException("The source cannot be moved: " + this.sources.getClass().getName());
	}

	private record Measured(String applicationName, String stream) {

	}

}
