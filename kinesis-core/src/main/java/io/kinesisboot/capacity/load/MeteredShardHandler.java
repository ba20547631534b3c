package io.kinesisboot.capacity.load;

import java.time.Instant;

import io.kinesisboot.consumer.DelegatingShardHandler;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;

/**
 * Counts the records of a shard before they are handled. Called as handlers are.
 */
final class MeteredShardHandler extends DelegatingShardHandler {

	private final LoadMeter stream;

	private final ShardMeter meter;

	MeteredShardHandler(ShardHandler handler, String shardId, LoadMeter stream) {
		super(handler);
		this.stream = stream;
		this.meter = stream.measure(shardId);
	}

	@Override
	public void handle(OpenRecord record) throws InterruptedException {
		this.meter.add(record.record());
		super.handle(record);
	}

	@Override
	public void readUpTo(Instant arrival) throws InterruptedException {
		this.meter.readUpTo(arrival);
		super.readUpTo(arrival);
	}

	@Override
	public void left(Reason reason) {
		this.stream.forget(this.meter);
		super.left(reason);
	}

}
