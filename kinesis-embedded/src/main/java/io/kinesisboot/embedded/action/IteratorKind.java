package io.kinesisboot.embedded.action;

/**
 * Where a shard iterator starts.
 */
enum IteratorKind {

	AT_SEQUENCE_NUMBER, AFTER_SEQUENCE_NUMBER, TRIM_HORIZON, LATEST, AT_TIMESTAMP

}
