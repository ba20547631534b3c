package io.kinesisboot.convert;

import java.nio.charset.StandardCharsets;

import org.jspecify.annotations.Nullable;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.Message;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;

/**
 * Converts to and from JSON. What is read into a string without being a JSON text is
 * taken as it is written, so that a listener can see the JSON of an object. Thread-safe.
 */
final class JsonMessageConverter extends JacksonJsonMessageConverter {

	JsonMessageConverter() {
	}

	JsonMessageConverter(JsonMapper jsonMapper) {
		super(jsonMapper);
	}

	@Override
	protected @Nullable Object convertFromInternal(Message<?> message, Class<?> targetClass,
			@Nullable Object conversionHint) {
		if (targetClass == String.class && message.getPayload() instanceof byte[] bytes) {
			String json = new String(bytes, StandardCharsets.UTF_8);
			if (!json.stripLeading().startsWith("\"")) {
				return json;
			}
		}
		return super.convertFromInternal(message, targetClass, conversionHint);
	}

}
