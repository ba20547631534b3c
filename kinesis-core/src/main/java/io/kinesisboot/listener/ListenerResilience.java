package io.kinesisboot.listener;

import io.kinesisboot.guard.Guards;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.error.ErrorOptions;

/**
 * Finds what keeps the calls of listeners from doing harm, by names. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ListenerResilience extends Guards {

	/**
	 * Has failed calls repeated by a retry instance.
	 * @param errors what is done when a listener fails
	 * @param name the name of the instance
	 * @return the same, but for when calls are repeated
	 * @throws io.kinesisboot.guard.UnknownGuardException if there is none of this name
	 */
	ErrorOptions retry(ErrorOptions errors, String name);

	/**
	 * Limits how long a call may take.
	 * @param listener the listener
	 * @param name the name of the time limiter
	 * @return the listener to call instead
	 * @throws io.kinesisboot.guard.UnknownGuardException if there is none of this name
	 */
	RecordListener timeLimit(RecordListener listener, String name);

}
