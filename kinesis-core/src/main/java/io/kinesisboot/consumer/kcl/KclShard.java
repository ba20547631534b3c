package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.UUID;
import java.util.function.Supplier;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ShardProgress;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseCoordinator;

/**
 * A shard whose lease this worker holds. Thread-safe.
 */
final class KclShard implements AssignedShard {

	/**
	 * KCL tells a processor only between two batches that the lease is lost, so it is
	 * asked for; not more often, for the answer may have to wait for the lease's renewal.
	 */
	private static final Duration LEASE_CHECK_INTERVAL = Duration.ofSeconds(1);

	private final String stream;

	private final String shardId;

	private final String leaseKey;

	private final LeaseCoordinator leases;

	private final StopSignal stop;

	private final Ticker ticker;

	/** Tells this tenure of the lease from the next. */
	private final @Nullable UUID tenure;

	/** In nanoseconds of the ticker. */
	private volatile long leaseChecked;

	private volatile Supplier<ShardProgress> progress = () -> ShardProgress.NONE;

	/** Once it must be left, a tenure does not come back. */
	private volatile boolean over;

	KclShard(String stream, String shardId, String leaseKey, LeaseCoordinator leases, StopSignal stop, Ticker ticker) {
		this.stream = stream;
		this.shardId = shardId;
		this.leaseKey = leaseKey;
		this.leases = leases;
		this.stop = stop;
		this.ticker = ticker;
		Lease lease = leases.getCurrentlyHeldLease(leaseKey);
		this.tenure = (lease != null) ? lease.concurrencyToken() : null;
		this.leaseChecked = ticker.read();
	}

	@Override
	public String stream() {
		return this.stream;
	}

	@Override
	public String shardId() {
		return this.shardId;
	}

	@Override
	public ShardProgress progress() {
		return this.progress.get();
	}

	/**
	 * Begins to tell how far its handling is.
	 */
	void progress(Supplier<ShardProgress> progress) {
		this.progress = progress;
	}

	@Override
	public boolean awaitStop(Duration time) throws InterruptedException {
		Duration remaining = time;
		while (remaining.compareTo(LEASE_CHECK_INTERVAL) > 0) {
			if (mustLeave(LEASE_CHECK_INTERVAL)) {
				return true;
			}
			remaining = remaining.minus(LEASE_CHECK_INTERVAL);
		}
		return mustLeave(remaining);
	}

	private boolean mustLeave(Duration time) throws InterruptedException {
		return (time.isZero() ? this.stop.isRaised() : this.stop.await(time)) || isLeaseLost(this.ticker.read());
	}

	boolean mustLeave() {
		return mustLeave(this.ticker.read());
	}

	/**
	 * Whether the shard must be left now. Fit to be asked before each record.
	 * @param now what the ticker shows
	 */
	boolean mustLeave(long now) {
		return this.stop.isRaised() || isLeaseLost(now);
	}

	/**
	 * Whether the lease is another worker's, or is to be: KCL tells the second only
	 * between two batches as well.
	 */
	private boolean isLeaseLost(long now) {
		if (this.over) {
			return true;
		}
		if (now - this.leaseChecked < LEASE_CHECK_INTERVAL.toNanos()) {
			return false;
		}
		this.leaseChecked = now;
		Lease lease = held();
		this.over = lease == null || lease.shutdownRequested();
		return this.over;
	}

	/**
	 * Which hash keys belong to the shard, by its lease.
	 * @return the range, or null if the lease does not tell
	 */
	@Nullable HashRange hashKeys() {
		Lease lease = this.leases.getCurrentlyHeldLease(this.leaseKey);
		HashKeyRangeForLease range = (lease != null) ? lease.hashKeyRangeForLease() : null;
		return (range != null) ? new HashRange(HashKey.parse(range.startingHashKey().toString()),
				HashKey.parse(range.endingHashKey().toString())) : null;
	}

	/**
	 * Whether this worker has held the lease without a break.
	 */
	boolean isLeaseHeld() {
		return held() != null;
	}

	private @Nullable Lease held() {
		Lease lease = this.leases.getCurrentlyHeldLease(this.leaseKey);
		boolean same = lease != null && this.tenure != null && this.tenure.equals(lease.concurrencyToken());
		return same ? lease : null;
	}

	boolean isStopping() {
		return this.stop.isRaised();
	}

	/**
	 * Gives the lease up, so that a worker reads the shard again from its checkpoint.
	 */
	void release() {
		Lease lease = held();
		if (lease != null) {
			this.leases.dropLease(lease);
		}
	}

	@Override
	public String toString() {
		return "shard " + this.shardId + " of stream '" + this.stream + "'";
	}

}
