package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.List;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.OpenRecord;

/**
 * Delivers the records of a shard, one call at a time, until the shard must be left.
 * Confined to the thread that reads the shard.
 */
final class SerialDelivery {

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

	private final AssignedShard shard;

	private final ListenerGate gate;

	/** Whether the shard must be left: what was not handled stays open. */
	private boolean left;

	SerialDelivery(AssignedShard shard, ListenerGate gate) {
		this.shard = shard;
		this.gate = gate;
	}

	/**
	 * Delivers records, once the gate is open.
	 * @return false if the shard must be left before all of them are done
	 */
	boolean deliver(RecordDelivery delivery, List<OpenRecord> records) throws InterruptedException {
		while (!this.left && !this.gate.await(CHECK_INTERVAL)) {
			this.left = this.shard.awaitStop(Duration.ZERO);
		}
		this.left = this.left || !delivery.deliver(records);
		return !this.left;
	}

	boolean isLeft() {
		return this.left;
	}

	void leave() {
		this.left = true;
	}

}
