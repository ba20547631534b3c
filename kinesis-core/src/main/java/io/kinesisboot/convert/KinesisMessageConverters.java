package io.kinesisboot.convert;

import java.util.List;

import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.JacksonJsonMessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;

/**
 * The converters between payloads and the bytes of records: {@code byte[]} as it is,
 * {@code String} as UTF-8, everything else as JSON. The type decides, not a content type,
 * which records do not carry.
 *
 * @since 0.1.0
 */
public final class KinesisMessageConverters {

	private KinesisMessageConverters() {
	}

	/**
	 * Creates the default converter, whose JSON is Jackson's with its modules; it ignores
	 * unknown properties.
	 * @return a thread-safe converter for both directions
	 */
	public static SmartMessageConverter create() {
		return compose(new JacksonJsonMessageConverter());
	}

	/**
	 * Creates the default converter with a mapper of its own for JSON.
	 * @param jsonMapper the mapper
	 * @return a thread-safe converter for both directions
	 */
	public static SmartMessageConverter create(JsonMapper jsonMapper) {
		return compose(new JacksonJsonMessageConverter(jsonMapper));
	}

	private static SmartMessageConverter compose(JacksonJsonMessageConverter json) {
		return new CompositeMessageConverter(
				List.of(new ByteArrayMessageConverter(), new StringMessageConverter(), json));
	}

}
