package io.kinesisboot.aggregation;

import java.nio.ByteBuffer;
import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * Packs user records into one. Used again and again: each {@link #drain()} begins anew.
 * Confined to one thread.
 *
 * @since 0.1.0
 */
public interface RecordPacker {

	/**
	 * Adds a record if there is room for it.
	 * @param partitionKey its partition key
	 * @param explicitHashKey its explicit hash key in decimal, or null
	 * @param data its payload, from the buffer's position to its limit; the position is
	 * left as it is
	 * @param tags what else it carries; readers that know no tags skip them
	 * @return whether it was added; if not, all is as it was
	 */
	boolean add(String partitionKey, @Nullable String explicitHashKey, ByteBuffer data, Map<String, String> tags);

	/**
	 * How large the packed record would be by now.
	 * @return exactly what {@link #drain()} would return, in bytes
	 */
	int sizeInBytes();

	/**
	 * Takes the packed record out and begins a new one.
	 * @return its data
	 */
	byte[] drain();

}
