package io.kinesisboot;

import org.jspecify.annotations.Nullable;

/**
 * Root of the exceptions that this library throws.
 *
 * @since 0.1.0
 */
public class KinesisBootException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what went wrong, with the facts
	 */
	public KinesisBootException(String message) {
		super(message);
	}

	/**
	 * Creates an exception.
	 * @param message what went wrong, with the facts
	 * @param cause what made it go wrong
	 */
	public KinesisBootException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
