package io.kinesisboot.consumer;

import java.time.Duration;
import java.util.List;

import io.kinesisboot.KinesisBootException;

/**
 * Looks at what the workers of an application share, and changes nothing. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ApplicationInspection {

	/**
	 * Reads all leases of an application, with as many calls as they take: some 2,000
	 * leases come with one.
	 * @param request what the application's sources read
	 * @param timeout how long each call is waited for
	 * @return the leases by stream and shard; those of shards that ended as well, until
	 * the shard is removed from its stream
	 * @throws KinesisBootException if there is no lease table, or its service does not
	 * answer or refuses
	 */
	List<ShardLease> leases(RecordSource.Request request, Duration timeout);

	/**
	 * Makes sure that an application's leases can be reached, at the cost of reading one
	 * row.
	 * @param request what the application's sources read
	 * @param timeout how long the call is waited for
	 * @throws KinesisBootException if there is no lease table, or its service does not
	 * answer or refuses
	 */
	void reach(RecordSource.Request request, Duration timeout);

	/**
	 * How this process names itself as an owner of leases.
	 * @param request what the application's sources read
	 * @return the worker's id
	 */
	String workerId(RecordSource.Request request);

}
