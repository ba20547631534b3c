package io.kinesisboot.consumer.torture;

/**
 * How the tenure of a lease ended.
 */
enum TenureEnd {

	/** Its process was killed. */
	CRASHED,

	/** Another worker got the lease meanwhile. */
	LOST,

	/** It was asked to end, and wrote its last checkpoint. */
	DRAINED,

	/** The shard was read to its end. */
	SHARD_ENDED,

	/** Its process ended in order, but not the tenure. */
	ABANDONED,

	/** Not at all. */
	NONE;

	/**
	 * Whether records that it has handled may be handled again.
	 */
	boolean explainsDuplicates() {
		return this == CRASHED || this == LOST;
	}

}
