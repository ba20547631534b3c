package io.kinesisboot.consumer;

import java.util.List;
import java.util.function.Consumer;

/**
 * Handles the records of one shard. Called by one thread at a time, not always the same.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ShardHandler {

	/**
	 * Handles the next records of the shard. What is not done when this returns stays
	 * undone: no checkpoint passes it, and the shard gets no further call.
	 * @param records the records, in the order of the shard, never empty
	 * @param done to be told of each record that needs no more handling, on the calling
	 * thread
	 * @throws InterruptedException if the thread is interrupted
	 * @throws ShardStoppedException if the shard cannot go on; it then waits, without a
	 * checkpoint past what is done, until it is given to another worker or the source
	 * stops
	 */
	void handle(List<ReceivedRecord> records, Consumer<ReceivedRecord> done) throws InterruptedException;

	/**
	 * Makes the handlers of a source's shards. Thread-safe.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Makes a handler.
		 * @param shard the shard to handle
		 * @return its handler
		 */
		ShardHandler create(AssignedShard shard);

	}

}
