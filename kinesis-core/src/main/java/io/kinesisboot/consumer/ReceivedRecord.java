package io.kinesisboot.consumer;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * A user record as it was read from a shard. Immutable.
 *
 * @param stream the stream's name
 * @param shardId the shard that it was read from
 * @param partitionKey the key that it was put with
 * @param explicitHashKey the hash key that it was put with instead of its partition key's
 * hash, or null
 * @param sequenceNumber the sequence number of its stream record
 * @param subSequenceNumber the index within an aggregated record, 0 for any other
 * @param approximateArrivalTimestamp when the service received it, to the millisecond
 * @param data the payload, read-only; its position belongs to the caller, so
 * {@link ByteBuffer#duplicate() duplicate} it before reading
 * @param tags what the producer sent with the payload, such as headers; empty unless it
 * was in an aggregate
 * @since 0.1.0
 */
public record ReceivedRecord(String stream, String shardId, String partitionKey, @Nullable String explicitHashKey,
		String sequenceNumber, long subSequenceNumber, Instant approximateArrivalTimestamp, ByteBuffer data,
		Map<String, String> tags) {

	public ReceivedRecord {
		data = data.isReadOnly() ? data : data.asReadOnlyBuffer();
		tags = Map.copyOf(tags);
	}

	/**
	 * The payload as a new array.
	 * @return a copy of the payload
	 */
	public byte[] bytes() {
		byte[] bytes = new byte[this.data.remaining()];
		this.data.duplicate().get(bytes);
		return bytes;
	}

	/**
	 * Where the record is to be found, without its payload.
	 * @return stream, shard and sequence numbers
	 */
	@Override
	public String toString() {
		return "record " + this.sequenceNumber + "/" + this.subSequenceNumber + " of shard " + this.shardId
				+ " of stream '" + this.stream + "'";
	}

}
