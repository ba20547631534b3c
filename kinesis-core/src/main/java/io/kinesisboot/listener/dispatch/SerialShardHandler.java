package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ShardHandler;

/**
 * Calls a listener with the records of one shard, one call after another, on the thread
 * that brings the records. Confined to that thread.
 */
final class SerialShardHandler implements ShardHandler {

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

	private final AssignedShard shard;

	private final RecordDelivery delivery;

	private final int batchSize;

	private final ListenerGate gate;

	private List<OpenRecord> batch = new ArrayList<>();

	/** Whether the shard must be left: what was not handled stays open. */
	private boolean left;

	SerialShardHandler(AssignedShard shard, RecordDelivery delivery, int batchSize, ListenerGate gate) {
		this.shard = shard;
		this.delivery = delivery;
		this.batchSize = batchSize;
		this.gate = gate;
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

	private void deliverBatch() throws InterruptedException {
		List<OpenRecord> records = this.batch;
		this.batch = new ArrayList<>(records.size());
		deliver(records);
	}

	private void deliver(List<OpenRecord> records) throws InterruptedException {
		while (!this.left && !this.gate.await(CHECK_INTERVAL)) {
			this.left = this.shard.awaitStop(Duration.ZERO);
		}
		this.left = this.left || !this.delivery.deliver(records);
	}

	@Override
	public void stop() {
		this.left = true;
	}

}
