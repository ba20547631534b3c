package io.kinesisboot.embedded.firehose.source;

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
 * @since 0.1.0
 */
public record DeliveryRecord(String id, byte[] data, Instant arrival, @Nullable SourcePosition position,
		PartitionKeys keys) {

	/**
	 * Creates a record without partition keys.
	 * @param id what tells it from others
	 * @param data its payload, which nobody may change
	 * @param arrival when it arrived
	 * @param position where it was in a Kinesis stream, or null if it was put
	 */
	public DeliveryRecord(String id, byte[] data, Instant arrival, @Nullable SourcePosition position) {
		this(id, data, arrival, position, PartitionKeys.NONE);
	}

	public DeliveryRecord withData(byte[] newData) {
		return new DeliveryRecord(this.id, newData, this.arrival, this.position, this.keys);
	}

	public DeliveryRecord withKeys(PartitionKeys newKeys) {
		return new DeliveryRecord(this.id, this.data, this.arrival, this.position, newKeys);
	}

}
