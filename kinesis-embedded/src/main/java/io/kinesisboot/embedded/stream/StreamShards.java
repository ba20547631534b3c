package io.kinesisboot.embedded.stream;

import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.kinesisboot.embedded.log.RecordMemory;
import org.jspecify.annotations.Nullable;

/**
 * The shards of a stream and what is being done to them. Nothing waits for a change's
 * time to come: whoever looks at the stream first after it carries the change out.
 * Thread-safe.
 */
final class StreamShards {

	private static final long NEVER = Long.MAX_VALUE;

	private final Account account;

	private final Retention retention;

	private final RecordMemory memory;

	/** Taken before any shard's lock, never after it. */
	private final ReentrantLock lock = new ReentrantLock();

	/* Written by the holder of the lock. */
	private volatile ShardMap current;

	/* Written by the holder of the lock. */
	private volatile @Nullable Transition transition;

	/** When there is something to carry out. Written by the holder of the lock. */
	private volatile long dueMillis = NEVER;

	/**
	 * Creates the shards of a new stream.
	 * @param initial the shards
	 * @param account the stream's account
	 * @param retention how long the shards keep their records
	 * @param memory what counts the bytes of the records
	 * @param activeMillis when the stream has been created
	 */
	StreamShards(ShardMap initial, Account account, Retention retention, RecordMemory memory, long activeMillis) {
		this.current = initial;
		this.account = account;
		this.retention = retention;
		this.memory = memory;
		begin(StreamStatus.CREATING, activeMillis, (resharding) -> {
		});
	}

	/**
	 * The time, and with it all that was due by then.
	 * @return the time in milliseconds since the epoch
	 */
	long millis() {
		long nowMillis = this.account.millis();
		if (nowMillis >= this.dueMillis) {
			this.lock.lock();
			try {
				settle(nowMillis);
			}
			finally {
				this.lock.unlock();
			}
		}
		return nowMillis;
	}

	StreamStatus status() {
		millis();
		Transition underWay = this.transition;
		return (underWay != null) ? underWay.status : StreamStatus.ACTIVE;
	}

	/**
	 * Whether the stream has been deleted.
	 * @return whether it is there no more
	 */
	boolean isGone() {
		Transition underWay = this.transition;
		return underWay != null && underWay.status == StreamStatus.DELETING
				&& underWay.endMillis <= this.account.millis();
	}

	/**
	 * The shards of this moment.
	 * @return the shards; some of them may be about to close
	 */
	ShardMap current() {
		return this.current;
	}

	/**
	 * The shards after a change that is just being made: who meets a closed shard finds
	 * its children here.
	 * @return the shards
	 */
	ShardMap settled() {
		this.lock.lock();
		try {
			return this.current;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Begins a change of the shards, which is made when the account's transition time is
	 * over.
	 * @param status the stream's status until then
	 * @param plan checks whether the stream may be changed and says how
	 * @return the shards before the change
	 */
	ShardMap change(StreamStatus status, Function<ShardMap, Consumer<Resharding>> plan) {
		this.lock.lock();
		try {
			long nowMillis = millis();
			ShardMap before = this.current;
			Consumer<Resharding> change = plan.apply(before);
			begin(status, nowMillis + this.account.transitionTime().toMillis(), change);
			settle(nowMillis);
			return before;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Splits a shard in the middle, at once, unless something else is being done to the
	 * stream, or the account has too many shards.
	 * @param shard the shard
	 */
	void relieve(KinesisShard shard) {
		HashKey middle = shard.hashRange().middle();
		if (!shard.hashRange().canBeSplitAt(middle) || !this.account.tryTakeShard()) {
			return;
		}
		this.lock.lock();
		try {
			if (this.transition == null && this.current.isOpen(shard)) {
				long nowMillis = this.account.millis();
				reshard((resharding) -> resharding.split(shard, middle), nowMillis);
				settle(nowMillis);
			}
			else {
				this.account.takeShards(-1);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private void begin(StreamStatus status, long endMillis, Consumer<Resharding> change) {
		this.transition = new Transition(status, endMillis, change);
		this.dueMillis = Math.min(this.dueMillis, endMillis);
	}

	private void settle(long nowMillis) {
		Transition underWay = this.transition;
		if (underWay != null && underWay.endMillis <= nowMillis && underWay.status != StreamStatus.DELETING) {
			reshard(underWay.change, underWay.endMillis);
			this.transition = null;
		}
		forgetExpired(nowMillis);
		this.dueMillis = Math.min(endOfTransition(), nextExpiry());
	}

	private void forgetExpired(long nowMillis) {
		ShardMap before = this.current;
		this.current = before.since(this.retention.horizonMillis(nowMillis));
		if (this.current != before) {
			before.shards().filter((shard) -> !this.current.holds(shard)).forEach((shard) -> shard.expire(nowMillis));
		}
	}

	private void reshard(Consumer<Resharding> change, long millis) {
		Resharding resharding = new Resharding(this.current, millis, this.account, this.retention, this.memory);
		change.accept(resharding);
		this.current = resharding.toShardMap();
	}

	private long endOfTransition() {
		Transition underWay = this.transition;
		return (underWay != null && underWay.status != StreamStatus.DELETING) ? underWay.endMillis : NEVER;
	}

	private long nextExpiry() {
		long closedMillis = this.current.firstClosedMillis();
		return (closedMillis != KinesisShard.OPEN) ? closedMillis + this.retention.period().toMillis() + 1 : NEVER;
	}

	/**
	 * A change under way. Immutable.
	 *
	 * @param status the stream's status meanwhile
	 * @param endMillis when it is done
	 * @param change what is done then
	 */
	private record Transition(StreamStatus status, long endMillis, Consumer<Resharding> change) {

	}

}
