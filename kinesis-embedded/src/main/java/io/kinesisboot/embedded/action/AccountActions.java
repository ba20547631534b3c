package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * DescribeLimits, DescribeAccountSettings and UpdateAccountSettings. Thread-safe.
 */
final class AccountActions {

	private static final int ON_DEMAND_STREAM_LIMIT = 50;

	private final StreamStore store;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	/* Written under the lock. */
	private volatile BillingCommitment commitment = BillingCommitment.NEVER;

	AccountActions(StreamStore store, Clock clock) {
		this.store = store;
		this.clock = clock;
	}

	Answer describeLimits(RequestBody request) {
		long onDemandStreams = this.store.after("").filter((stream) -> stream.mode() == CapacityMode.ON_DEMAND).count();
		return (out) -> out.number("ShardLimit", this.store.shardLimit())
			.number("OpenShardCount", this.store.openShards())
			.number("OnDemandStreamCount", onDemandStreams)
			.number("OnDemandStreamCountLimit", ON_DEMAND_STREAM_LIMIT);
	}

	Answer describeAccountSettings(RequestBody request) {
		return answer(this.commitment, this.clock.instant());
	}

	Answer updateAccountSettings(RequestBody request) {
		Parameters parameters = new Parameters(request);
		CommitmentChoice choice = parameters.requiredStructure("MinimumThroughputBillingCommitment")
			.requiredChoice("Status", CommitmentChoice.class);
		parameters.check();
		this.lock.lock();
		try {
			Instant now = this.clock.instant();
			this.commitment = (choice == CommitmentChoice.ENABLED) ? this.commitment.enabled(now)
					: this.commitment.disabled(now);
			return answer(this.commitment, now);
		}
		finally {
			this.lock.unlock();
		}
	}

	private static Answer answer(BillingCommitment commitment, Instant now) {
		return (out) -> out.object("MinimumThroughputBillingCommitment",
				(settings) -> commitment.writeTo(settings, now));
	}

	private enum CommitmentChoice {

		ENABLED, DISABLED

	}

}
