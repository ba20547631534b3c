package io.kinesisboot.convert;

import java.io.IOException;
import java.nio.ByteBuffer;

import com.amazonaws.services.schemaregistry.common.Schema;
import org.apache.avro.generic.GenericContainer;
import org.apache.avro.message.RawMessageDecoder;
import org.apache.avro.message.RawMessageEncoder;
import org.jspecify.annotations.Nullable;

import org.springframework.util.ConcurrentLruCache;

/**
 * Avro's binary form. Thread-safe.
 */
final class GlueAvro implements GlueFormat {

	/** Of which schemas what was made of them is kept. */
	private static final int CACHED_SCHEMAS = 256;

	private final ConcurrentLruCache<org.apache.avro.Schema, Schema> schemas = new ConcurrentLruCache<>(CACHED_SCHEMAS,
			(schema) -> new Schema(schema.toString(), "AVRO", schema.getFullName()));

	private final ConcurrentLruCache<Source, RawMessageDecoder<Object>> decoders = new ConcurrentLruCache<>(
			CACHED_SCHEMAS, Source::decoder);

	@Override
	public @Nullable Schema schema(Object payload) {
		return (payload instanceof GenericContainer container) ? this.schemas.get(container.getSchema()) : null;
	}

	@Override
	public byte[] write(Object payload) throws IOException {
		ByteBuffer encoded = new RawMessageEncoder<>(AvroType.of(payload.getClass()).model(),
				((GenericContainer) payload).getSchema())
			.encode(payload);
		byte[] bytes = new byte[encoded.remaining()];
		encoded.get(bytes);
		return bytes;
	}

	@Override
	public @Nullable Object read(Schema schema, byte[] data, Class<?> type, @Nullable Object hint) throws IOException {
		return GenericContainer.class.isAssignableFrom(type)
				? this.decoders.get(new Source(schema.getSchemaDefinition(), type)).decode(data) : null;
	}

	/**
	 * What a payload is read by.
	 */
	private record Source(String definition, Class<?> type) {

		RawMessageDecoder<Object> decoder() {
			org.apache.avro.Schema written = new org.apache.avro.Schema.Parser().parse(this.definition);
			AvroType avroType = AvroType.of(this.type);
			return new RawMessageDecoder<>(avroType.model(), written,
					(avroType.schema() != null) ? avroType.schema() : written);
		}

	}

}
