package io.kinesisboot.convert;

import io.kinesisboot.TemporaryFailure;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.MessageConversionException;

/**
 * A payload cannot be read now because its schema cannot be fetched; nothing is said of
 * the payload, and it may be read later. Immutable.
 *
 * @since 0.1.0
 */
public class SchemaUnavailableException extends MessageConversionException implements TemporaryFailure {

	SchemaUnavailableException(Message<?> message, String description, @Nullable Throwable cause) {
		super(message, description, cause);
	}

}
