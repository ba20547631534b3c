package io.kinesisboot.flink.sink;

import java.io.Serializable;
import java.util.UUID;

/**
 * Chooses the partition key of an element, by which it finds its shard. Each writer has a
 * copy of its own, which one thread uses.
 *
 * @param <T> the type of the elements
 * @since 0.1.0
 */
@FunctionalInterface
public interface PartitionKeys<T> extends Serializable {

	/**
	 * Chooses a key.
	 * @param element the element
	 * @return 1 to 256 characters (PutRecords limit); elements with the same one keep
	 * their order
	 */
	String partitionKey(T element);

	/**
	 * Spreads elements over all shards, without an order.
	 * @param <T> the type of the elements
	 * @return such keys
	 */
	static <T> PartitionKeys<T> random() {
		return (element) -> UUID.randomUUID().toString();
	}

}
