package io.kinesisboot.producer;

/**
 * Which order a stream keeps among the records of a producer.
 *
 * @since 0.1.0
 */
public enum Ordering {

	/**
	 * The records of a partition key are in the stream in the order in which one thread
	 * sent them, whatever is refused, lost or resharded meanwhile; a record that is sent
	 * again after its answer was lost may be there twice. A shard has one call under way
	 * at a time.
	 */
	KEY,

	/** None. */
	NONE

}
