package io.kinesisboot.convert;

import java.io.IOException;

import com.amazonaws.services.schemaregistry.common.Schema;
import org.jspecify.annotations.Nullable;

/**
 * What stands behind the header of the Glue schema registry, in one of its formats.
 * Thread-safe.
 */
interface GlueFormat {

	/**
	 * Finds the schema of a payload by itself.
	 * @return the schema, or null if it has to be registered
	 */
	default @Nullable Schema schema(Object payload) {
		return null;
	}

	byte[] write(Object payload) throws IOException;

	/**
	 * Reads a payload.
	 * @param schema what it was written with
	 * @param data what stands behind the header, not compressed
	 * @param type what to make of it
	 * @param hint what converters know of the type beside the class
	 * @return the payload, or null if it cannot become this type
	 */
	@Nullable Object read(Schema schema, byte[] data, Class<?> type, @Nullable Object hint) throws IOException;

}
