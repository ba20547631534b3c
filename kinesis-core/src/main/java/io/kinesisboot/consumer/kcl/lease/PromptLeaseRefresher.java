package io.kinesisboot.consumer.kcl.lease;

import java.time.Clock;
import java.util.List;

import software.amazon.kinesis.common.DdbTableConfig;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseRefresher;
import software.amazon.kinesis.leases.exceptions.DependencyException;
import software.amazon.kinesis.leases.exceptions.InvalidStateException;
import software.amazon.kinesis.leases.exceptions.ProvisionedThroughputException;

/**
 * The lease table as a prompt worker uses it: it asks for its leases at its own pace, and
 * who makes a lease, for the child of a shard that has ended, has it, instead of leaving
 * it until KCL's leader gives it out. Thread-safe.
 */
final class PromptLeaseRefresher extends DynamoDBLeaseRefresher {

	private final String worker;

	private final boolean unlimited;

	private final DiscoveryPace pace;

	private final WorkerPresence presence;

	PromptLeaseRefresher(LeaseManagementConfig config, LeaseSerializer serializer, DiscoveryPace pace, Clock clock) {
		super(config.tableName(), config.dynamoDBClient(), serializer, config.consistentReads(),
				config.tableCreatorCallback(), config.dynamoDbRequestTimeout(), table(config),
				config.leaseTableDeletionProtectionEnabled(), config.leaseTablePitrEnabled(), config.tags());
		this.worker = config.workerIdentifier();
		this.unlimited = config.maxLeasesForWorker() == Integer.MAX_VALUE;
		this.pace = pace;
		this.presence = new WorkerPresence(config, this, clock);
	}

	private static DdbTableConfig table(LeaseManagementConfig config) {
		DdbTableConfig table = new DdbTableConfig();
		table.billingMode(config.billingMode());
		table.readCapacity(config.initialLeaseTableReadCapacity());
		table.writeCapacity(config.initialLeaseTableWriteCapacity());
		return table;
	}

	@Override
	public List<String> listLeaseKeysForWorker(String worker) throws DependencyException, InvalidStateException {
		try {
			if (this.pace.isCensusDue()) {
				this.pace.others(!this.presence.others().isEmpty());
			}
			return this.pace.isDue() ? super.listLeaseKeysForWorker(worker) : List.of();
		}
		catch (DependencyException | InvalidStateException | RuntimeException ex) {
			this.pace.hurry();
			throw ex;
		}
	}

	@Override
	public boolean createLeaseIfNotExists(Lease lease)
			throws DependencyException, InvalidStateException, ProvisionedThroughputException {
		if (this.unlimited) {
			lease.leaseOwner(this.worker);
		}
		boolean created = super.createLeaseIfNotExists(lease);
		if (created) {
			this.pace.hurry();
		}
		return created;
	}

	@Override
	public boolean assignLease(Lease lease, String owner)
			throws DependencyException, InvalidStateException, ProvisionedThroughputException {
		return told(super.assignLease(lease, owner), owner);
	}

	/**
	 * KCL waits for the owner to leave the shard. One that was given the lease a moment
	 * ago does not even know that it has it, and would not any more: the shard would be
	 * unread until the lease expires. So without a checkpoint of that owner there is no
	 * waiting for it.
	 */
	@Override
	public boolean initiateGracefulLeaseHandoff(Lease lease, String owner)
			throws DependencyException, InvalidStateException, ProvisionedThroughputException {
		if (lease.ownerSwitchesSinceCheckpoint() > 0) {
			return assignLease(lease, owner);
		}
		return told(super.initiateGracefulLeaseHandoff(lease, owner), owner);
	}

	private boolean told(boolean given, String owner) {
		if (given && owner.equals(this.worker)) {
			this.pace.hurry();
		}
		else if (given) {
			this.pace.others(true);
		}
		return given;
	}

}
