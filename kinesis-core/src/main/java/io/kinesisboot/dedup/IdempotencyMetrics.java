package io.kinesisboot.dedup;

/**
 * Is told what claims came to, to count it. Called by the threads of listeners, often at
 * once: implementations are thread-safe and quick, and do not throw.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IdempotencyMetrics {

	/** Counts nothing. */
	IdempotencyMetrics NONE = (listenerId, hits, misses, conflicts) -> {
	};

	/**
	 * Records were looked up.
	 * @param listenerId the listener's id
	 * @param hits how many were duplicates, whose effect has happened or is in the same
	 * call
	 * @param misses how many were new
	 * @param conflicts how many are being handled elsewhere
	 */
	void claimed(String listenerId, int hits, int misses, int conflicts);

}
