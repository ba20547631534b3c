package io.kinesisboot.stream.plan;

/**
 * What may be done so that a stream becomes as it shall be. Immutable.
 *
 * @param onMissing what to do if there is no such stream
 * @param onDifference what to do if it is not as it shall be
 * @param reduce whether an update may also take away: shards, retention, and with it
 * records, the size of records, encryption
 * @since 0.1.0
 */
public record StreamPolicy(OnMissing onMissing, OnDifference onDifference, boolean reduce) {

	/** Creates what is missing, and changes nothing that is there. */
	public static final StreamPolicy DEFAULT = new StreamPolicy(OnMissing.CREATE, OnDifference.WARN, false);

	/**
	 * What to do if there is no such stream.
	 */
	public enum OnMissing {

		/** Fails. */
		FAIL,

		/** Creates it. */
		CREATE

	}

	/**
	 * What to do if a stream is not as it shall be.
	 */
	public enum OnDifference {

		/** Says so in the log. */
		WARN,

		/** Changes it. */
		UPDATE,

		/** Fails. */
		FAIL

	}

}
