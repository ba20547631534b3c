package io.kinesisboot.template;

import java.nio.ByteBuffer;
import java.util.Map;

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

	ByteBuffer toBytes(String stream, Object payload) {
		try {
			Message<?> message = this.converter.toMessage(payload, NO_HEADERS);
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
