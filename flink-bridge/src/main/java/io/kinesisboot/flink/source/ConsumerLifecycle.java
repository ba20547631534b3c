package io.kinesisboot.flink.source;

/**
 * Who registers the consumer that a stream is pushed to.
 *
 * @since 0.1.0
 */
public enum ConsumerLifecycle {

	/** The job: it registers the consumer, and deregisters it when it stops. */
	JOB_MANAGED,

	/** Somebody else: the consumer must be there. */
	SELF_MANAGED

}
