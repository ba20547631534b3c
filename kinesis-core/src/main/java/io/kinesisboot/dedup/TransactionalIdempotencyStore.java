package io.kinesisboot.dedup;

import java.util.function.Predicate;
import java.util.function.Supplier;

/**
 * A store that keeps its keys where the effects happen, so that both are committed or
 * neither is. Its keys are claimed and settled within its transactions, on their thread.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface TransactionalIdempotencyStore extends IdempotencyStore {

	/**
	 * Runs a call in a transaction. If it throws, or is not to be kept, nothing of it has
	 * happened.
	 * @param <T> what the call returns
	 * @param call claims keys and has their effects
	 * @param keep whether to commit, by what the call has returned
	 * @return what the call has returned
	 * @throws RuntimeException if the transaction could not be begun or committed, or
	 * what the call has thrown
	 */
	<T> T inTransaction(Supplier<T> call, Predicate<T> keep);

}
