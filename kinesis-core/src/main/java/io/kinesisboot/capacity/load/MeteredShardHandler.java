package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.time.Instant;

import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;

/**
 * Counts the records of a shard before they are handled. Called as handlers are.
 */
final class MeteredShardHandler implements ShardHandler {

	private final ShardHandler handler;

	private final LoadMeter stream;

	private final ShardMeter meter;

	MeteredShardHandler(ShardHandler handler, String shardId, LoadMeter stream) {
		this.handler = handler;
		this.stream = stream;
		this.meter = stream.measure(shardId);
	}

	@Override
	public void handle(OpenRecord record) throws InterruptedException {
		this.meter.add(record.record());
		this.handler.handle(record);
	}

	@Override
	public void readEnded(Duration behindLatest) throws InterruptedException {
		this.handler.readEnded(behindLatest);
	}

	@Override
	public void readUpTo(Instant arrival) throws InterruptedException {
		this.meter.readUpTo(arrival);
		this.handler.readUpTo(arrival);
	}

	@Override
	public void noRoom() throws InterruptedException {
		this.handler.noRoom();
	}

	@Override
	public void ended() throws InterruptedException {
		this.handler.ended();
	}

	@Override
	public void stop() throws InterruptedException {
		this.handler.stop();
	}

	@Override
	public void stopped(Throwable cause) {
		this.handler.stopped(cause);
	}

	@Override
	public void left(Reason reason) {
		this.stream.forget(this.meter);
		this.handler.left(reason);
	}

}
