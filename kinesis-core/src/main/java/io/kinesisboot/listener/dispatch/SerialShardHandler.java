package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;

/**
 * Calls a listener with the records of one shard, one call after another, on the thread
 * that brings the records. Confined to that thread.
 */
final class SerialShardHandler implements ShardHandler {

	private final RecordDelivery delivery;

	private final int batchSize;

	private final SerialDelivery calls = new SerialDelivery();

	private List<OpenRecord> batch = new ArrayList<>();

	SerialShardHandler(RecordDelivery delivery, int batchSize) {
		this.delivery = delivery;
		this.batchSize = batchSize;
	}

	@Override
	public void handle(OpenRecord record) throws InterruptedException {
		if (this.batchSize == 1) {
			deliver(List.of(record));
			return;
		}
		this.batch.add(record);
		if (this.batch.size() >= this.batchSize) {
			deliverBatch();
		}
	}

	@Override
	public void readEnded(Duration behindLatest) throws InterruptedException {
		if (!this.batch.isEmpty()) {
			deliverBatch();
		}
	}

	@Override
	public void noRoom() throws InterruptedException {
		readEnded(Duration.ZERO);
	}

	private void deliverBatch() throws InterruptedException {
		List<OpenRecord> records = this.batch;
		this.batch = new ArrayList<>(records.size());
		deliver(records);
	}

	private void deliver(List<OpenRecord> records) throws InterruptedException {
		this.calls.deliver(this.delivery, records);
	}

	/**
	 * Whether the shard must be left: what was not handled stays open.
	 */
	boolean isLeft() {
		return this.calls.isLeft();
	}

	@Override
	public void stop() {
		this.calls.leave();
	}

}
