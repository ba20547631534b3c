package io.kinesisboot.autoconfigure;

import java.time.Duration;

import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.OpenCircuit;
import io.kinesisboot.producer.Ordering;
import io.kinesisboot.producer.ProducerOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/**
 * The producer behind the template. Immutable.
 *
 * @param ordering order that a stream keeps: that of the records of each key, or none
 * @param aggregation packing of several records into one
 * @param linger how long an aggregate waits for more records
 * @param memory most memory of records under way, each twice its size and 256 bytes more;
 * an eighth of the heap unless set
 * @param maxBlock how long a send waits for memory
 * @param recordTimeToLive how long after it was sent a record is still put
 * @param deduplicationIds whether each record carries an id, by which readers recognise
 * one that was stored twice
 * @param observationEnabled whether each send is observed, and its trace context goes
 * with the record
 * @param maxRecordSize largest record, partition key included; up to 10 MB if the stream
 * was set to take it
 * @param maxBatchRecords most entries per PutRecords call, up to 500
 * @param maxBatchSize most bytes per PutRecords call, partition keys included, up to 10
 * MB
 * @param maxInFlight most calls under way for a stream
 * @param rate what a shard is sent
 * @param backOff pauses between the calls
 * @param circuitBreaker name of the circuit breaker of Resilience4j that learns how calls
 * of PutRecords end; while it is open, sends fail
 * @param rateLimiter name of the rate limiter of Resilience4j, each permission of which
 * is for one call of PutRecords
 * @param bulkhead name of the bulkhead of Resilience4j that limits how many calls of
 * PutRecords run at the same time
 * @param onOpenCircuit what becomes of records that wait when the circuit breaker opens:
 * they wait on (KEEP) or fail (FAIL)
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.producer")
public record KinesisProducerProperties(@DefaultValue("key") Ordering ordering, @DefaultValue Aggregation aggregation,
		@DefaultValue("5ms") Duration linger, @Nullable DataSize memory, @DefaultValue("60s") Duration maxBlock,
		@DefaultValue("30s") Duration recordTimeToLive, @DefaultValue("false") boolean deduplicationIds,
		@DefaultValue("false") boolean observationEnabled, @DefaultValue("1MB") DataSize maxRecordSize,
		@DefaultValue("500") int maxBatchRecords, @DefaultValue("10MB") DataSize maxBatchSize,
		@DefaultValue("64") int maxInFlight, @DefaultValue Rate rate, @DefaultValue BackOff backOff,
		@Nullable String circuitBreaker, @Nullable String rateLimiter, @Nullable String bulkhead,
		@DefaultValue("KEEP") OpenCircuit onOpenCircuit) {

	private static final DataSize MIN_SIZE = DataSize.ofBytes(1);

	private static final DataSize MAX_SIZE = DataSize.ofMegabytes(10);

	public KinesisProducerProperties {
		checkSize("maxRecordSize", maxRecordSize, MIN_SIZE, MAX_SIZE, " (PutRecords limit)");
		checkSize("maxBatchSize", maxBatchSize, maxRecordSize, MAX_SIZE, " ('maxRecordSize' and PutRecords limit)");
		options(ordering, aggregation, linger, memory, maxBlock, recordTimeToLive, deduplicationIds, maxRecordSize,
				maxBatchRecords, maxBatchSize, maxInFlight, rate, backOff);
	}

	private static void checkSize(String name, DataSize size, DataSize min, DataSize max, String why) {
		if (size.compareTo(min) < 0 || size.compareTo(max) > 0) {
			throw new IllegalArgumentException("'%s' must be between %s and %s%s but was %s".formatted(name, text(min),
					text(max), why, text(size)));
		}
	}

	private static String text(DataSize size) {
		return size.equals(DataSize.ofMegabytes(size.toMegabytes())) ? size.toMegabytes() + "MB" : size.toString();
	}

	GuardNames guards() {
		return new GuardNames(this.circuitBreaker, this.rateLimiter, this.bulkhead);
	}

	ProducerOptions options() {
		return options(this.ordering, this.aggregation, this.linger, this.memory, this.maxBlock, this.recordTimeToLive,
				this.deduplicationIds, this.maxRecordSize, this.maxBatchRecords, this.maxBatchSize, this.maxInFlight,
				this.rate, this.backOff);
	}

	private static ProducerOptions options(Ordering ordering, Aggregation aggregation, Duration linger,
			@Nullable DataSize memory, Duration maxBlock, Duration recordTimeToLive, boolean deduplicationIds,
			DataSize maxRecordSize, int maxBatchRecords, DataSize maxBatchSize, int maxInFlight, Rate rate,
			BackOff backOff) {
		ProducerOptions.Builder options = ProducerOptions.builder();
		if (memory != null) {
			options.memory(memory.toBytes());
		}
		return options.ordering(ordering)
			.aggregation(aggregation.options())
			.linger(linger)
			.maxBlock(maxBlock)
			.recordTimeToLive(recordTimeToLive)
			.deduplicationIds(deduplicationIds)
			.maxRecordBytes(Math.toIntExact(maxRecordSize.toBytes()))
			.maxBatchRecords(maxBatchRecords)
			.maxBatchBytes(Math.toIntExact(maxBatchSize.toBytes()))
			.maxInFlight(maxInFlight)
			.shardRate(rate.limited() ? rate.share() : ProducerOptions.UNLIMITED)
			.backOffBase(backOff.base())
			.backOffCap(backOff.cap())
			.build();
	}

	/**
	 * Packing of several records into one, in the format of the Kinesis Producer Library.
	 *
	 * @param enabled whether records are packed; if not, each goes as it is, for readers
	 * that do not know the format
	 * @param maxSize largest aggregate, 1 KB to 1 MB
	 * @param maxRecords most records of an aggregate
	 */
	public record Aggregation(@DefaultValue("true") boolean enabled, @DefaultValue("256KB") DataSize maxSize,
			@DefaultValue("1000000") int maxRecords) {

		private static final DataSize SMALLEST = DataSize.ofKilobytes(1);

		private static final DataSize LARGEST = DataSize.ofMegabytes(1);

		public Aggregation {
			checkSize("maxSize", maxSize, SMALLEST, LARGEST, "");
			options(enabled, maxSize, maxRecords);
		}

		AggregationOptions options() {
			return options(this.enabled, this.maxSize, this.maxRecords);
		}

		private static AggregationOptions options(boolean enabled, DataSize maxSize, int maxRecords) {
			return new AggregationOptions(enabled, Math.toIntExact(maxSize.toBytes()), maxRecords);
		}

	}

	/**
	 * What a shard is sent at most. A shard takes 1 MB and 1,000 records a second.
	 *
	 * @param limited whether there is a limit; emulators have none
	 * @param share part of what a shard takes; less than 1 leaves the rest to other
	 * producers
	 */
	public record Rate(@DefaultValue("true") boolean limited, @DefaultValue("1") double share) {

		private static final double LEAST = 0.01;

		private static final double MOST = 1_000;

		public Rate {
			if (!(share >= LEAST && share <= MOST)) {
				throw new IllegalArgumentException(
						"'share' must be between %s and %s but was %s".formatted(LEAST, MOST, share));
			}
		}

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
