package io.kinesisboot.convert;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

import com.amazonaws.services.schemaregistry.common.Schema;
import com.amazonaws.services.schemaregistry.deserializers.GlueSchemaRegistryDeserializer;
import com.amazonaws.services.schemaregistry.serializers.GlueSchemaRegistrySerializer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.core.NestedExceptionUtils;
import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.support.MessageBuilder;
import org.springframework.util.ClassUtils;

/**
 * Converts payloads to and from the form of the AWS Glue schema registry: its header,
 * which names the version of a schema, before Avro, Protobuf or JSON. Needs the library
 * {@code software.amazon.glue:schema-registry-serde} with its dependencies. Thread-safe.
 * <p>
 * Avro's records are written with their schema, under its full name; all else only if a
 * schema is given for its class, and left to the next converter otherwise. What has no
 * header is left to the next converter as well. The registry is asked by the thread that
 * sends or reads, once for each version; the library keeps what it answers.
 *
 * @since 0.1.0
 */
public final class GlueMessageConverter implements SmartMessageConverter {

	private static final ClassLoader classLoader = GlueMessageConverter.class.getClassLoader();

	/** What the registry answers where it will never answer otherwise. */
	private static final String NOT_FOUND = "EntityNotFoundException";

	private final GlueSchemaRegistrySerializer serializer;

	private final GlueSchemaRegistryDeserializer deserializer;

	private final Map<Class<?>, Schema> schemas;

	private final Map<String, GlueFormat> formats = new HashMap<>();

	/**
	 * Creates a converter.
	 * @param serializer writes the header and finds or registers schemas, as it is
	 * configured
	 * @param deserializer reads the header and finds schemas
	 * @param jsonMapper the mapper for JSON
	 * @param schemas the schemas of payloads by their class: definition, format
	 * ({@code AVRO}, {@code PROTOBUF} or {@code JSON}) and name
	 */
	public GlueMessageConverter(GlueSchemaRegistrySerializer serializer, GlueSchemaRegistryDeserializer deserializer,
			JsonMapper jsonMapper, Map<Class<?>, Schema> schemas) {
		this.serializer = serializer;
		this.deserializer = deserializer;
		this.schemas = Map.copyOf(schemas);
		this.formats.put("JSON", new GlueJson(new JsonMessageConverter(jsonMapper)));
		if (ClassUtils.isPresent("org.apache.avro.Schema", classLoader)) {
			this.formats.put("AVRO", new GlueAvro());
		}
		if (ClassUtils.isPresent("com.google.protobuf.Message", classLoader)) {
			this.formats.put("PROTOBUF", new GlueProtobuf());
		}
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass) {
		return fromMessage(message, targetClass, null);
	}

	@Override
	public @Nullable Object fromMessage(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		if (targetClass == byte[].class || !(message.getPayload() instanceof byte[] bytes)
				|| !this.deserializer.canDeserialize(bytes)) {
			return null;
		}
		Schema schema = schema(message, bytes);
		String text = "Payload of schema '%s' (%s) cannot become a '%s'".formatted(schema.getSchemaName(),
				schema.getDataFormat(), targetClass.getName());
		Object payload;
		try {
			payload = format(schema).read(schema, this.deserializer.getData(bytes), targetClass, conversionHint);
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			throw new MessageConversionException(message, text + ": " + ex, ex);
		}
		if (payload == null) {
			throw new MessageConversionException(message, text);
		}
		return payload;
	}

	private Schema schema(Message<?> message, byte[] bytes) {
		try {
			return this.deserializer.getSchema(bytes);
		}
		catch (RuntimeException | LinkageError ex) {
			Throwable cause = NestedExceptionUtils.getMostSpecificCause(ex);
			String text = "The schema of a payload cannot be found in the Glue schema registry: " + cause.getMessage();
			throw isFinal(cause) ? new MessageConversionException(message, text, ex)
					: new SchemaUnavailableException(message, text, ex);
		}
	}

	private static boolean isFinal(Throwable failure) {
		return failure instanceof AwsServiceException answer && NOT_FOUND.equals(answer.awsErrorDetails().errorCode());
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers) {
		return toMessage(payload, headers, null);
	}

	@Override
	public @Nullable Message<?> toMessage(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		Schema schema = schema(payload);
		if (schema == null) {
			return null;
		}
		try {
			byte[] bytes = this.serializer.encode(schema.getSchemaName(), schema, format(schema).write(payload));
			return MessageBuilder.withPayload(bytes).copyHeaders(headers).build();
		}
		catch (IOException | RuntimeException | LinkageError ex) {
			throw new MessageConversionException("A '%s' cannot become a payload of schema '%s' (%s): %s"
				.formatted(payload.getClass().getName(), schema.getSchemaName(), schema.getDataFormat(), ex), ex);
		}
	}

	private @Nullable Schema schema(Object payload) {
		Schema given = this.schemas.get(payload.getClass());
		if (given != null) {
			return given;
		}
		GlueFormat avro = this.formats.get("AVRO");
		return (avro != null) ? avro.schema(payload) : null;
	}

	private GlueFormat format(Schema schema) {
		GlueFormat format = this.formats.get(schema.getDataFormat());
		if (format == null) {
			throw new IllegalStateException("there is no library for its format");
		}
		return format;
	}

}
