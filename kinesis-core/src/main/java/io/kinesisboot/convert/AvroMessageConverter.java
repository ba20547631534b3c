package io.kinesisboot.convert;

import java.io.IOException;
import java.nio.ByteBuffer;

import org.apache.avro.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.message.BinaryMessageDecoder;
import org.apache.avro.message.BinaryMessageEncoder;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.Message;
import org.springframework.messaging.MessageHeaders;
import org.springframework.messaging.converter.AbstractMessageConverter;
import org.springframework.messaging.converter.MessageConversionException;
import org.springframework.util.ConcurrentLruCache;
import org.springframework.util.MimeType;

/**
 * Converts Avro's records, of generated classes or generic, to and from Avro's
 * single-object encoding: two marker bytes, the fingerprint of the schema that it was
 * written with, and the binary form. Thread-safe.
 * <p>
 * A generated class reads what was written with its own schema; what was written with
 * another one needs that schema in the store, and must be resolvable to its own. A
 * {@link org.apache.avro.generic.GenericRecord} is read with the schema from the store.
 * Content types are {@code application/avro}, {@code avro/binary} and
 * {@code application/*+avro}, of which the first is the one for writing.
 *
 * @since 0.1.0
 */
public final class AvroMessageConverter extends AbstractMessageConverter {

	/** Of which types and schemas the codecs are kept. */
	private static final int CACHED_CODECS = 256;

	private final SchemaStore schemas;

	private final ConcurrentLruCache<Written, BinaryMessageEncoder<Object>> encoders = new ConcurrentLruCache<>(
			CACHED_CODECS, Written::encoder);

	private final ConcurrentLruCache<Class<?>, BinaryMessageDecoder<Object>> decoders = new ConcurrentLruCache<>(
			CACHED_CODECS, this::decoder);

	/**
	 * Creates a converter that knows no schemas but those of generated classes.
	 */
	public AvroMessageConverter() {
		this(new SchemaStore.Cache());
	}

	/**
	 * Creates a converter.
	 * @param schemas finds the schema that a payload was written with, such as a
	 * {@link org.apache.avro.message.SchemaStore.Cache} to which schemas were added; is
	 * asked once for each schema and type, by the thread that reads the payload
	 */
	public AvroMessageConverter(SchemaStore schemas) {
		super(new MimeType("application", "avro"), new MimeType("avro", "binary"),
				new MimeType("application", "*+avro"));
		this.schemas = schemas;
	}

	@Override
	protected boolean supports(Class<?> type) {
		return GenericContainer.class.isAssignableFrom(type);
	}

	@Override
	protected Object convertFromInternal(Message<?> message, Class<?> targetClass, @Nullable Object conversionHint) {
		try {
			return this.decoders.get(targetClass).decode((byte[]) message.getPayload());
		}
		catch (IOException | RuntimeException ex) {
			throw new MessageConversionException(message,
					"Could not read Avro as '" + targetClass.getName() + "': " + ex.getMessage(), ex);
		}
	}

	@Override
	protected Object convertToInternal(Object payload, @Nullable MessageHeaders headers,
			@Nullable Object conversionHint) {
		try {
			Written written = new Written(payload.getClass(), ((GenericContainer) payload).getSchema());
			ByteBuffer encoded = this.encoders.get(written).encode(payload);
			byte[] bytes = new byte[encoded.remaining()];
			encoded.get(bytes);
			return bytes;
		}
		catch (IOException | RuntimeException ex) {
			throw new MessageConversionException("Could not write Avro: " + ex.getMessage(), ex);
		}
	}

	private BinaryMessageDecoder<Object> decoder(Class<?> type) {
		AvroType avroType = AvroType.of(type);
		return new BinaryMessageDecoder<>(avroType.model(), avroType.schema(), this.schemas);
	}

	/**
	 * What a payload is written by.
	 */
	private record Written(Class<?> type, Schema schema) {

		BinaryMessageEncoder<Object> encoder() {
			return new BinaryMessageEncoder<>(AvroType.of(this.type).model(), this.schema,
					/* shouldCopy= */ false);
		}

	}

}
