package io.kinesisboot.producer;

/**
 * Whether and how user records are packed into aggregates in the format of the Kinesis
 * Producer Library. Immutable.
 *
 * @param enabled whether they are; if not, each record goes as it is, for readers that do
 * not know the format, and can carry no tags
 * @param maxBytes the largest aggregate, 1 KiB to 1 MiB, and never more than a stream
 * takes in a record; a larger user record goes by itself
 * @param maxRecords the most user records of an aggregate, 1 to 1,000,000
 * @since 0.1.0
 */
public record AggregationOptions(boolean enabled, int maxBytes, int maxRecords) {

	private static final int MIN_BYTES = 1024;

	private static final int MAX_BYTES = 1024 * 1024;

	private static final int DEFAULT_BYTES = 256 * 1024;

	private static final int MAX_RECORDS = 1_000_000;

	public AggregationOptions {
		ProducerOptions.check("maxBytes", maxBytes, MIN_BYTES, MAX_BYTES, "");
		ProducerOptions.check("maxRecords", maxRecords, 1, MAX_RECORDS, "");
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
