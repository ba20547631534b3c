package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.function.BooleanSupplier;

import io.kinesisboot.consumer.AssignedShard;

/**
 * A shard whose lease this worker holds. Thread-safe.
 *
 * @param stream the stream's name
 * @param shardId the shard's id
 * @param stop the signal of the source
 * @param leaseHeld asks whether this worker still holds the lease: KCL tells a processor
 * so only between two batches
 */
record KclShard(String stream, String shardId, StopSignal stop, BooleanSupplier leaseHeld) implements AssignedShard {

	private static final Duration LEASE_CHECK_INTERVAL = Duration.ofSeconds(1);

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

	/**
	 * Waits until the shard must be left.
	 * @throws InterruptedException if the thread is interrupted
	 */
	void awaitStop() throws InterruptedException {
		while (!mustLeave(LEASE_CHECK_INTERVAL)) {
			// Nothing to do but to wait on
		}
	}

	private boolean mustLeave(Duration time) throws InterruptedException {
		return this.stop.await(time) || !this.leaseHeld.getAsBoolean();
	}

	@Override
	public String toString() {
		return "shard " + this.shardId + " of stream '" + this.stream + "'";
	}

}
