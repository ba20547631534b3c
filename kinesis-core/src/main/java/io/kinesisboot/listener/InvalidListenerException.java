package io.kinesisboot.listener;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * A listener cannot run as it is declared.
 *
 * @since 0.1.0
 */
public class InvalidListenerException extends KinesisBootException {

	/**
	 * Creates an exception.
	 * @param message the setting, what it must be and what it is
	 */
	public InvalidListenerException(String message) {
		super(message);
	}

	/**
	 * Creates an exception.
	 * @param listenerId the listener's id
	 * @param cause what is wrong with it
	 */
	public InvalidListenerException(String listenerId, @Nullable Throwable cause) {
		super("Listener '" + listenerId + "': " + ((cause != null) ? cause.getMessage() : ""), cause);
	}

}
