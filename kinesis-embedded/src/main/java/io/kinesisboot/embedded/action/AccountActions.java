package io.kinesisboot.embedded.action;

import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.Account;

/**
 * DescribeLimits, DescribeAccountSettings and UpdateAccountSettings. Thread-safe.
 */
final class AccountActions {

	private final Account account;

	private final ReentrantLock lock = new ReentrantLock();

	/* Written under the lock. */
	private volatile BillingCommitment commitment = BillingCommitment.NEVER;

	AccountActions(Account account) {
		this.account = account;
	}

	Answer describeLimits(RequestBody request) {
		return (out) -> out.number("ShardLimit", this.account.shardLimit())
			.number("OpenShardCount", this.account.openShards())
			.number("OnDemandStreamCount", this.account.onDemandStreams())
			.number("OnDemandStreamCountLimit", this.account.onDemandStreamLimit());
	}

	Answer describeAccountSettings(RequestBody request) {
		return answer(this.commitment, this.account.clock().instant());
	}

	Answer updateAccountSettings(RequestBody request) {
		Parameters parameters = new Parameters(request);
		CommitmentChoice choice = parameters.requiredStructure("MinimumThroughputBillingCommitment")
			.requiredChoice("Status", CommitmentChoice.class);
		parameters.check();
		this.lock.lock();
		try {
			Instant now = this.account.clock().instant();
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
