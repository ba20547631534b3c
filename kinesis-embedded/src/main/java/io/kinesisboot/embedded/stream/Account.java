package io.kinesisboot.embedded.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * What the streams of one account in one region share: its time, and how many shards they
 * may have open. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Account {

	/** Where the service grants more open shards than elsewhere. */
	private static final Set<String> LARGE_REGIONS = Set.of("us-east-1", "us-west-2", "eu-west-1");

	private static final int LARGE_SHARD_LIMIT = 20_000;

	private static final int SHARD_LIMIT = 1_000;

	private final ArnScope arns;

	private final Clock clock;

	private final Duration transitionTime;

	private final AtomicInteger openShards = new AtomicInteger();

	private final AtomicLong lastCreationSeconds = new AtomicLong();

	/**
	 * Creates an account without shards.
	 * @param arns which account it is, and in which region
	 * @param clock the time of arrivals, of retention and of what expires
	 * @param transitionTime how long a stream takes to be created, changed or deleted
	 */
	public Account(ArnScope arns, Clock clock, Duration transitionTime) {
		this.arns = arns;
		this.clock = clock;
		this.transitionTime = transitionTime;
	}

	public ArnScope arns() {
		return this.arns;
	}

	public String id() {
		return this.arns.accountId();
	}

	/**
	 * How many shards may be open.
	 * @return what the service grants in the region
	 */
	int shardLimit() {
		return LARGE_REGIONS.contains(this.arns.region()) ? LARGE_SHARD_LIMIT : SHARD_LIMIT;
	}

	/**
	 * How many shards are open.
	 * @return their number, without those of streams that are being deleted, and with
	 * those that a change under way will open
	 */
	int openShards() {
		return this.openShards.get();
	}

	public Clock clock() {
		return this.clock;
	}

	long millis() {
		return this.clock.millis();
	}

	/**
	 * A second to tell shards by from their namesakes and from their parents.
	 * @param millis when they are created, in milliseconds since the epoch
	 * @return that second, or a later one: each is given only once
	 */
	long creationSeconds(long millis) {
		return this.lastCreationSeconds.accumulateAndGet(millis / 1000, (last, now) -> Math.max(last + 1, now));
	}

	public Duration transitionTime() {
		return this.transitionTime;
	}

	/**
	 * Counts shards that are to be opened.
	 * @param additional how many more, less than zero to give some back
	 * @throws AwsError if they are too many
	 */
	void takeShards(int additional) {
		if (!tryTakeShards(additional)) {
			throw KinesisErrors
				.limitExceeded(("This request would exceed the shard limit for the account %s in %s. Current shard "
						+ "count for the account: %d. Limit: %d. Number of additional shards that would have resulted "
						+ "from this request: %d. Refer to the AWS Service Limits page "
						+ "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits "
						+ "and how to request higher limits.")
					.formatted(id(), this.arns.region(), this.openShards.get(), shardLimit(), additional));
		}
	}

	/**
	 * Counts shards that are to be opened, if they are not too many.
	 * @param additional how many more, less than zero to give some back
	 * @return whether they were counted
	 */
	boolean tryTakeShards(int additional) {
		int limit = shardLimit();
		int before = this.openShards.getAndAccumulate(additional,
				(open, more) -> (more <= limit - open) ? open + more : open);
		return additional <= limit - before;
	}

}
