package io.kinesisboot.consumer.kcl;

import java.util.Collection;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;

import org.jspecify.annotations.NullUnmarked;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.coordinator.MigrationAdaptiveLeaseAssignmentModeProvider;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseCoordinator;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.LeaseStatsRecorder;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseCoordinator;

/**
 * Holds one lease, as long as a test wants it to.
 */
@NullUnmarked
final class FakeLeaseCoordinator implements LeaseCoordinator {

	final List<String> dropped = new CopyOnWriteArrayList<>();

	private volatile Lease held;

	/**
	 * Begins a tenure of a lease.
	 */
	void hold(String leaseKey) {
		Lease lease = new Lease();
		lease.leaseKey(leaseKey);
		lease.concurrencyToken(UUID.randomUUID());
		this.held = lease;
	}

	/**
	 * Has the lease that is held tell which hash keys belong to its shard.
	 */
	void range(String start, String end) {
		this.held.hashKeyRange(HashKeyRangeForLease.deserialize(start, end));
	}

	/**
	 * As when the leader has given the lease to another worker, which waits for it.
	 */
	void promise(String worker) {
		this.held.checkpointOwner(worker);
	}

	void lose() {
		this.held = null;
	}

	@Override
	public Lease getCurrentlyHeldLease(String leaseKey) {
		Lease lease = this.held;
		return (lease != null && lease.leaseKey().equals(leaseKey)) ? lease : null;
	}

	@Override
	public void dropLease(Lease lease) {
		this.dropped.add(lease.leaseKey());
	}

	@Override
	public void initialize() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void start(MigrationAdaptiveLeaseAssignmentModeProvider leaseAssignmentModeProvider) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void runLeaseTaker() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void runLeaseRenewer() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean isRunning() {
		throw new UnsupportedOperationException();
	}

	@Override
	public String workerIdentifier() {
		throw new UnsupportedOperationException();
	}

	@Override
	public LeaseRefresher leaseRefresher() {
		throw new UnsupportedOperationException();
	}

	@Override
	public Collection<Lease> getAssignments() {
		throw new UnsupportedOperationException();
	}

	@Override
	public boolean updateLease(Lease lease, UUID concurrencyToken, String operation, String singleStreamShardId) {
		throw new UnsupportedOperationException();
	}

	@Override
	public void stopLeaseTaker() {
		throw new UnsupportedOperationException();
	}

	@Override
	public void stop() {
		throw new UnsupportedOperationException();
	}

	@Override
	public List<ShardInfo> getCurrentAssignments() {
		throw new UnsupportedOperationException();
	}

	@Override
	public DynamoDBLeaseCoordinator initialLeaseTableWriteCapacity(long writeCapacity) {
		throw new UnsupportedOperationException();
	}

	@Override
	public DynamoDBLeaseCoordinator initialLeaseTableReadCapacity(long readCapacity) {
		throw new UnsupportedOperationException();
	}

	@Override
	public LeaseStatsRecorder leaseStatsRecorder() {
		throw new UnsupportedOperationException();
	}

	@Override
	public String getConsumerId() {
		throw new UnsupportedOperationException();
	}

}
