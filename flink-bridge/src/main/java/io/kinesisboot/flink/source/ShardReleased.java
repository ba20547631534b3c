package io.kinesisboot.flink.source;

import org.apache.flink.api.connector.source.SourceEvent;

/**
 * The coordinator tells a reader that what a shard became is in good hands. Immutable.
 *
 * @param shardId the shard that ended
 */
record ShardReleased(String shardId) implements SourceEvent {
}
