package io.kinesisboot.listener.dispatch;

/**
 * Which records of a shard wait for each other.
 *
 * @since 0.1.0
 */
public enum ProcessingOrder {

	/**
	 * Those of one partition key: they never overlap and never swap. Others run at the
	 * same time.
	 */
	KEY,

	/** All: one call at a time. */
	SHARD,

	/** None: records of one key may overtake each other. */
	NONE

}
