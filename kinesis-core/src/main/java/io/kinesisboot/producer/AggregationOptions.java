package io.kinesisboot.producer;

import java.util.function.IntFunction;

import io.kinesisboot.aggregation.Aggregator;
import io.kinesisboot.aggregation.RecordPacker;

/**
 * Whether and how user records are packed into aggregates, in the format of the Kinesis
 * Producer Library unless another one is given. Immutable.
 *
 * @param enabled whether they are; if not, each record goes as it is, for readers that do
 * not know the format, and can carry no tags
 * @param maxBytes the largest aggregate, 1 KiB to 1 MiB, and never more than a stream
 * takes in a record; a larger user record goes by itself
 * @param maxRecords the most user records of an aggregate, 1 to 1,000,000
 * @param packing makes what packs records, by the most bytes of an aggregate
 * @since 0.1.0
 */
public record AggregationOptions(boolean enabled, int maxBytes, int maxRecords, IntFunction<RecordPacker> packing) {

	private static final int MIN_BYTES = 1024;

	private static final int MAX_BYTES = 1024 * 1024;

	private static final int DEFAULT_BYTES = 256 * 1024;

	private static final int MAX_RECORDS = 1_000_000;

	private static final IntFunction<RecordPacker> PRODUCER_LIBRARY = Aggregator::new;

	public AggregationOptions {
		ProducerOptions.check("maxBytes", maxBytes, MIN_BYTES, MAX_BYTES, "");
		ProducerOptions.check("maxRecords", maxRecords, 1, MAX_RECORDS, "");
	}

	/**
	 * Creates options with the format of the Kinesis Producer Library.
	 * @param enabled whether records are packed
	 * @param maxBytes the largest aggregate, 1 KiB to 1 MiB
	 * @param maxRecords the most user records of an aggregate, 1 to 1,000,000
	 */
	public AggregationOptions(boolean enabled, int maxBytes, int maxRecords) {
		this(enabled, maxBytes, maxRecords, PRODUCER_LIBRARY);
	}

	/**
	 * Chooses another format, which readers must know.
	 * @param packing makes what packs records, by the most bytes of an aggregate
	 * @return such options
	 */
	public AggregationOptions withPacking(IntFunction<RecordPacker> packing) {
		return new AggregationOptions(this.enabled, this.maxBytes, this.maxRecords, packing);
	}

	/**
	 * Returns what suits most: aggregates of 256 KiB at most.
	 * @return the default options
	 */
	public static AggregationOptions defaults() {
		return ofMaxBytes(DEFAULT_BYTES);
	}

	/**
	 * Limits aggregates by their bytes alone.
	 * @param maxBytes 1 KiB to 1 MiB
	 * @return such options
	 */
	public static AggregationOptions ofMaxBytes(int maxBytes) {
		return new AggregationOptions(true, maxBytes, MAX_RECORDS);
	}

	/**
	 * Has each record go as it is.
	 * @return such options
	 */
	public static AggregationOptions disabled() {
		return new AggregationOptions(false, DEFAULT_BYTES, MAX_RECORDS);
	}

}
