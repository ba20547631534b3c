package io.kinesisboot.embedded.stream;

/**
 * Who decides how many shards a stream has.
 *
 * @since 0.1.0
 */
public enum CapacityMode {

	/** Its owner. */
	PROVISIONED,

	/** The service, by its traffic. */
	ON_DEMAND

}
