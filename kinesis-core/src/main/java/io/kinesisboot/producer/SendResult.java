package io.kinesisboot.producer;

/**
 * Where a record ended up. Immutable.
 *
 * @param stream the name of the stream
 * @param shardId the shard that took the record
 * @param sequenceNumber the record's place in that shard
 * @param attempts how many calls of PutRecords carried the record; more than one means
 * that an earlier one may have stored it too
 * @since 0.1.0
 */
public record SendResult(String stream, String shardId, String sequenceNumber, int attempts) {
}
