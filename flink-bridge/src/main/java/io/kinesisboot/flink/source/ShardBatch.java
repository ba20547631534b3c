package io.kinesisboot.flink.source;

import java.util.List;

import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * What came of a shard at once. Immutable.
 *
 * @param records its stream records, in the shard's order
 * @param last whether nothing comes after them, because the shard is closed
 */
record ShardBatch(List<Record> records, boolean last) {

	ShardBatch {
		records = List.copyOf(records);
	}

	boolean isEmpty() {
		return this.records.isEmpty() && !this.last;
	}

}
