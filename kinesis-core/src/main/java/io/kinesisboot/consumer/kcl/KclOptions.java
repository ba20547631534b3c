package io.kinesisboot.consumer.kcl;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.UUID;

/**
 * How a worker of the Kinesis Client Library reads. Immutable.
 *
 * @param workerId names this worker among those of its application; no two running
 * workers may share it. A worker that comes back under the same id after a crash has its
 * shards again at once, others wait for {@code failoverTime}.
 * @param idleTimeBetweenReads pause between two reads of a shard that has nothing more to
 * give, at least 200 ms: a shard allows 5 reads per second over all applications
 * (GetRecords limit)
 * @param maxRecords most stream records per read, 1 to 10000 (GetRecords limit)
 * @param failoverTime after how long without a sign of life a worker's leases are given
 * to others
 * @param leaseAssignmentInterval how often the leases of workers that died are given out;
 * each round is one scan of the lease table by one of the workers. Leases that a worker
 * gives back, or makes, find a new owner without it
 * @param checkpointInterval how often at least a checkpoint is written in the middle of a
 * batch; at the end of a batch it is always written
 * @since 0.1.0
 */
public record KclOptions(String workerId, Duration idleTimeBetweenReads, int maxRecords, Duration failoverTime,
		Duration leaseAssignmentInterval, Duration checkpointInterval) {

	private static final int MAX_RECORDS_LIMIT = 10_000;

	private static final Duration MIN_IDLE_TIME = Duration.ofMillis(200);

	private static final Duration MIN_ASSIGNMENT_INTERVAL = Duration.ofMillis(100);

	private static final Duration MIN_FAILOVER_TIME = Duration.ofSeconds(1);

	public KclOptions {
		if (workerId.isBlank()) {
			throw new IllegalArgumentException("'workerId' must not be blank");
		}
		if (maxRecords < 1 || maxRecords > MAX_RECORDS_LIMIT) {
			throw new IllegalArgumentException("'maxRecords' must be between 1 and " + MAX_RECORDS_LIMIT
					+ " (GetRecords limit) but was " + maxRecords);
		}
		requireAtLeast("idleTimeBetweenReads", MIN_IDLE_TIME, "5 reads per second and shard, GetRecords limit",
				idleTimeBetweenReads);
		requireAtLeast("failoverTime", MIN_FAILOVER_TIME, "leases are renewed three times in it", failoverTime);
		requireAtLeast("leaseAssignmentInterval", MIN_ASSIGNMENT_INTERVAL, "each round reads the lease table",
				leaseAssignmentInterval);
		requireAtLeast("checkpointInterval", Duration.ZERO, "zero writes one after every record", checkpointInterval);
	}

	/**
	 * The defaults, for a worker id made of the host's name and a random part.
	 * @return the defaults
	 */
	public static KclOptions defaults() {
		return new KclOptions(hostName() + ":" + UUID.randomUUID(), Duration.ofSeconds(1), MAX_RECORDS_LIMIT,
				Duration.ofSeconds(12), Duration.ofSeconds(10), Duration.ofSeconds(5));
	}

	public KclOptions withWorkerId(String workerId) {
		return new KclOptions(workerId, this.idleTimeBetweenReads, this.maxRecords, this.failoverTime,
				this.leaseAssignmentInterval, this.checkpointInterval);
	}

	public KclOptions withIdleTimeBetweenReads(Duration idleTimeBetweenReads) {
		return new KclOptions(this.workerId, idleTimeBetweenReads, this.maxRecords, this.failoverTime,
				this.leaseAssignmentInterval, this.checkpointInterval);
	}

	public KclOptions withMaxRecords(int maxRecords) {
		return new KclOptions(this.workerId, this.idleTimeBetweenReads, maxRecords, this.failoverTime,
				this.leaseAssignmentInterval, this.checkpointInterval);
	}

	public KclOptions withFailoverTime(Duration failoverTime) {
		return new KclOptions(this.workerId, this.idleTimeBetweenReads, this.maxRecords, failoverTime,
				this.leaseAssignmentInterval, this.checkpointInterval);
	}

	public KclOptions withLeaseAssignmentInterval(Duration leaseAssignmentInterval) {
		return new KclOptions(this.workerId, this.idleTimeBetweenReads, this.maxRecords, this.failoverTime,
				leaseAssignmentInterval, this.checkpointInterval);
	}

	public KclOptions withCheckpointInterval(Duration checkpointInterval) {
		return new KclOptions(this.workerId, this.idleTimeBetweenReads, this.maxRecords, this.failoverTime,
				this.leaseAssignmentInterval, checkpointInterval);
	}

	private static void requireAtLeast(String name, Duration limit, String reason, Duration value) {
		if (value.compareTo(limit) < 0) {
			throw new IllegalArgumentException("'" + name + "' must be at least " + limit.toMillis() + " ms (" + reason
					+ ") but was " + value.toMillis() + " ms");
		}
	}

	private static String hostName() {
		try {
			return InetAddress.getLocalHost().getHostName();
		}
		catch (UnknownHostException ex) {
			return "localhost";
		}
	}

}
