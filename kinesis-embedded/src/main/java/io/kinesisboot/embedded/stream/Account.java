package io.kinesisboot.embedded.stream;

import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.embedded.protocol.AwsError;

/**
 * What the streams of one account in one region share: its time, and the service's
 * default quotas of open shards and of on-demand streams. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Account {

	/** Where the service grants more open shards than elsewhere. */
	private static final Set<String> LARGE_REGIONS = Set.of("us-east-1", "us-west-2", "eu-west-1");

	private static final int LARGE_SHARD_LIMIT = 20_000;

	private static final int SHARD_LIMIT = 1_000;

	private static final int ON_DEMAND_STREAM_LIMIT = 50;

	private final ArnScope arns;

	private final Clock clock;

	private final Duration transitionTime;

	private final ReentrantLock lock = new ReentrantLock();

	/* Written under the lock. */
	private volatile Usage used = new Usage(0, 0);

	private final AtomicLong lastCreationSeconds = new AtomicLong();

	/**
	 * Creates an account without streams.
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
	public int shardLimit() {
		return LARGE_REGIONS.contains(this.arns.region()) ? LARGE_SHARD_LIMIT : SHARD_LIMIT;
	}

	/**
	 * How many shards are open.
	 * @return their number, without those of streams that are being deleted, and with
	 * those that a change under way will open
	 */
	public int openShards() {
		return this.used.shards;
	}

	/**
	 * How many streams may be on-demand.
	 * @return what the service grants in each region
	 */
	public int onDemandStreamLimit() {
		return ON_DEMAND_STREAM_LIMIT;
	}

	/**
	 * How many streams are on-demand.
	 * @return their number, without those that are being deleted
	 */
	public int onDemandStreams() {
		return this.used.onDemandStreams;
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
		take(additional, /* onDemandStreams= */ 0);
	}

	/**
	 * Counts shards that are to be opened and streams that are to be on-demand, all of
	 * them or none.
	 * @param shards how many shards more, less than zero to give some back
	 * @param onDemandStreams how many streams more, less than zero to give some back
	 * @throws AwsError if they are too many
	 */
	void take(int shards, int onDemandStreams) {
		Usage before = takeIfFree(new Usage(shards, onDemandStreams));
		require("shard", before.shards, shardLimit(), shards);
		require("on-demand stream", before.onDemandStreams, ON_DEMAND_STREAM_LIMIT, onDemandStreams);
	}

	/**
	 * Counts a shard that is to be opened, if it is not one too many.
	 * @return whether it was counted
	 */
	boolean tryTakeShard() {
		Usage shard = new Usage(1, 0);
		return isFree(takeIfFree(shard), shard);
	}

	private Usage takeIfFree(Usage additional) {
		this.lock.lock();
		try {
			Usage before = this.used;
			if (isFree(before, additional)) {
				this.used = before.plus(additional);
			}
			return before;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isFree(Usage before, Usage additional) {
		return additional.shards <= shardLimit() - before.shards
				&& additional.onDemandStreams <= ON_DEMAND_STREAM_LIMIT - before.onDemandStreams;
	}

	private void require(String what, int current, int limit, int additional) {
		if (additional > limit - current) {
			throw KinesisErrors
				.limitExceeded(("This request would exceed the %1$s limit for the account %2$s in %3$s. Current %1$s "
						+ "count for the account: %4$d. Limit: %5$d. Number of additional %1$ss that would have resulted "
						+ "from this request: %6$d. Refer to the AWS Service Limits page "
						+ "(http://docs.aws.amazon.com/general/latest/gr/aws_service_limits.html) for current limits "
						+ "and how to request higher limits.")
					.formatted(what, id(), this.arns.region(), current, limit, additional));
		}
	}

	/**
	 * What streams take of the account's quotas. Immutable.
	 *
	 * @param shards how many shards are open
	 * @param onDemandStreams how many streams are on-demand
	 */
	private record Usage(int shards, int onDemandStreams) {

		Usage plus(Usage more) {
			return new Usage(this.shards + more.shards, this.onDemandStreams + more.onDemandStreams);
		}

	}

}
