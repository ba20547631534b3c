package io.kinesisboot.deadletter;

import io.kinesisboot.KinesisBootException;

/**
 * A dead letter is larger than its destination takes, and was not sent. Immutable.
 *
 * @since 0.1.0
 */
public class DeadLetterTooLargeException extends KinesisBootException {

	DeadLetterTooLargeException(DeadLetter letter, Destination destination, int maxBytes, String reason, int bytes) {
		super("The dead letter of %s must not be larger than %d bytes in '%s' (%s) but was %d"
			.formatted(letter.record(), maxBytes, destination, reason, bytes));
	}

}
