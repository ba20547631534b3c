package io.kinesisboot.producer;

import java.util.List;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * A record was not accepted by its stream. After an attempt whose answer was lost the
 * record may nevertheless be there. Immutable.
 *
 * @since 0.1.0
 */
public class SendException extends KinesisBootException {

	private final String stream;

	private final String partitionKey;

	private final @Nullable String shardId;

	private final int attempts;

	private final @Nullable String errorCode;

	private final String reason;

	SendException(UserRecord record, int attempts, Reason reason) {
		this("Record with partition key '%s' was not accepted by stream '%s' (attempts: %d): %s"
			.formatted(record.partitionKey(), record.stream(), attempts, reason), record, attempts, reason);
	}

	SendException(String message, UserRecord record, int attempts, Reason reason) {
		super(message, reason.cause());
		this.stream = record.stream();
		this.partitionKey = record.partitionKey();
		this.shardId = reason.shardId();
		this.attempts = attempts;
		this.errorCode = reason.errorCode();
		this.reason = reason.toString();
	}

	private SendException(String message, SendException first) {
		super(message, first);
		this.stream = first.stream;
		this.partitionKey = first.partitionKey;
		this.shardId = first.shardId;
		this.attempts = first.attempts;
		this.errorCode = first.errorCode;
		this.reason = first.reason;
	}

	static SendException forBatch(List<PutOutcome.Failed> failed, int batchRecords) {
		SendException first = failed.get(0).error();
		return new SendException("%d of %d records were not accepted; first: %s".formatted(failed.size(), batchRecords,
				first.getMessage()), first);
	}

	/**
	 * Returns the stream.
	 * @return its name
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Returns the record's partition key.
	 * @return the key
	 */
	public String getPartitionKey() {
		return this.partitionKey;
	}

	/**
	 * Returns the shard that refused the record.
	 * @return its id, or {@code null} if the service did not name it
	 */
	public @Nullable String getShardId() {
		return this.shardId;
	}

	/**
	 * Returns how many calls of PutRecords carried the record.
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

	/**
	 * Returns why the record was not accepted.
	 * @return the last error code of AWS with its text, or an explanation
	 */
	public String getReason() {
		return this.reason;
	}

}
