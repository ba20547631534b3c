package io.kinesisboot.embedded.log;

/**
 * A record in its shard. Immutable; nobody writes to the bytes.
 *
 * @param position its place in the shard, from 0
 * @param partitionKey the partition key
 * @param data the payload
 * @param arrivalMillis when it arrived, in milliseconds since the epoch; never less than
 * that of the record before it
 * @param encrypted whether the stream's records were encrypted then
 * @since 0.1.0
 */
public record StoredRecord(long position, String partitionKey, byte[] data, long arrivalMillis, boolean encrypted) {

}
