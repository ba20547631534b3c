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
	ON_DEMAND;

	/**
	 * What a stream of this mode takes of the quota of on-demand streams.
	 * @return 1 or 0
	 */
	int onDemandStreams() {
		return (this == ON_DEMAND) ? 1 : 0;
	}

}
