package io.kinesisboot.firehose.delivery;

import java.time.Duration;

import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.Ordering;
import io.kinesisboot.producer.ProducerOptions;

/**
 * How payloads are delivered, and what bounds it. Immutable.
 *
 * @param delimiter what each record ends with, such as a newline; may be empty
 * @param joinBytes up to which size records are joined to one, 1 KiB to 1,000 KiB, of
 * which Firehose bills each as a multiple of 5 KiB; 0 if each goes by itself. Needs a
 * delimiter
 * @param linger how long a record waits for others to be joined with, 0 to half of
 * {@code recordTimeToLive}
 * @param memory the most bytes that records under way take, at least 2 MiB
 * @param maxBlock how long a send waits for memory, 0 to 24 hours
 * @param recordTimeToLive how long after it was sent a record is still put, 1 ms to 24
 * hours
 * @param maxInFlight the most calls under way for a delivery stream, 1 to 10,000
 * @param backOffBase the upper bound of the first delay between calls, 1 ms to 24 hours;
 * doubles with each call
 * @param backOffCap the upper bound of all delays, from {@code backOffBase} to 24 hours
 * @since 0.1.0
 */
public record DeliveryOptions(String delimiter, int joinBytes, Duration linger, long memory, Duration maxBlock,
		Duration recordTimeToLive, int maxInFlight, Duration backOffBase, Duration backOffCap) {

	/** Of which Firehose bills each record a multiple. */
	public static final int BILLING_STEP_BYTES = 5 * 1024;

	static final int MAX_RECORD_BYTES = 1000 * 1024;

	private static final int MAX_BATCH_BYTES = 4 * 1024 * 1024;

	private static final int MAX_BATCH_RECORDS = 500;

	/** What Firehose takes apart, if it is asked to. */
	private static final int MAX_JOINED_RECORDS = 500;

	private static final int MIN_JOIN_BYTES = 1024;

	private static final int KEY_BYTES = DeliveryClient.PARTITION_KEY.length();

	public DeliveryOptions {
		if (joinBytes != 0 && (joinBytes < MIN_JOIN_BYTES || joinBytes > MAX_RECORD_BYTES)) {
			throw new IllegalArgumentException(
					"'joinBytes' must be 0 or between %d and %d (PutRecordBatch limit) but was %d"
						.formatted(MIN_JOIN_BYTES, MAX_RECORD_BYTES, joinBytes));
		}
		if (joinBytes != 0 && delimiter.isEmpty()) {
			throw new IllegalArgumentException(
					"'joinBytes' must be 0 without a 'delimiter', which parts what was joined, but was " + joinBytes);
		}
		toProducerOptions(joinBytes, linger, memory, maxBlock, recordTimeToLive, maxInFlight, backOffBase, backOffCap);
	}

	/**
	 * No delimiter, no joining; bounds as {@link ProducerOptions#defaults()} has them.
	 * @return the defaults
	 */
	public static DeliveryOptions defaults() {
		ProducerOptions defaults = ProducerOptions.defaults();
		return new DeliveryOptions("", 0, Duration.ofMillis(100), defaults.memory(), defaults.maxBlock(),
				defaults.recordTimeToLive(), defaults.maxInFlight(), defaults.backOffBase(), defaults.backOffCap());
	}

	public DeliveryOptions withDelimiter(String delimiter) {
		return new DeliveryOptions(delimiter, this.joinBytes, this.linger, this.memory, this.maxBlock,
				this.recordTimeToLive, this.maxInFlight, this.backOffBase, this.backOffCap);
	}

	public DeliveryOptions withJoinBytes(int joinBytes) {
		return new DeliveryOptions(this.delimiter, joinBytes, this.linger, this.memory, this.maxBlock,
				this.recordTimeToLive, this.maxInFlight, this.backOffBase, this.backOffCap);
	}

	public DeliveryOptions withRecordTimeToLive(Duration recordTimeToLive) {
		return new DeliveryOptions(this.delimiter, this.joinBytes, this.linger, this.memory, this.maxBlock,
				recordTimeToLive, this.maxInFlight, this.backOffBase, this.backOffCap);
	}

	ProducerOptions toProducerOptions() {
		return toProducerOptions(this.joinBytes, this.linger, this.memory, this.maxBlock, this.recordTimeToLive,
				this.maxInFlight, this.backOffBase, this.backOffCap);
	}

	/** The producer counts keys too, which are not sent. */
	private static ProducerOptions toProducerOptions(int joinBytes, Duration linger, long memory, Duration maxBlock,
			Duration recordTimeToLive, int maxInFlight, Duration backOffBase, Duration backOffCap) {
		return ProducerOptions.builder()
			.ordering(Ordering.NONE)
			.aggregation((joinBytes == 0) ? AggregationOptions.disabled()
					: new AggregationOptions(true, joinBytes + KEY_BYTES, MAX_JOINED_RECORDS, RecordJoiner::new))
			.linger(linger)
			.memory(memory)
			.maxBlock(maxBlock)
			.recordTimeToLive(recordTimeToLive)
			.maxRecordBytes(MAX_RECORD_BYTES + KEY_BYTES)
			.maxBatchRecords(MAX_BATCH_RECORDS)
			.maxBatchBytes(MAX_BATCH_BYTES)
			.maxInFlight(maxInFlight)
			.shardRate(ProducerOptions.UNLIMITED)
			.backOffBase(backOffBase)
			.backOffCap(backOffCap)
			.build();
	}

}
