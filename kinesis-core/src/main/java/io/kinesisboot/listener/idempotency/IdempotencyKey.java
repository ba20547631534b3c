package io.kinesisboot.listener.idempotency;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;

/**
 * Says of records which of them are the same. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface IdempotencyKey {

	/** The place in the stream: the same record, read again. */
	IdempotencyKey SEQUENCE_NUMBER = (record) -> record.stream() + '/' + record.shardId() + '/'
			+ record.sequenceNumber() + '/' + record.subSequenceNumber();

	/**
	 * The id that the producer gives a record, which it keeps however often it is stored;
	 * of one without, its place in the stream.
	 */
	IdempotencyKey DEDUPLICATION_ID = (record) -> {
		String id = record.tags().get(KinesisHeaders.DEDUPLICATION_ID);
		return (id != null) ? id : SEQUENCE_NUMBER.of(record);
	};

	/**
	 * The key of a record.
	 * @param record the record
	 * @return the key, of any length
	 * @throws RuntimeException if it has none, so that it cannot be handled
	 */
	String of(ReceivedRecord record);

	/**
	 * Reads what a listener says of its key.
	 * @param setting where it comes from, for errors
	 * @param text {@code sequence-number}, {@code deduplication-id}, {@code header:} and
	 * a name, or an expression such as {@code payload.orderId}
	 * @return the key
	 * @throws IllegalArgumentException if it is none of these
	 */
	static IdempotencyKey parse(String setting, String text) {
		return switch (text) {
			case "sequence-number" -> SEQUENCE_NUMBER;
			case "deduplication-id" -> DEDUPLICATION_ID;
			default ->
				text.startsWith(HeaderKey.PREFIX) ? HeaderKey.parse(setting, text) : ExpressionKey.parse(setting, text);
		};
	}

}
