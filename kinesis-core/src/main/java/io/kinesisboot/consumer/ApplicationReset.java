package io.kinesisboot.consumer;

import io.kinesisboot.KinesisBootException;

/**
 * Moves an application, back or forth, to where it shall read on. Its checkpoints are
 * overwritten and its shards taken from the workers that have them, whose checkpoints no
 * longer count from then on; but a worker that runs notices only when it next renews its
 * leases, within a third of the failover time, and handles records until then. So stop
 * the application's sources first where it matters that nothing is handled twice or
 * between. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ApplicationReset {

	/**
	 * Moves an application in all its streams. A reset that fails half-way may be
	 * repeated.
	 * @param request what the application's sources read
	 * @param position where to read on; {@link StartingPosition#LATEST} is the moment of
	 * this call, whenever a worker reads the shard again
	 * @throws KinesisBootException if a stream or the application's leases do not exist,
	 * or a service does not answer or refuses
	 */
	default void reset(RecordSource.Request request, StartingPosition position) {
		request.streams().forEach((stream) -> reset(request, stream, position));
	}

	/**
	 * Moves an application in one of its streams. A reset that fails half-way may be
	 * repeated.
	 * @param request what the application's sources read
	 * @param stream the stream, as it stands in the request
	 * @param position where to read on; {@link StartingPosition#LATEST} is the moment of
	 * this call, whenever a worker reads the shard again
	 * @throws KinesisBootException if the stream or the application's leases do not
	 * exist, or a service does not answer or refuses
	 */
	void reset(RecordSource.Request request, String stream, StartingPosition position);

	/**
	 * Moves an application in one shard.
	 * @param request what the application's sources read
	 * @param stream the stream, as it stands in the request
	 * @param shardId the shard, which must have a lease and none of its children may:
	 * they would be read beside it
	 * @param sequenceNumber the sequence number of the next record to handle
	 * @throws KinesisBootException if there is no such lease, or the shard's children are
	 * read already, or a service does not answer or refuses
	 */
	void reset(RecordSource.Request request, String stream, String shardId, String sequenceNumber);

}
