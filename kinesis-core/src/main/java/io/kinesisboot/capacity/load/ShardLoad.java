package io.kinesisboot.capacity.load;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

import io.kinesisboot.capacity.ShardNeed;
import io.kinesisboot.shard.HashKey;

/**
 * What a shard was written in a span of time. Immutable.
 *
 * @param shardId the shard
 * @param window how long the span is
 * @param end when it ends: what arrived later was not yet read
 * @param bytesPerSecond how many bytes of data and partition keys a second
 * @param streamRecordsPerSecond how many stream records a second
 * @param keys the keys with the largest shares, the largest first
 * @param sample hash keys of the load, in their order: each stands for as much of it
 * @since 0.1.0
 */
public record ShardLoad(String shardId, Duration window, Instant end, double bytesPerSecond,
		double streamRecordsPerSecond, List<KeyLoad> keys, List<HashKey> sample) {

	public ShardLoad {
		keys = List.copyOf(keys);
		sample = List.copyOf(sample);
	}

	/**
	 * How much of what the shard may take it was written.
	 * @return the share of the bytes or of the records, whichever is larger; 1 is full
	 */
	public double utilization() {
		return utilization(this.bytesPerSecond, this.streamRecordsPerSecond);
	}

	static double utilization(double bytesPerSecond, double streamRecordsPerSecond) {
		return Math.max(bytesPerSecond / ShardNeed.WRITE_BYTES, streamRecordsPerSecond / ShardNeed.WRITE_RECORDS);
	}

}
