package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.util.List;

import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.ApplicationReset;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.WindowLimits;

/**
 * Sources whose records are counted. Thread-safe.
 *
 * @param sources what makes the sources
 * @param meters what counts
 */
record MeteredSources(RecordSource.Factory sources,
		LoadMeters meters) implements RecordSource.Factory, ApplicationReset, ApplicationInspection {

	@Override
	public RecordSource create(RecordSource.Request request, ShardHandler.Factory handlers) {
		return this.sources.create(request, new ShardHandler.Factory() {

			@Override
			public ShardHandler create(AssignedShard shard) {
				return new MeteredShardHandler(handlers.create(shard), shard.shardId(),
						MeteredSources.this.meters.meter(request.applicationName(), shard.stream()));
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

	@Override
	public List<ShardLease> leases(RecordSource.Request request, Duration timeout) {
		return visible().leases(request, timeout);
	}

	@Override
	public void reach(RecordSource.Request request, Duration timeout) {
		visible().reach(request, timeout);
	}

	@Override
	public String workerId(RecordSource.Request request) {
		return visible().workerId(request);
	}

	private ApplicationInspection visible() {
		if (this.sources instanceof ApplicationInspection inspection) {
			return inspection;
		}
		throw new UnsupportedOperationException("The source has no leases: " + this.sources.getClass().getName());
	}

}
