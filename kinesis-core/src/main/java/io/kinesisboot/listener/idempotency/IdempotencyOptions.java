package io.kinesisboot.listener.idempotency;

import io.kinesisboot.dedup.IdempotencyMetrics;
import io.kinesisboot.dedup.IdempotencyStore;
import org.jspecify.annotations.Nullable;

/**
 * Whether and how a listener has the effect of a record once. Immutable.
 *
 * @param store remembers which records have had it; null if none does
 * @param key says which records are the same
 * @param inProgress what happens to a record while another one with its key is being
 * handled elsewhere
 * @param metrics counts
 * @since 0.1.0
 */
public record IdempotencyOptions(@Nullable IdempotencyStore store, IdempotencyKey key, InProgress inProgress,
		IdempotencyMetrics metrics) {

	/** No store; with one, a record is the same if it is read again, and waits. */
	public static final IdempotencyOptions NONE = new IdempotencyOptions(null, IdempotencyKey.SEQUENCE_NUMBER,
			InProgress.WAIT, IdempotencyMetrics.NONE);

	public IdempotencyOptions withStore(@Nullable IdempotencyStore store) {
		return new IdempotencyOptions(store, this.key, this.inProgress, this.metrics);
	}

	public IdempotencyOptions withKey(IdempotencyKey key) {
		return new IdempotencyOptions(this.store, key, this.inProgress, this.metrics);
	}

	public IdempotencyOptions withInProgress(InProgress inProgress) {
		return new IdempotencyOptions(this.store, this.key, inProgress, this.metrics);
	}

	public IdempotencyOptions withMetrics(IdempotencyMetrics metrics) {
		return new IdempotencyOptions(this.store, this.key, this.inProgress, metrics);
	}

}
