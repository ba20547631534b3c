package io.kinesisboot.template;

import java.nio.ByteBuffer;
import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.MessageConverter;

/**
 * Makes bytes of payloads. Thread-safe, as its converter is.
 *
 * @param converter what knows the types of payloads
 */
record PayloadConverter(MessageConverter converter) {

	private static final MessageHeaders NO_HEADERS = new MessageHeaders(Map.of());

	/**
	 * Makes headers that say what to make of payloads; each has an id, so that they are
	 * worth keeping.
	 * @param contentType what to make, or {@code null} to leave it to the converter
	 */
	static MessageHeaders headers(@Nullable Object contentType) {
		return (contentType != null) ? new MessageHeaders(Map.of(MessageHeaders.CONTENT_TYPE, contentType))
				: NO_HEADERS;
	}

	/**
	 * Makes bytes of a payload.
	 * @param stream where it goes, for errors
	 * @param payload the payload
	 * @param headers what to make of it
	 */
	ByteBuffer toBytes(String stream, Object payload, MessageHeaders headers) {
		try {
			Message<?> message = this.converter.toMessage(payload, headers);
			if (message != null && message.getPayload() instanceof byte[] bytes) {
				return ByteBuffer.wrap(bytes);
			}
		}
		catch (MessageConversionException ex) {
			throw new PayloadConversionException(stream, payload.getClass(), ex);
		}
		throw new PayloadConversionException(stream, payload.getClass(), null);
	}

}
