package io.kinesisboot.shard;

/**
 * A span of hash keys, both ends included. Immutable.
 *
 * @param start the first one
 * @param end the last one
 * @since 0.1.0
 */
public record HashRange(HashKey start, HashKey end) {

	/** All hash keys. */
	public static final HashRange ALL = new HashRange(HashKey.MIN, HashKey.MAX);

	public HashRange {
		if (start.compareTo(end) > 0) {
			throw new IllegalArgumentException("'start' must not be above 'end' " + end + " but was " + start);
		}
	}

	public boolean contains(HashKey hashKey) {
		return this.start.compareTo(hashKey) <= 0 && hashKey.compareTo(this.end) <= 0;
	}

}
