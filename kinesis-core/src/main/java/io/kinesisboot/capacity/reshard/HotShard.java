package io.kinesisboot.capacity.reshard;

import java.util.List;
import java.util.stream.Collectors;

import io.kinesisboot.capacity.load.KeyLoad;

/**
 * A shard that has too much to do, and why. Immutable.
 *
 * @param shardId the shard
 * @param utilization how much it is written, of what it may take
 * @param cause what makes it hot
 * @param keys its heaviest partition keys, the heaviest first
 * @since 0.1.0
 */
public record HotShard(String shardId, double utilization, Cause cause, List<KeyLoad> keys) {

	private static final int SHOWN_KEYS = 3;

	public HotShard {
		keys = List.copyOf(keys);
	}

	@Override
	public String toString() {
		return "%s is hot, at %.0f %%, for %s".formatted(this.shardId, this.utilization * 100, reason());
	}

	private String reason() {
		return switch (this.cause) {
			case KEY ->
				"%s. Splitting will not help: a key is always in one shard. Salt it ('key#0' to 'key#n', whose order is kept by each salt alone), or take a partition key with more values"
					.formatted(this.keys.stream()
						.limit(SHOWN_KEYS)
						.map(KeyLoad::toString)
						.collect(Collectors.joining(", ")));
			case HASH_KEY -> "records that share one explicit hash key. Splitting will not help: "
					+ "put them with several, or by their partition keys alone";
			case RANGE -> "the keys of its hash range together: splitting helps";
			case UNKNOWN -> "reasons that too few records were sampled to tell";
		};
	}

	/**
	 * What makes a shard hot.
	 */
	public enum Cause {

		/** Few partition keys, which no split parts well. */
		KEY,

		/** One explicit hash key of many partition keys. */
		HASH_KEY,

		/** Keys that a split parts well. */
		RANGE,

		/** Not known, for want of records. */
		UNKNOWN

	}

}
