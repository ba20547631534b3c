package io.kinesisboot.listener.dispatch;

/**
 * Adds something to the calls of listeners. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListenerDecorator {

	/** Adds nothing. */
	ListenerDecorator NONE = (listener, applicationName) -> listener;

	/**
	 * Adds something to the calls of a listener.
	 * @param listener the listener
	 * @param applicationName the name under which its checkpoints are kept
	 * @return the listener to call instead
	 */
	RecordListener decorate(RecordListener listener, String applicationName);

}
