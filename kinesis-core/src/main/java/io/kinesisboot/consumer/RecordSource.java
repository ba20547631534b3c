package io.kinesisboot.consumer;

import java.time.Duration;
import java.util.List;
import java.util.Map;

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
	 * What a source is to read, and how. Immutable.
	 *
	 * @param applicationName the name under which checkpoints are kept: workers of one
	 * name share the shards
	 * @param streams the streams' names or ARNs, at least one; a stream of another
	 * account needs its ARN
	 * @param startingPosition where to start without a checkpoint
	 * @param retrieval how the records are got
	 * @param roles the ARNs of the IAM roles that streams are read with, by the streams
	 * as they stand in {@code streams}; the others are read with the client's own
	 * credentials
	 */
	record Request(String applicationName, List<String> streams, StartingPosition startingPosition, Retrieval retrieval,
			Map<String, String> roles) {

		public Request {
			streams = List.copyOf(streams);
			roles = Map.copyOf(roles);
			if (streams.isEmpty()) {
				throw new IllegalArgumentException("'streams' must not be empty");
			}
			if (retrieval.hasConsumerArn() && streams.size() > 1) {
				throw new IllegalArgumentException(
						"'consumer' must be a name where there are several streams, for a consumer is one of one stream, but was '"
								+ retrieval.consumer() + "'");
			}
			if (!streams.containsAll(roles.keySet())) {
				throw new IllegalArgumentException(
						"'roles' must be of the streams " + streams + " but was of " + roles.keySet());
			}
		}

		/**
		 * A request of streams that are polled with the client's own credentials.
		 * @param applicationName the name under which checkpoints are kept
		 * @param streams the streams' names or ARNs, at least one
		 * @param startingPosition where to start without a checkpoint
		 */
		public Request(String applicationName, List<String> streams, StartingPosition startingPosition) {
			this(applicationName, streams, startingPosition, Retrieval.POLLING, Map.of());
		}

		public Request withStartingPosition(StartingPosition startingPosition) {
			return new Request(this.applicationName, this.streams, startingPosition, this.retrieval, this.roles);
		}

		public Request withRetrieval(Retrieval retrieval) {
			return new Request(this.applicationName, this.streams, this.startingPosition, retrieval, this.roles);
		}

		public Request withRoles(Map<String, String> roles) {
			return new Request(this.applicationName, this.streams, this.startingPosition, this.retrieval, roles);
		}

	}

}
