package io.kinesisboot.listener.error;

import org.jspecify.annotations.Nullable;

/**
 * Takes the records that a listener could not handle, so that their shard can go on: puts
 * them somewhere to be looked at, or decides that they are not needed. When it returns,
 * the record counts as done. Called on the thread of the record's shard, so
 * implementations must be thread-safe; one record may come more than once.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface RecordRecoverer {

	/**
	 * Takes a record.
	 * @param failed the record and why it is here
	 * @throws Exception if it cannot be taken; it is then offered again, and in the end
	 * the shard stops
	 */
	void recover(FailedRecord failed) throws Exception;

	/**
	 * Finds recoverers by what a listener says of them. Thread-safe.
	 */
	@FunctionalInterface
	interface Resolver {

		/**
		 * Finds a recoverer.
		 * @param onFailure the text, such as {@code stop} or {@code kinesis:dead-orders}
		 * @param applicationName the application whose checkpoints the listener uses, or
		 * null if it is for all
		 * @return the recoverer
		 * @throws IllegalArgumentException if there is none of that text, with those that
		 * there are
		 */
		RecordRecoverer resolve(String onFailure, @Nullable String applicationName);

	}

}
