package io.kinesisboot.embedded.firehose.plan;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * By what a record is parted from others. Immutable.
 *
 * @param ofLambda values by key that a function gave to the record
 * @param ofQuery values by key that a query found in the record
 * @since 0.1.0
 */
public record PartitionKeys(Map<String, String> ofLambda, Map<String, String> ofQuery) {

	/** All records in one. */
	public static final PartitionKeys NONE = new PartitionKeys(Map.of(), Map.of());

	public PartitionKeys {
		ofLambda = Map.copyOf(ofLambda);
		ofQuery = Map.copyOf(ofQuery);
	}

	/**
	 * Keeps only the keys that a prefix asks for: by others nothing is parted.
	 * @param prefix the prefix
	 * @return these keys
	 */
	public PartitionKeys in(KeyPrefix prefix) {
		return new PartitionKeys(restricted(this.ofLambda, prefix.lambdaKeys()),
				restricted(this.ofQuery, prefix.queryKeys()));
	}

	private static Map<String, String> restricted(Map<String, String> keys, Set<String> wanted) {
		Map<String, String> kept = new HashMap<>(keys);
		kept.keySet().retainAll(wanted);
		return kept;
	}

	/**
	 * Whether each key that a prefix asks for has a value.
	 * @param prefix the prefix
	 * @return whether the record can be parted from others by it
	 */
	public boolean satisfies(KeyPrefix prefix) {
		return hasAll(this.ofLambda, prefix.lambdaKeys()) && hasAll(this.ofQuery, prefix.queryKeys());
	}

	private static boolean hasAll(Map<String, String> keys, Set<String> wanted) {
		return wanted.stream().noneMatch((key) -> keys.getOrDefault(key, "").isEmpty());
	}

}
