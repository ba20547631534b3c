package io.kinesisboot.producer;

import java.time.Duration;

/**
 * What a producer keeps and what bounds it. Immutable.
 *
 * @param ordering which order is kept
 * @param aggregation whether and how records are packed into aggregates
 * @param linger how long an aggregate waits for more records, 0 to half of
 * {@code recordTimeToLive}
 * @param memory the most bytes that records under way take, each twice its size and 256
 * bytes more, at least 2 MiB
 * @param maxBlock how long a send waits for memory, 0 to 24 hours
 * @param recordTimeToLive how long after it was sent a record is still put, 1 ms to 24
 * hours
 * @param deduplicationIds whether each record gets an id of its own, in the tag
 * {@link UserRecord#DEDUPLICATION_ID}, which it keeps however often it is stored; needs
 * aggregation
 * @param maxRecordBytes the largest record which the streams take, partition key
 * included; 1 MiB unless the stream was set to take more, up to 10 MiB
 * @param maxBatchRecords the most entries in one call of PutRecords, 1 to 500
 * @param maxBatchBytes the most bytes in one call of PutRecords, partition keys included,
 * from {@code maxRecordBytes} to 10 MiB
 * @param maxInFlight the most calls under way for a stream, 1 to 10,000
 * @param shardRate which part of what a shard takes, 1 MiB and 1,000 records a second,
 * this producer sends it at most: 0.01 to 1,000, or {@link #UNLIMITED}
 * @param backOffBase the upper bound of the first delay between calls, 1 ms to 24 hours;
 * doubles with each call
 * @param backOffCap the upper bound of all delays, from {@code backOffBase} to 24 hours
 * @since 0.1.0
 */
