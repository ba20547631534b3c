package io.kinesisboot.producer;

import java.time.Duration;

/**
 * How a producer packs user records into stream records. Immutable.
 *
 * @param ordering which order is kept
 * @param maxBytes the largest aggregate, 1 KiB to 1 MiB; a larger user record goes by
 * itself
 * @param maxRecords the most user records of an aggregate, 1 to 1,000,000
 * @param linger how long an aggregate waits for more records, 0 to 1 minute
 * @param memory the most bytes that records under way take, each twice its size and 256
 * bytes more, at least 2 MiB
 * @param rateLimited whether no shard gets more than the service takes, 1 MB and 1,000
 * records a second, and less while it refuses them
 * @since 0.1.0
 */
public record AggregationOptions(Ordering ordering, int maxBytes, int maxRecords, Duration linger, long memory,
		boolean rateLimited) {

	private static final int MIN_BYTES = 1024;

	private static final int MAX_BYTES = 1024 * 1024;

	private static final int MAX_RECORDS = 1_000_000;

	private static final long MIN_MEMORY = 2 * 1024 * 1024;

	private static final int SHARE_OF_HEAP = 8;

	public AggregationOptions {
		ProducerOptions.check("maxBytes", maxBytes, MIN_BYTES, MAX_BYTES, "");
		ProducerOptions.check("maxRecords", maxRecords, 1, MAX_RECORDS, "");
		ProducerOptions.check("linger", linger, Duration.ZERO, Duration.ofMinutes(1), "");
		ProducerOptions.check("memory", memory, MIN_MEMORY, Long.MAX_VALUE, "");
	}

	/**
	 * Returns what suits most: order by key, aggregates of 256 KiB at most that wait 10
	 * ms for more, an eighth of the heap, and the service's rates.
	 * @return the default options
	 */
	public static AggregationOptions defaults() {
		return new AggregationOptions(Ordering.KEY, 256 * 1024, MAX_RECORDS, Duration.ofMillis(10),
				Math.max(MIN_MEMORY, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP), true);
	}

	/**
	 * Changes the order.
	 * @param other the order
	 * @return other options
	 */
	public AggregationOptions withOrdering(Ordering other) {
		return new AggregationOptions(other, this.maxBytes, this.maxRecords, this.linger, this.memory,
				this.rateLimited);
	}

	/**
	 * Changes the largest aggregate.
	 * @param bytes 1 KiB to 1 MiB
	 * @return other options
	 */
	public AggregationOptions withMaxBytes(int bytes) {
		return new AggregationOptions(this.ordering, bytes, this.maxRecords, this.linger, this.memory,
				this.rateLimited);
	}

	/**
	 * Changes how long an aggregate waits for more records.
	 * @param wait 0 to 1 minute
	 * @return other options
	 */
	public AggregationOptions withLinger(Duration wait) {
		return new AggregationOptions(this.ordering, this.maxBytes, this.maxRecords, wait, this.memory,
				this.rateLimited);
	}

	/**
	 * Changes how much may be under way.
	 * @param bytes at least 2 MiB
	 * @return other options
	 */
	public AggregationOptions withMemory(long bytes) {
		return new AggregationOptions(this.ordering, this.maxBytes, this.maxRecords, this.linger, bytes,
				this.rateLimited);
	}

	/**
	 * Lifts the limit of each shard's rate, or sets it again.
	 * @param limited whether shards get no more than the service takes
	 * @return other options
	 */
	public AggregationOptions withRateLimited(boolean limited) {
		return new AggregationOptions(this.ordering, this.maxBytes, this.maxRecords, this.linger, this.memory, limited);
	}

}
