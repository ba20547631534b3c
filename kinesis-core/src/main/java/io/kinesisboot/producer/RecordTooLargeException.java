package io.kinesisboot.producer;

/**
 * A record is larger than the stream may take, and no call was made. Immutable.
 *
 * @since 0.1.0
 */
public class RecordTooLargeException extends SendException {

	private final int maxRecordBytes;

	private final int recordBytes;

	RecordTooLargeException(UserRecord record, int maxRecordBytes) {
		super(message(record, maxRecordBytes), record, 0, new Reason(null, "too large", null));
		this.maxRecordBytes = maxRecordBytes;
		this.recordBytes = record.sizeInBytes();
	}

	private static String message(UserRecord record, int maxRecordBytes) {
		return ("Record for stream '%s' must not be larger than %d bytes with its partition key ('maxRecordBytes', "
				+ "the limit of the stream) but was %d; a stream can be set to take up to %d")
			.formatted(record.stream(), maxRecordBytes, record.sizeInBytes(), ProducerOptions.SERVICE_MAX_RECORD_BYTES);
	}

	/**
	 * Returns the setting {@code maxRecordBytes}.
	 * @return the limit in bytes
	 */
	public int getMaxRecordBytes() {
		return this.maxRecordBytes;
	}

	/**
	 * Returns the record's size.
	 * @return the bytes of the payload and of the partition key
	 */
	public int getRecordBytes() {
		return this.recordBytes;
	}

}
