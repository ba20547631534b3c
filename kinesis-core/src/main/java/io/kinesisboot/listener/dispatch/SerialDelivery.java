package io.kinesisboot.listener.dispatch;

import java.util.List;

import io.kinesisboot.consumer.OpenRecord;

/**
 * Delivers the records of a shard, one call at a time, until the shard must be left.
 * Confined to the thread that reads the shard.
 */
final class SerialDelivery {

	/** Whether the shard must be left: what was not handled stays open. */
	private boolean left;

	/**
	 * Delivers records.
	 * @return false if the shard must be left before all of them are done
	 */
	boolean deliver(RecordDelivery delivery, List<OpenRecord> records) throws InterruptedException {
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
