package io.kinesisboot.flink.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * A reader tells the coordinator that it has emitted all that a shard holds. It keeps the
 * shard, and with it the shard's watermark, until {@link ShardReleased} comes. Immutable.
 *
 * @param shardId the shard
 */
record ShardEnded(String shardId) implements SourceEvent {
}
