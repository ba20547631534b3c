package io.kinesisboot.consumer;

import java.time.Duration;
import java.util.List;

import io.kinesisboot.KinesisBootException;

/**
 * Reads the records of streams and hands them to the handlers of their shards.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public interface RecordSource {

	/**
	 * Begins to read. Returns when the streams are known to exist, not when the first
	 * shard is read.
	 * @throws KinesisBootException if a stream does not exist or a service does not
	 * answer
	 */
	void start();

	/**
	 * Lets the records in hand finish, checkpoints what is done, gives the shards back
	 * and ends. A second call does nothing.
	 * @param timeout how long to wait for that; then what is still running is abandoned
	 * without a checkpoint
	 * @return whether all of it was done in time
	 */
	boolean stop(Duration timeout);

	/**
	 * Whether the source was started and has not ended, by itself or by
	 * {@link #stop(Duration)}.
	 * @return true while it reads
	 */
	boolean isRunning();

	/**
	 * Makes record sources. Thread-safe.
	 */
	@FunctionalInterface
	interface Factory {

		/**
		 * Makes a source; nothing is read before it is started.
		 * @param request what to read
		 * @param handlers the handlers of its shards
		 * @return the source
		 */
		RecordSource create(Request request, ShardHandler.Factory handlers);

	}

	/**
	 * What a source is to read.
	 *
	 * @param applicationName the name under which checkpoints are kept: workers of one
	 * name share the shards
	 * @param streams the streams' names, at least one
	 * @param startingPosition where to start without a checkpoint
	 */
	record Request(String applicationName, List<String> streams, StartingPosition startingPosition) {

		public Request {
			streams = List.copyOf(streams);
			if (streams.isEmpty()) {
				throw new IllegalArgumentException("'streams' must not be empty");
			}
		}

	}

}
