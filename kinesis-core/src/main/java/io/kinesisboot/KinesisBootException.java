package io.kinesisboot;

import org.jspecify.annotations.Nullable;

/**
 * The root of all exceptions of this module. Immutable.
 *
 * @since 0.1.0
 */
public class KinesisBootException extends RuntimeException {

	public KinesisBootException(String message) {
		super(message);
	}

	public KinesisBootException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
