package io.kinesisboot.embedded.stream;

import java.util.List;

import io.kinesisboot.embedded.log.StoredRecord;

/**
 * What one read of a shard found. Immutable.
 *
 * @param records the records, oldest first
 * @param nextPosition where the next read begins
 * @param lastOfShard whether the shard is closed and has no more records after these
 * @param millisBehindLatest the age of the last of the records; if there are no younger
 * ones 0, or how long ago the shard was closed
 * @since 0.1.0
 */
public record RecordBatch(List<StoredRecord> records, long nextPosition, boolean lastOfShard, long millisBehindLatest) {

}
