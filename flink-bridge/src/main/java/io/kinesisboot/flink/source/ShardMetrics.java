package io.kinesisboot.flink.source;

import java.util.function.LongSupplier;

import io.kinesisboot.flink.StreamName;
import org.apache.flink.metrics.Gauge;
import org.apache.flink.metrics.MetricGroup;

/**
 * The meters of a reader's shards, which last as long as its task: Flink takes none away
 * before. Confined to the thread of the reader.
 */
final class ShardMetrics {

	private static final String GROUP = "KinesisStreamSource";

	private final MetricGroup group;

	ShardMetrics(MetricGroup group, StreamName stream) {
		this.group = group.addGroup(GROUP).addGroup("stream", stream.name());
	}

	void register(String shardId, LongSupplier millisBehindLatest) {
		Gauge<Long> gauge = millisBehindLatest::getAsLong;
		this.group.addGroup("shardId", shardId).gauge("millisBehindLatest", gauge);
	}

}
