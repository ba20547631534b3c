package io.kinesisboot.consumer;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * How far the handling of a shard is, at one moment. Immutable.
 *
 * @param openRecords how many records are open
 * @param openBytes how much payload they have
 * @param checkpointAge how long ago a checkpoint was written, or none was due because all
 * was done and checkpointed; null if the source keeps none
 * @since 0.1.0
 */
public record ShardProgress(int openRecords, long openBytes, @Nullable Duration checkpointAge) {

	/** Of a source that does not tell. */
	public static final ShardProgress NONE = new ShardProgress(0, 0, null);

}
