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

	/**
	 * Makes bytes of a payload.
	 * @param stream where it goes, for errors
	 * @param payload the payload
	 * @param contentType what to make, or {@code null} to leave it to the converter
	 */
	ByteBuffer toBytes(String stream, Object payload, @Nullable Object contentType) {
		MessageHeaders headers = new MessageHeaders(
				(contentType != null) ? Map.of(MessageHeaders.CONTENT_TYPE, contentType) : Map.of());
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
