package io.kinesisboot.producer;

/**
 * What becomes of the records that a producer has taken and not yet put when its circuit
 * breaker opens. New ones are refused either way.
 *
 * @since 0.1.0
 */
public enum OpenCircuit {

	/** They wait until calls are permitted again, or their time to live is over. */
	KEEP,

	/** They fail at once. */
	FAIL

}
