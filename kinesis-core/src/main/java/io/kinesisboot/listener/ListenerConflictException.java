package io.kinesisboot.listener;

import io.kinesisboot.KinesisBootException;

/**
 * Two listeners claim one name.
 *
 * @since 0.1.0
 */
public class ListenerConflictException extends KinesisBootException {

	private final transient KinesisListenerEndpoint first;

	private final transient KinesisListenerEndpoint second;

	/**
	 * Creates an exception.
	 * @param setting what must be unique, as the annotation calls it
	 * @param reason why it must be
	 * @param value the value that both have
	 * @param first the listener that had it
	 * @param second the listener that wants it as well
	 */
	public ListenerConflictException(String setting, String reason, String value, KinesisListenerEndpoint first,
			KinesisListenerEndpoint second) {
		super("'" + setting + "' must differ between listeners (" + reason + ") but is '" + value + "' for both "
				+ describe(first) + " and " + describe(second));
		this.first = first;
		this.second = second;
	}

	private static String describe(KinesisListenerEndpoint endpoint) {
		return "listener '" + endpoint.id() + "' on streams " + endpoint.streams();
	}

	/**
	 * The listener that had the name.
	 * @return the first listener
	 */
	public KinesisListenerEndpoint first() {
		return this.first;
	}

	/**
	 * The listener that wants it as well.
	 * @return the second listener
	 */
	public KinesisListenerEndpoint second() {
		return this.second;
	}

}
