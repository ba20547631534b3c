package io.kinesisboot.embedded.parameter;

/**
 * Where a reader of a shard begins.
 *
 * @since 0.1.0
 */
public enum IteratorKind {

	/** With the record of a number. */
	AT_SEQUENCE_NUMBER,

	/** With the record after a number. */
	AFTER_SEQUENCE_NUMBER,

	/** With the oldest record. */
	TRIM_HORIZON,

	/** With the next record to come. */
	LATEST,

	/** With the first record that arrived at a time or later. */
	AT_TIMESTAMP

}
