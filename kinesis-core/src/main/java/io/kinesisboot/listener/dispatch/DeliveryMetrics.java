package io.kinesisboot.listener.dispatch;

/**
 * Is told what becomes of the records of a shard, to count it. Called by the threads of
 * listeners, often at once and for each call: implementations are thread-safe and quick,
 * and do not throw.
 *
 * @since 0.1.0
 */
public interface DeliveryMetrics {

	/** Counts nothing. */
	DeliveryMetrics NONE = new DeliveryMetrics() {
	};

	/**
	 * The listener has handled records.
	 * @param records how many
	 */
	default void handled(int records) {
	}

	/**
	 * The listener does not want a record.
	 */
	default void filtered() {
	}

	/**
	 * The recoverer has taken a record that the listener could not handle.
	 */
	default void recovered() {
	}

	/**
	 * A call of the listener has failed.
	 */
	default void failed() {
	}

	/**
	 * A call that has failed is to be repeated, with all of its records or a half.
	 */
	default void retried() {
	}

}
