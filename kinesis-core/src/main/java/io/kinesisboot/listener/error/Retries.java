package io.kinesisboot.listener.error;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Says of one call whether and when it is repeated if it fails. Confined to one thread.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Retries {

	/** No repetition. */
	Retries NONE = (cause) -> null;

	/**
	 * The call has failed.
	 * @param cause why
	 * @return the pause before it is repeated; null if it is not
	 */
	@Nullable Duration failed(Throwable cause);

	/**
	 * The call has ended well.
	 */
	default void succeeded() {
	}

	/**
	 * Begins anew for each call. Thread-safe.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Begins.
		 * @return what says it of the next call
		 */
		Retries begin();

	}

}
