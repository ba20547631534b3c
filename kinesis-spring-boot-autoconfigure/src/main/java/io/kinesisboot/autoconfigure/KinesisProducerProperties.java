package io.kinesisboot.autoconfigure;

import java.time.Duration;

import io.kinesisboot.producer.ProducerOptions;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The producer behind the template. Immutable.
 *
 * @param maxBatchRecords most records per PutRecords call, up to 500
 * @param maxBatchSize most bytes per PutRecords call, partition keys included, up to 10
 * MB
 * @param maxRecordSize largest record, partition key included; up to 10 MB if the stream
 * was set to take it
 * @param maxInFlight most sends under way
 * @param maxBlock how long a send waits for a free slot
 * @param maxAttempts most calls that carry one record
 * @param recordTimeToLive how long after its first call a record is still sent again
 * @param backOff pauses between the calls
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.producer")
public record KinesisProducerProperties(@DefaultValue("500") int maxBatchRecords,
		@DefaultValue("10MB") DataSize maxBatchSize, @DefaultValue("1MB") DataSize maxRecordSize,
		@DefaultValue("64") int maxInFlight, @DefaultValue("60s") Duration maxBlock,
		@DefaultValue("20") int maxAttempts, @DefaultValue("30s") Duration recordTimeToLive,
		@DefaultValue BackOff backOff) {

	private static final DataSize MIN_SIZE = DataSize.ofBytes(1);

	private static final DataSize MAX_SIZE = DataSize.ofMegabytes(10);

	public KinesisProducerProperties {
		checkSize("maxRecordSize", maxRecordSize, MIN_SIZE, "PutRecords limit");
		checkSize("maxBatchSize", maxBatchSize, maxRecordSize, "'maxRecordSize' and PutRecords limit");
		options(maxBatchRecords, maxBatchSize, maxRecordSize, maxInFlight, maxBlock, maxAttempts, recordTimeToLive,
				backOff);
	}

	private static void checkSize(String name, DataSize size, DataSize min, String why) {
		if (size.compareTo(min) < 0 || size.compareTo(MAX_SIZE) > 0) {
			throw new IllegalArgumentException("'%s' must be between %s and %s (%s) but was %s".formatted(name,
					text(min), text(MAX_SIZE), why, text(size)));
		}
	}

	private static String text(DataSize size) {
		return size.equals(DataSize.ofMegabytes(size.toMegabytes())) ? size.toMegabytes() + "MB" : size.toString();
	}

	ProducerOptions options() {
		return options(this.maxBatchRecords, this.maxBatchSize, this.maxRecordSize, this.maxInFlight, this.maxBlock,
				this.maxAttempts, this.recordTimeToLive, this.backOff);
	}

	private static ProducerOptions options(int maxBatchRecords, DataSize maxBatchSize, DataSize maxRecordSize,
			int maxInFlight, Duration maxBlock, int maxAttempts, Duration recordTimeToLive, BackOff backOff) {
		return ProducerOptions.builder()
			.maxBatchRecords(maxBatchRecords)
			.maxBatchBytes(Math.toIntExact(maxBatchSize.toBytes()))
			.maxRecordBytes(Math.toIntExact(maxRecordSize.toBytes()))
			.maxInFlight(maxInFlight)
			.maxBlock(maxBlock)
			.maxAttempts(maxAttempts)
			.recordTimeToLive(recordTimeToLive)
			.backOffBase(backOff.base())
			.backOffCap(backOff.cap())
			.build();
	}

	/**
	 * Pauses between the calls that carry a record, each random between zero and a bound
	 * that doubles from the base to the cap.
	 *
	 * @param base bound of the first pause
	 * @param cap bound of all pauses
	 */
	public record BackOff(@DefaultValue("50ms") Duration base, @DefaultValue("2s") Duration cap) {

		private static final Duration MIN_BASE = Duration.ofMillis(1);

		private static final Duration MAX_CAP = Duration.ofDays(1);

		public BackOff {
			check("base", base, MIN_BASE, "");
			check("cap", cap, base, " ('base' and a day)");
		}

		private static void check(String name, Duration value, Duration min, String why) {
			if (value.compareTo(min) < 0 || value.compareTo(MAX_CAP) > 0) {
				throw new IllegalArgumentException(
						"'%s' must be between %s and %s%s but was %s".formatted(name, min, MAX_CAP, why, value));
			}
		}

	}

}
