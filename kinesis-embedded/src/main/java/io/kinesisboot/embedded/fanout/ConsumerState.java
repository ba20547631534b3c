package io.kinesisboot.embedded.fanout;

/**
 * What a registered consumer is doing.
 *
 * @since 0.1.0
 */
public enum ConsumerState {

	/** It has just been registered and cannot read yet. */
	CREATING,

	/** It can read. */
	ACTIVE,

	/** It has been deregistered and cannot read any more. */
	DELETING

}
