package io.kinesisboot.firehose.transform;

import java.util.Map;

import org.jspecify.annotations.Nullable;

/**
 * What Firehose is told of one record. Immutable, as long as nobody changes the bytes.
 *
 * @param recordId the id that the record came with
 * @param result what became of it
 * @param bytes what is delivered; empty unless the result is {@link Result#OK}
 * @param partitionKeys the keys of dynamic partitioning by their names
 * @param route the Iceberg table that takes it; null if the delivery stream says so
 * @since 0.1.0
 */
public record TransformedRecord(String recordId, Result result, byte[] bytes, Map<String, String> partitionKeys,
		@Nullable TableRoute route) {

	private static final byte[] NOTHING = {};

	public TransformedRecord {
		partitionKeys = Map.copyOf(partitionKeys);
	}

	/**
	 * A record that is delivered.
	 * @param source the record it was made of
	 * @param bytes what is delivered
	 * @return the answer
	 */
	public static TransformedRecord ok(TransformationRecord source, byte[] bytes) {
		return new TransformedRecord(source.recordId(), Result.OK, bytes, Map.of(), null);
	}

	/**
	 * A record that is left out, which is a success.
	 * @param source the record
	 * @return the answer
	 */
	public static TransformedRecord dropped(TransformationRecord source) {
		return new TransformedRecord(source.recordId(), Result.DROPPED, NOTHING, Map.of(), null);
	}

	/**
	 * A record that Firehose writes to the error output as it came, without trying again.
	 * @param source the record
	 * @return the answer
	 */
	public static TransformedRecord processingFailed(TransformationRecord source) {
		return new TransformedRecord(source.recordId(), Result.PROCESSING_FAILED, NOTHING, Map.of(), null);
	}

	/**
	 * What became of a record.
	 */
	public enum Result {

		/** It is delivered. */
		OK("Ok"),

		/** It is left out. */
		DROPPED("Dropped"),

		/** It goes to the error output. */
		PROCESSING_FAILED("ProcessingFailed");

		private final String text;

		Result(String text) {
			this.text = text;
		}

		/**
		 * The word that Firehose knows it by.
		 */
		@Override
		public String toString() {
			return this.text;
		}

	}

}
