package io.kinesisboot.producer;

import java.time.Duration;

/**
 * The limits of a producer. Immutable.
 *
 * @param maxBatchRecords the most records in one call of PutRecords, 1 to 500
 * @param maxBatchBytes the most bytes in one call of PutRecords, partition keys included,
 * from {@code maxRecordBytes} to 10 MiB
 * @param maxRecordBytes the largest record which the streams take, partition key
 * included; 1 MiB unless the stream was set to take more, up to 10 MiB
 * @param maxInFlight the most sends under way, each with at most one call at a time, 1 to
 * 10,000
 * @param maxBlock how long a send waits for a free slot, 0 to 24 hours
 * @param maxAttempts the most calls that carry one record, 1 to 1,000; what the SDK
 * client repeats within a call is not counted
 * @param recordTimeToLive how long after its first call a record is still sent again, 1
 * ms to 24 hours
 * @param backOffBase the upper bound of the first delay between calls, 1 ms to 24 hours;
 * doubles with each call
 * @param backOffCap the upper bound of all delays, from {@code backOffBase} to 24 hours
 * @since 0.1.0
 */
public record ProducerOptions(int maxBatchRecords, int maxBatchBytes, int maxRecordBytes, int maxInFlight,
		Duration maxBlock, int maxAttempts, Duration recordTimeToLive, Duration backOffBase, Duration backOffCap) {

	static final int SERVICE_MAX_RECORD_BYTES = 10 * 1024 * 1024;

	private static final int SERVICE_MAX_BATCH_BYTES = 10 * 1024 * 1024;

	private static final int SERVICE_MAX_BATCH_RECORDS = 500;

	private static final Duration MILLISECOND = Duration.ofMillis(1);

	private static final Duration DAY = Duration.ofDays(1);

	public ProducerOptions {
		check("maxBatchRecords", maxBatchRecords, 1, SERVICE_MAX_BATCH_RECORDS, " (PutRecords limit)");
		check("maxRecordBytes", maxRecordBytes, 1, SERVICE_MAX_RECORD_BYTES, " (PutRecords limit)");
		check("maxBatchBytes", maxBatchBytes, maxRecordBytes, SERVICE_MAX_BATCH_BYTES,
				" ('maxRecordBytes' and PutRecords limit)");
		check("maxInFlight", maxInFlight, 1, 10_000, "");
		check("maxBlock", maxBlock, Duration.ZERO, DAY, "");
		check("maxAttempts", maxAttempts, 1, 1_000, "");
		check("recordTimeToLive", recordTimeToLive, MILLISECOND, DAY, "");
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
	 * Returns the limits that suit a default stream.
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

		private int maxBatchRecords = SERVICE_MAX_BATCH_RECORDS;

		private int maxBatchBytes = SERVICE_MAX_BATCH_BYTES;

		private int maxRecordBytes = 1024 * 1024;

		private int maxInFlight = 64;

		private Duration maxBlock = Duration.ofSeconds(60);

		private int maxAttempts = 20;

		private Duration recordTimeToLive = Duration.ofSeconds(30);

		private Duration backOffBase = Duration.ofMillis(50);

		private Duration backOffCap = Duration.ofSeconds(2);

		private Builder() {
		}

		/**
		 * Limits the records of one call.
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
		 * Limits the bytes of one record, partition key included.
		 * @param maxRecordBytes up to 10 MiB; 1 MiB unless set
		 * @return this builder
		 */
		public Builder maxRecordBytes(int maxRecordBytes) {
			this.maxRecordBytes = maxRecordBytes;
			return this;
		}

		/**
		 * Limits the sends under way.
		 * @param maxInFlight 1 to 10,000; 64 unless set
		 * @return this builder
		 */
		public Builder maxInFlight(int maxInFlight) {
			this.maxInFlight = maxInFlight;
			return this;
		}

		/**
		 * Limits how long a send waits for a free slot.
		 * @param maxBlock 0 to 24 hours; 60 seconds unless set
		 * @return this builder
		 */
		public Builder maxBlock(Duration maxBlock) {
			this.maxBlock = maxBlock;
			return this;
		}

		/**
		 * Limits the calls that carry one record.
		 * @param maxAttempts 1 to 1,000; 20 unless set
		 * @return this builder
		 */
		public Builder maxAttempts(int maxAttempts) {
			this.maxAttempts = maxAttempts;
			return this;
		}

		/**
		 * Limits how long after its first call a record is still sent again.
		 * @param recordTimeToLive 1 ms to 24 hours; 30 seconds unless set
		 * @return this builder
		 */
		public Builder recordTimeToLive(Duration recordTimeToLive) {
			this.recordTimeToLive = recordTimeToLive;
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
			return new ProducerOptions(this.maxBatchRecords, this.maxBatchBytes, this.maxRecordBytes, this.maxInFlight,
					this.maxBlock, this.maxAttempts, this.recordTimeToLive, this.backOffBase, this.backOffCap);
		}

	}

}
