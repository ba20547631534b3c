package io.kinesisboot.consumer.kcl;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

import io.kinesisboot.consumer.kcl.lease.DiscoveryPace;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseCoordinator;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.lifecycle.TaskExecutionListener;
import software.amazon.kinesis.lifecycle.TaskOutcome;
import software.amazon.kinesis.lifecycle.TaskType;
import software.amazon.kinesis.lifecycle.events.TaskExecutionListenerInput;

/**
 * Gives the lease up when KCL failed to process a batch: it would go on with the next
 * one. Whoever has the lease next begins again at the checkpoint. That may be this
 * worker, so it looks for leases whenever it has left a shard. Thread-safe.
 */
final class BatchWatch implements TaskExecutionListener {

	private static final Logger logger = LoggerFactory.getLogger(BatchWatch.class);

	private final Supplier<LeaseCoordinator> leases;

	private final DiscoveryPace pace;

	/**
	 * The leases of batches that were begun and not ended. An error that KCL does not
	 * catch ends none: it is seen when the next batch begins.
	 */
	private final Set<String> begun = ConcurrentHashMap.newKeySet();

	BatchWatch(Supplier<LeaseCoordinator> leases, DiscoveryPace pace) {
		this.leases = leases;
		this.pace = pace;
	}

	@Override
	public void beforeTaskExecution(TaskExecutionListenerInput input) {
		String leaseKey = ShardInfo.getLeaseKey(input.shardInfo());
		if (input.taskType() == TaskType.INITIALIZE) {
			this.begun.remove(leaseKey);
		}
		else if (input.taskType() == TaskType.PROCESS && !this.begun.add(leaseKey)) {
			giveUp(leaseKey);
		}
	}

	@Override
	public void afterTaskExecution(TaskExecutionListenerInput input) {
		String leaseKey = ShardInfo.getLeaseKey(input.shardInfo());
		if (input.taskType() == TaskType.PROCESS) {
			this.begun.remove(leaseKey);
			if (input.taskOutcome() == TaskOutcome.FAILURE) {
				giveUp(leaseKey);
			}
		}
		if (input.taskType() == TaskType.SHUTDOWN) {
			this.begun.remove(leaseKey);
			this.pace.hurry();
		}
	}

	private void giveUp(String leaseKey) {
		logger.warn("KCL failed on a batch of lease '{}', which is read again", leaseKey);
		LeaseCoordinator leases = this.leases.get();
		Lease lease = leases.getCurrentlyHeldLease(leaseKey);
		if (lease != null) {
			leases.dropLease(lease);
		}
	}

}
