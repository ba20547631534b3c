package io.kinesisboot.embedded.stream;

/**
 * What a stream is good for at a moment.
 *
 * @since 0.1.0
 */
public enum StreamStatus {

	/** It has no shards yet. */
	CREATING,

	/** It takes every call. */
	ACTIVE,

	/** It takes records and readers, but no other change than the one under way. */
	UPDATING,

	/** It takes no more calls. */
	DELETING;

	/**
	 * Whether records can be put and read.
	 * @return whether they can
	 */
	public boolean takesRecords() {
		return this == ACTIVE || this == UPDATING;
	}

}
