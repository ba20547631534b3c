package io.kinesisboot.convert;

import java.util.Map;

import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Chooses a converter by the type of the payload, and lets that one decide by the content
 * type where it has a choice. It never answers null: it is the last that is asked.
 * Thread-safe, as its converters are.
 */
final class TypedMessageConverter implements SmartMessageConverter {

	private static final int GLUE_HEADER_BYTES = 18;

	private static final byte GLUE_VERSION = 3;

	private static final byte GLUE_PLAIN = 0;

	private static final byte GLUE_ZLIB = 5;

	private final Map<Class<?>, SmartMessageConverter> converters;

	/**
	 * Creates a converter.
	 * @param converters the converters by the types that they take, in the order in which
	 * these are tried
	 */
	TypedMessageConverter(Map<Class<?>, SmartMessageConverter> converters) {
		this.converters = converters;
	}

	@Override
	public Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		Object payload;
		try {
			payload = of(targetClass).fromMessage(message, targetClass, conversionHint);
		}
		catch (RuntimeException ex) {
			throw new MessageConversionException(message, reading(message, targetClass) + ": " + ex.getMessage(), ex);
		}
		if (payload == null) {
			throw new MessageConversionException(message, reading(message, targetClass));
		}
		return payload;
	}

	private static String reading(Message<?> message, Class<?> type) {
		String header = hasGlueHeader(message.getPayload())
				? " with the header of the Glue schema registry, which needs a GlueMessageConverter," : "";
		return "Payload%s%s cannot become a '%s'".formatted(contentType(message.getHeaders()), header, type.getName());
	}

	/**
	 * No text begins so, and nothing that Avro or Protobuf write.
	 */
	private static boolean hasGlueHeader(Object payload) {
		return payload instanceof byte[] bytes && bytes.length >= GLUE_HEADER_BYTES && bytes[0] == GLUE_VERSION
				&& (bytes[1] == GLUE_PLAIN || bytes[1] == GLUE_ZLIB);
	}

	@Override
	public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	@Override
	public Message<?> toMessage(Object payload, @Nullable MessageHeaders headers, @Nullable Object conversionHint) {
		Message<?> message;
		try {
			message = of(payload.getClass()).toMessage(payload, headers, conversionHint);
		}
		catch (RuntimeException ex) {
			throw new MessageConversionException(writing(payload, headers) + ": " + ex.getMessage(), ex);
		}
		if (message == null) {
			throw new MessageConversionException(writing(payload, headers));
		}
		return message;
	}

	private static String writing(Object payload, @Nullable MessageHeaders headers) {
		return "A '%s' cannot become a payload%s".formatted(payload.getClass().getName(), contentType(headers));
	}

	private static String contentType(@Nullable MessageHeaders headers) {
		Object contentType = (headers != null) ? headers.get(MessageHeaders.CONTENT_TYPE) : null;
		return (contentType != null) ? " of content type '" + contentType + "'" : "";
	}

	private SmartMessageConverter of(Class<?> type) {
		for (Map.Entry<Class<?>, SmartMessageConverter> converter : this.converters.entrySet()) {
			if (converter.getKey().isAssignableFrom(type)) {
				return converter.getValue();
			}
		}
		throw new MessageConversionException("No converter takes a '" + type.getName() + "'");
	}

}
