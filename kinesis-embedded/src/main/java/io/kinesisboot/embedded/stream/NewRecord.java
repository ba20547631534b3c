package io.kinesisboot.embedded.stream;

/**
 * A record that a client puts. Immutable; nobody writes to the bytes.
 *
 * @param partitionKey the partition key
 * @param hashKey what decides the shard
 * @param data the payload
 * @since 0.1.0
 */
public record NewRecord(String partitionKey, HashKey hashKey, byte[] data) {

}
