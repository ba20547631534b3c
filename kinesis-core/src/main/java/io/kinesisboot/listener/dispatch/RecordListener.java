package io.kinesisboot.listener.dispatch;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;

/**
 * What is called with the records of a shard. Thread-safe: shards, and keys of a shard,
 * call it at once.
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
	 * Whether it is called with several records rather than with one at a time.
	 * @return true for a batch listener
	 */
	boolean isBatch();

	/**
	 * The record that the listener sees for one that was read: another one, if that only
	 * carries it.
	 * @param record the record as it was read
	 * @return the record as it was put at first, whose age counts
	 */
	default ReceivedRecord original(ReceivedRecord record) {
		return record;
	}

	/**
	 * Makes of a record what the listener takes. Called anew for each attempt, since a
	 * listener may change what it gets.
	 * @param record the record
	 * @param attempt which attempt this is, beginning at 1
	 * @return what the listener takes, or null if it does not want the record
	 * @throws RuntimeException if that cannot be made, now or ever
	 */
	@Nullable Object prepare(ReceivedRecord record, int attempt);

	/**
	 * Calls the listener.
	 * @param prepared what {@link #prepare} has made, in the order of the records: one,
	 * unless it is a batch listener
	 * @param call takes what is done before the call has ended
	 * @return how the call will have ended; null if it has ended well
	 * @throws Exception whatever the listener throws
	 */
	@Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception;

	/**
	 * Whether its calls may end after they have returned, by what their method returns.
	 * @return true if it returns a future or a publisher, or what is sent somewhere
	 */
	default boolean endsLater() {
		return false;
	}

	/**
	 * Whether it is called with the tumbling window that its records belong to, and with
	 * no records at the end of a window.
	 * @return true for a batch listener that takes windows
	 */
	default boolean takesWindow() {
		return false;
	}

}
