package io.kinesisboot.flink.table;

import java.util.UUID;

import io.kinesisboot.flink.sink.PartitionKeys;
import org.jspecify.annotations.Nullable;

/**
 * One key for all elements of a writer, which it draws when it writes the first. Confined
 * to the thread of its writer.
 *
 * @param <T> the type of the elements
 */
final class FixedPartitionKey<T> implements PartitionKeys<T> {

	private transient @Nullable String key;

	@Override
	public String partitionKey(T element) {
		String drawn = this.key;
		if (drawn == null) {
			drawn = UUID.randomUUID().toString();
			this.key = drawn;
		}
		return drawn;
	}

}
