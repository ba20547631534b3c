package io.kinesisboot.firehose.delivery;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.producer.RecordTooLargeException;
import io.kinesisboot.producer.SendException;
import org.jspecify.annotations.Nullable;

/**
 * A record was not accepted by its delivery stream. After an attempt whose answer was
 * lost it may nevertheless be there. Immutable.
 *
 * @since 0.1.0
 */
public class DeliveryException extends KinesisBootException {

	private final String stream;

	private final int attempts;

	private final @Nullable String errorCode;

	DeliveryException(SendException cause) {
		super("Record was not accepted by delivery stream '%s' (attempts: %d): %s".formatted(cause.getStream(),
				cause.getAttempts(), reason(cause)), cause);
		this.stream = cause.getStream();
		this.attempts = cause.getAttempts();
		this.errorCode = cause.getErrorCode();
	}

	private static String reason(SendException cause) {
		return (cause instanceof RecordTooLargeException large)
				? "it must not be larger than %d bytes (PutRecordBatch limit) but was %d".formatted(
						DeliveryOptions.MAX_RECORD_BYTES,
						large.getRecordBytes() - DeliveryClient.PARTITION_KEY.length())
				: cause.getReason();
	}

	/**
	 * Returns the delivery stream.
	 * @return its name
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Returns how many calls of PutRecordBatch carried the record.
	 * @return the number; 0 if the record was refused before any call
	 */
	public int getAttempts() {
		return this.attempts;
	}

	/**
	 * Returns the last error code of AWS.
	 * @return the code, or {@code null} if the service did not answer
	 */
	public @Nullable String getErrorCode() {
		return this.errorCode;
	}

}
