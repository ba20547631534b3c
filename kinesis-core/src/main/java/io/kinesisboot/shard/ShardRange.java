package io.kinesisboot.shard;

/**
 * A shard and the hash keys it holds. Immutable.
 *
 * @param shardId the shard's id
 * @param hashKeys its hash keys
 * @since 0.1.0
 */
public record ShardRange(String shardId, HashRange hashKeys) {

}
