package io.kinesisboot.deadletter;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * What was read is no dead letter, or a damaged one. Immutable.
 *
 * @since 0.1.0
 */
public class MalformedDeadLetterException extends KinesisBootException {

	MalformedDeadLetterException(String message, @Nullable Throwable cause) {
		super(message, cause);
	}

}
