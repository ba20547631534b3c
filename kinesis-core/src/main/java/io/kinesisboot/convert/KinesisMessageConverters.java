package io.kinesisboot.convert;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import com.google.protobuf.Message;
import org.apache.avro.generic.GenericContainer;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.messaging.converter.ByteArrayMessageConverter;
import org.springframework.messaging.converter.CompositeMessageConverter;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.messaging.converter.ProtobufMessageConverter;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.converter.StringMessageConverter;
import org.springframework.util.ClassUtils;

/**
 * The converters between payloads and the bytes of records. The type of the payload
 * decides:
 * <ul>
 * <li>{@code byte[]}: as it is
 * <li>{@code String}: UTF-8; or the JSON of it, if the content type says JSON. Read from
 * JSON, it is what a JSON text holds, and anything else as it is written
 * <li>Avro's records, if Avro is there: see {@link AvroMessageConverter}
 * <li>Protobuf's generated messages, if Protobuf is there: their binary form
 * <li>everything else: JSON
 * </ul>
 * A content type ({@code contentType}), where there is one, must be one that the type can
 * be converted to or from. What cannot be converted is a
 * {@link org.springframework.messaging.converter.MessageConversionException} that names
 * the type and the reason.
 *
 * @since 0.1.0
 */
public final class KinesisMessageConverters {

	private static final ClassLoader classLoader = KinesisMessageConverters.class.getClassLoader();

	private static final boolean avroIsPresent = ClassUtils.isPresent("org.apache.avro.message.BinaryMessageDecoder",
			classLoader);

	private static final boolean protobufIsPresent = ClassUtils.isPresent("com.google.protobuf.Message", classLoader);

	private KinesisMessageConverters() {
	}

	/**
	 * Creates the default converter, whose JSON is Jackson's with its modules; it ignores
	 * unknown properties.
	 * @return a thread-safe converter for both directions
	 */
	public static SmartMessageConverter create() {
		return compose(new JsonMessageConverter(), List.of());
	}

	/**
	 * Creates the default converter with a mapper of its own for JSON.
	 * @param jsonMapper the mapper
	 * @return a thread-safe converter for both directions
	 */
	public static SmartMessageConverter create(JsonMapper jsonMapper) {
		return create(jsonMapper, List.of());
	}

	/**
	 * Creates a converter that asks others first, such as an {@link AvroMessageConverter}
	 * that knows more schemas, or a {@link GlueMessageConverter}.
	 * @param jsonMapper the mapper for JSON
	 * @param first those that are asked first, in this order; what they answer with
	 * {@code null} is left to the default converter
	 * @return a converter for both directions, as thread-safe as those
	 */
	public static SmartMessageConverter create(JsonMapper jsonMapper, List<? extends MessageConverter> first) {
		return compose(new JsonMessageConverter(jsonMapper), first);
	}

	private static SmartMessageConverter compose(JsonMessageConverter json, List<? extends MessageConverter> first) {
		List<MessageConverter> all = new ArrayList<>(first);
		all.add(new TypedMessageConverter(byType(json)));
		return new CompositeMessageConverter(all);
	}

	private static Map<Class<?>, SmartMessageConverter> byType(JsonMessageConverter json) {
		Map<Class<?>, SmartMessageConverter> converters = new LinkedHashMap<>();
		ByteArrayMessageConverter bytes = new ByteArrayMessageConverter();
		bytes.setContentTypeResolver(null);
		converters.put(byte[].class, bytes);
		converters.put(String.class, new CompositeMessageConverter(List.of(new StringMessageConverter(), json)));
		if (avroIsPresent) {
			converters.put(GenericContainer.class, new AvroMessageConverter());
		}
		if (protobufIsPresent) {
			converters.put(Message.class, new ProtobufMessageConverter());
		}
		converters.put(Object.class, json);
		return converters;
	}

}
