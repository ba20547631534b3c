package io.kinesisboot.listener.dispatch;

import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;

import org.springframework.messaging.Message;

/**
 * What is called with the records of a shard. Thread-safe: the shards call it at once.
 *
 * @since 0.1.0
 */
public interface RecordListener {

	/**
	 * The listener's id, for messages.
	 * @return the id
	 */
	String id();

	/**
	 * Whether it is called with all records at hand rather than with one at a time.
	 * @return true for a batch listener
	 */
	boolean isBatch();

	/**
	 * Converts a record to what the listener takes.
	 * @param record the record
	 * @param attempt which attempt this is, beginning at 1
	 * @return the converted record
	 * @throws RuntimeException if it cannot be converted, now or ever
	 */
	Message<?> convert(ReceivedRecord record, int attempt);

	/**
	 * Calls the listener.
	 * @param messages the converted records, in order: one, unless it is a batch listener
	 * @throws Exception whatever the listener throws
	 */
	void call(List<Message<?>> messages) throws Exception;

}