public record ProducerOptions(Ordering ordering, AggregationOptions aggregation, Duration linger, long memory,
		Duration maxBlock, Duration recordTimeToLive, boolean deduplicationIds, int maxRecordBytes, int maxBatchRecords,
		int maxBatchBytes, int maxInFlight, double shardRate, Duration backOffBase, Duration backOffCap) {

	/** The shard rate of endpoints that limit none, such as emulators. */
	public static final double UNLIMITED = Double.POSITIVE_INFINITY;

	static final int SERVICE_MAX_RECORD_BYTES = 10 * 1024 * 1024;

	private static final int SERVICE_MAX_BATCH_BYTES = 10 * 1024 * 1024;

	private static final int SERVICE_MAX_BATCH_RECORDS = 500;

	private static final long MIN_MEMORY = 2 * 1024 * 1024;

	private static final int SHARE_OF_HEAP = 8;

	private static final double MIN_SHARD_RATE = 0.01;

	private static final double MAX_SHARD_RATE = 1_000;

	private static final Duration MILLISECOND = Duration.ofMillis(1);

	private static final Duration DAY = Duration.ofDays(1);

	public ProducerOptions {
		check("memory", memory, MIN_MEMORY, Long.MAX_VALUE, "");
		check("maxBlock", maxBlock, Duration.ZERO, DAY, "");
		check("recordTimeToLive", recordTimeToLive, MILLISECOND, DAY, "");
		check("linger", linger, Duration.ZERO, recordTimeToLive.dividedBy(2), " (half of 'recordTimeToLive')");
		if (deduplicationIds && !aggregation.enabled()) {
			throw new IllegalArgumentException(
					"'deduplicationIds' must be false without 'aggregation', whose tags carry them, but was true");
		}
		check("maxRecordBytes", maxRecordBytes, 1, SERVICE_MAX_RECORD_BYTES, " (PutRecords limit)");
		check("maxBatchRecords", maxBatchRecords, 1, SERVICE_MAX_BATCH_RECORDS, " (PutRecords limit)");
		check("maxBatchBytes", maxBatchBytes, maxRecordBytes, SERVICE_MAX_BATCH_BYTES,
				" ('maxRecordBytes' and PutRecords limit)");
		check("maxInFlight", maxInFlight, 1, 10_000, "");
		if (shardRate != UNLIMITED) {
			check("shardRate", shardRate, MIN_SHARD_RATE, MAX_SHARD_RATE, "");
		}
		check("backOffBase", backOffBase, MILLISECOND, DAY, "");
		check("backOffCap", backOffCap, backOffBase, DAY, " ('backOffBase' and a day)");
	}

	static <T extends Comparable<T>> void check(String name, T value, T min, T max, String why) {
		if (value.compareTo(min) < 0 || value.compareTo(max) > 0) {
			throw new IllegalArgumentException(
					"'%s' must be between %s and %s%s but was %s".formatted(name, min, max, why, value));
		}
	}

	/**
	 * The largest data of an aggregate, which is a record to the service.
	 * @return a number of bytes
	 */
	int maxAggregateBytes() {
		return Math.min(this.aggregation.maxBytes(), this.maxRecordBytes) - StreamEntry.AGGREGATE_KEY.length();
	}

	/**
	 * Returns what suits a default stream: order by key, aggregates that wait 5 ms for
	 * more, an eighth of the heap, and the service's rates.
	 * @return the default options
	 */
	public static ProducerOptions defaults() {
		return builder().build();
	}

	/**
	 * Starts from the defaults.
	 * @return a new builder
	 */
	public static Builder builder() {
		return new Builder();
	}

	/**
	 * Collects options. Confined to one thread.
	 */
	public static final class Builder {

		private Ordering ordering = Ordering.KEY;

		private AggregationOptions aggregation = AggregationOptions.defaults();

		private Duration linger = Duration.ofMillis(5);

		private long memory = Math.max(MIN_MEMORY, Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);

		private Duration maxBlock = Duration.ofSeconds(60);

		private Duration recordTimeToLive = Duration.ofSeconds(30);

		private boolean deduplicationIds;

		private int maxRecordBytes = 1024 * 1024;

		private int maxBatchRecords = SERVICE_MAX_BATCH_RECORDS;

		private int maxBatchBytes = SERVICE_MAX_BATCH_BYTES;

		private int maxInFlight = 64;

		private double shardRate = 1;

		private Duration backOffBase = Duration.ofMillis(50);

		private Duration backOffCap = Duration.ofSeconds(2);

		private Builder() {
		}

		/**
		 * Chooses the order that is kept.
		 * @param ordering the order; {@link Ordering#KEY} unless set
		 * @return this builder
		 */
		public Builder ordering(Ordering ordering) {
			this.ordering = ordering;
			return this;
		}

		/**
		 * Chooses whether and how records are packed into aggregates.
		 * @param aggregation how; in aggregates of 256 KiB at most unless set
		 * @return this builder
		 */
		public Builder aggregation(AggregationOptions aggregation) {
			this.aggregation = aggregation;
			return this;
		}

		/**
		 * Limits how long an aggregate waits for more records.
		 * @param linger 0 to half of {@code recordTimeToLive}; 5 milliseconds unless set
		 * @return this builder
		 */
		public Builder linger(Duration linger) {
			this.linger = linger;
			return this;
		}

		/**
		 * Limits the bytes that records under way take.
		 * @param memory at least 2 MiB; an eighth of the heap unless set
		 * @return this builder
		 */
		public Builder memory(long memory) {
			this.memory = memory;
			return this;
		}

		/**
		 * Limits how long a send waits for memory.
		 * @param maxBlock 0 to 24 hours; 60 seconds unless set
		 * @return this builder
		 */
		public Builder maxBlock(Duration maxBlock) {
			this.maxBlock = maxBlock;
			return this;
		}

		/**
		 * Limits how long after it was sent a record is still put.
		 * @param recordTimeToLive 1 ms to 24 hours; 30 seconds unless set
		 * @return this builder
		 */
		public Builder recordTimeToLive(Duration recordTimeToLive) {
			this.recordTimeToLive = recordTimeToLive;
			return this;
		}

		/**
		 * Chooses whether each record gets an id by which readers recognise one that was
		 * stored twice.
		 * @param deduplicationIds whether it does; false unless set
		 * @return this builder
		 */
		public Builder deduplicationIds(boolean deduplicationIds) {
			this.deduplicationIds = deduplicationIds;
			return this;
		}

		/**
		 * Limits the bytes of one record, partition key included.
		 * @param maxRecordBytes up to 10 MiB; 1 MiB unless set
		 * @return this builder
		 */
		public Builder maxRecordBytes(int maxRecordBytes) {
			this.maxRecordBytes = maxRecordBytes;
			return this;
		}

		/**
		 * Limits the entries of one call.
		 * @param maxBatchRecords 1 to 500; 500 unless set
		 * @return this builder
		 */
		public Builder maxBatchRecords(int maxBatchRecords) {
			this.maxBatchRecords = maxBatchRecords;
			return this;
		}

		/**
		 * Limits the bytes of one call, partition keys included.
		 * @param maxBatchBytes up to 10 MiB, and 10 MiB unless set; older endpoints take
		 * 5 MiB
		 * @return this builder
		 */
		public Builder maxBatchBytes(int maxBatchBytes) {
			this.maxBatchBytes = maxBatchBytes;
			return this;
		}

		/**
		 * Limits the calls under way for a stream.
		 * @param maxInFlight 1 to 10,000; 64 unless set
		 * @return this builder
		 */
		public Builder maxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Limits what a shard is sent, as a part of what it takes.
		 * @param shardRate 0.01 to 1,000, or {@link #UNLIMITED}; 1 unless set
		 * @return this builder
		 */
		public Builder shardRate(double shardRate) {
			this.shardRate = shardRate;
			return this;
		}

		/**
		 * Limits the first delay between calls.
		 * @param backOffBase 1 ms to 24 hours; 50 milliseconds unless set
		 * @return this builder
		 */
		public Builder backOffBase(Duration backOffBase) {
			this.backOffBase = backOffBase;
			return this;
		}

		/**
		 * Limits all delays between calls.
		 * @param backOffCap up to 24 hours; 2 seconds unless set
		 * @return this builder
		 */
		public Builder backOffCap(Duration backOffCap) {
			this.backOffCap = backOffCap;
			return this;
		}

		/**
		 * Checks and builds the options.
		 * @return the options
		 * @throws IllegalArgumentException if one is out of its range
		 */
		public ProducerOptions build() {
			return new ProducerOptions(this.ordering, this.aggregation, this.linger, this.memory, this.maxBlock,
					this.recordTimeToLive, this.deduplicationIds, this.maxRecordBytes, this.maxBatchRecords,
					this.maxBatchBytes, this.maxInFlight, this.shardRate, this.backOffBase, this.backOffCap);
		}

	}

}
