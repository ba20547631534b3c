package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;

import io.kinesisboot.embedded.firehose.plan.PartitionKeys;
import org.jspecify.annotations.Nullable;

/**
 * A record on its way. Immutable.
 *
 * @param id what tells it from others
 * @param data its payload, which nobody may change
 * @param arrival when it arrived
 * @param position where it was in a Kinesis stream, or null if it was put
 * @param keys by what it is parted from others
 */
record DeliveryRecord(String id, byte[] data, Instant arrival, @Nullable SourcePosition position, PartitionKeys keys) {

	DeliveryRecord(String id, byte[] data, Instant arrival, @Nullable SourcePosition position) {
		this(id, data, arrival, position, PartitionKeys.NONE);
	}

	DeliveryRecord withData(byte[] newData) {
		return new DeliveryRecord(this.id, newData, this.arrival, this.position, this.keys);
	}

	DeliveryRecord withKeys(PartitionKeys newKeys) {
		return new DeliveryRecord(this.id, this.data, this.arrival, this.position, newKeys);
	}

}
