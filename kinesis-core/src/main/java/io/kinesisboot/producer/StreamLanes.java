package io.kinesisboot.producer;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.function.Function;

import io.kinesisboot.producer.Lane.Added;
import io.kinesisboot.producer.Lane.Placed;
import io.kinesisboot.producer.Lane.Rest;
import io.kinesisboot.shard.HashRange;
import io.kinesisboot.shard.ShardMap;
import io.kinesisboot.shard.ShardRange;
import org.jspecify.annotations.Nullable;

/**
 * The lanes of one stream, one an open shard. Thread-safe.
 * <p>
 * Records that come before the shards are known wait. When an answer shows that the
 * shards have changed they are asked for again, once for all; lanes of shards that are
 * gone stop, and when nothing of them is under way their records are laid into the lanes
 * of the new shards, in their order.
 */
final class StreamLanes {

	private static final long FIRST_PAUSE_NANOS = TimeUnit.MILLISECONDS.toNanos(50);

	private static final int MAX_DOUBLINGS = 5;

	private static final Refusal UNKNOWN_SHARD = (record, attempts) -> new SendException(record, attempts,
			new Reason(null, "its shard was not found by ListShards within its 'recordTimeToLive'", null));

	private final String name;

	private final Function<ShardRange, Lane> newLane;

	private final Semaphore calls;

	private final ReentrantLock lock = new ReentrantLock();

	/** Which lane begins the next call. Confined to the dispatcher. */
	private int turn;

	/* Written under the lock. */
	private volatile @Nullable Routes routes;

	/* Guarded by the lock. */
	private final Deque<PendingRecord> waiting = new ArrayDeque<>();

	/* Guarded by the lock. */
	private @Nullable ShardMap next;

	/* Guarded by the lock. */
	private boolean wanted = true;

	/* Guarded by the lock. */
	private boolean asking;

	/* Guarded by the lock. */
	private int failures;

	/* Guarded by the lock. */
	private long askAfter;

	/* Guarded by the lock. */
	private @Nullable Refusal closed;

	StreamLanes(String name, int maxInFlight, Function<ShardRange, Lane> newLane, long now) {
		this.name = name;
		this.calls = new Semaphore(maxInFlight);
		this.newLane = newLane;
		this.askAfter = now;
	}

	String name() {
		return this.name;
	}

	/**
	 * Adds a record to its shard's lane.
	 * @param record the record
	 * @param now the time
	 * @return whether the dispatcher must look
	 */
	boolean add(PendingRecord record, long now) {
		Routes known = this.routes;
		Added added = (known != null) ? known.laneOf(record).add(record, now) : Added.REFUSED;
		return (added == Added.REFUSED) ? addLocked(record, now) : added == Added.WAKE;
	}

	/** Lanes are closed under the lock only, and are others when it is free. */
	private boolean addLocked(PendingRecord record, long now) {
		Refusal refusal;
		this.lock.lock();
		try {
			refusal = this.closed;
			if (refusal == null) {
				Routes known = this.routes;
				if (known != null) {
					return known.laneOf(record).add(record, now) == Added.WAKE;
				}
				this.waiting.add(record);
				return true;
			}
		}
		finally {
			this.lock.unlock();
		}
		record.fail(refusal, 0);
		return false;
	}

	/** Whether another call may be filled. */
	boolean mayCall() {
		return this.calls.availablePermits() > 0;
	}

	/** A call has ended. */
	void called() {
		this.calls.release();
	}

	/**
	 * Fills a call with what may go now, one entry of each lane in turn. Confined to the
	 * dispatcher.
	 * @param call the call
	 * @param now the time
	 * @return whether there is anything
	 */
	boolean fill(PutCall call, long now) {
		List<Lane> lanes = lanes();
		boolean added = !lanes.isEmpty();
		this.turn = added ? (this.turn + 1) % lanes.size() : 0;
		while (added) {
			added = false;
			for (int i = 0; i < lanes.size(); i++) {
				StreamEntry entry = lanes.get((this.turn + i) % lanes.size()).poll(call, now);
				if (entry != null) {
					call.add(entry);
					added = true;
				}
			}
		}
		return !call.isEmpty() && this.calls.tryAcquire();
	}

	List<Lane> lanes() {
		Routes known = this.routes;
		return (known != null) ? known.lanes() : List.of();
	}

	/**
	 * An answer has named another shard than that of a lane.
	 */
	void outdated(Lane lane, long now) {
		lane.hold();
		this.lock.lock();
		try {
			if (!this.wanted) {
				this.wanted = true;
				this.askAfter = now + pause();
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private long pause() {
		return (this.failures == 0) ? 0 : FIRST_PAUSE_NANOS << Math.min(MAX_DOUBLINGS, this.failures - 1);
	}

	/**
	 * Whether to ask for the shards now. Who is told so must.
	 */
	boolean startAsking(long now) {
		this.lock.lock();
		try {
			boolean ask = this.wanted && !this.asking && this.next == null && this.askAfter - now <= 0
					&& this.closed == null;
			this.asking |= ask;
			return ask;
		}
		finally {
			this.lock.unlock();
		}
	}

	void found(ShardMap shards) {
		this.lock.lock();
		try {
			this.asking = false;
			this.next = shards;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The shards could not be found, and are asked for again.
	 */
	void notFound(long now) {
		this.lock.lock();
		try {
			this.asking = false;
			this.failures++;
			this.askAfter = now + pause();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Adopts shards that were found, as soon as nothing is under way of those that are
	 * gone.
	 * @param now the time
	 */
	void adopt(long now) {
		Runnable told = () -> {
		};
		this.lock.lock();
		try {
			ShardMap found = this.next;
			if (found == null || this.closed != null) {
				return;
			}
			Routes before = this.routes;
			if (before == null) {
				Routes first = Routes.of(found, Map.of(), this.newLane);
				this.waiting.forEach((record) -> first.laneOf(record).add(record, now));
				this.waiting.clear();
				this.routes = first;
			}
			else {
				Map<String, Lane> kept = before.lanesOf(found);
				List<Lane> gone = before.lanes().stream().filter((lane) -> !kept.containsValue(lane)).toList();
				if (!gone.stream().allMatch(Lane::isIdle)) {
					return;
				}
				Routes after = Routes.of(found, kept, this.newLane);
				told = lay(gone, after, now);
				this.routes = after;
			}
			settleMap(now);
			// They have waited long enough
			flush();
		}
		finally {
			this.lock.unlock();
		}
		told.run();
	}

	/**
	 * Lanes of shards that are still there, though an answer has denied them, wait on.
	 */
	private void settleMap(long now) {
		this.next = null;
		boolean allGo = true;
		for (Lane lane : lanes()) {
			allGo &= lane.release();
		}
		this.wanted = !allGo;
		this.failures = allGo ? 0 : this.failures + 1;
		this.askAfter = now + pause();
	}

	private static Runnable lay(List<Lane> gone, Routes after, long now) {
		List<Runnable> told = new ArrayList<>();
		for (Lane lane : gone) {
			Rest rest = lane.close();
			for (Placed placed : rest.misplaced()) {
				List<PendingRecord> records = placed.entry().records();
				HashRange range = after.rangeOf(placed.shardId());
				// Readers drop an aggregate for one record that is not their shard's
				if (range != null && records.stream().allMatch((record) -> range.contains(record.hashKey()))) {
					told.add(() -> placed.entry().accept(placed.shardId(), placed.sequenceNumber(), now));
				}
				else {
					records.forEach((record) -> after.laneOf(record).add(record, now));
				}
			}
			rest.waiting()
				.stream()
				.flatMap((entry) -> entry.records().stream())
				.forEach((record) -> after.laneOf(record).add(record, now));
		}
		return () -> told.forEach(Runnable::run);
	}

	/**
	 * How long until there may be something to do.
	 */
	long nextNanos(long now) {
		long next = Long.MAX_VALUE;
		for (Lane lane : lanes()) {
			next = Math.min(next, lane.nextNanos(now));
		}
		this.lock.lock();
		try {
			if (this.wanted && !this.asking && this.next == null && this.closed == null && isNeeded()) {
				next = Math.min(next, Math.max(1, this.askAfter - now));
			}
			if (!this.waiting.isEmpty()) {
				next = Math.min(next, Math.max(1, this.waiting.element().deadline() - now));
			}
			return next;
		}
		finally {
			this.lock.unlock();
		}
	}

	private boolean isNeeded() {
		return this.routes != null || !this.waiting.isEmpty();
	}

	/**
	 * Fails what has waited for its shard too long.
	 */
	void expire(long now) {
		List<PendingRecord> late = new ArrayList<>();
		this.lock.lock();
		try {
			while (!this.waiting.isEmpty() && this.waiting.element().deadline() - now <= 0) {
				late.add(this.waiting.remove());
			}
		}
		finally {
			this.lock.unlock();
		}
		late.forEach((record) -> record.fail(UNKNOWN_SHARD, 0));
		lanes().forEach((lane) -> lane.forgetMisplaced(now).forEach((entry) -> entry.fail(UNKNOWN_SHARD)));
	}

	/**
	 * When the oldest of the records that wait is not to be sent any more.
	 * @param otherwise what to return if none waits, or later
	 */
	long firstDeadline(long otherwise) {
		long first = otherwise;
		this.lock.lock();
		try {
			PendingRecord oldest = this.waiting.peek();
			if (oldest != null && oldest.deadline() - first < 0) {
				first = oldest.deadline();
			}
		}
		finally {
			this.lock.unlock();
		}
		for (Lane lane : lanes()) {
			long ofLane = lane.firstDeadline(first);
			first = (ofLane - first < 0) ? ofLane : first;
		}
		return first;
	}

	void flush() {
		lanes().forEach(Lane::flush);
	}

	/**
	 * Takes no more records, and fails those that are there with what they are refused
	 * with.
	 * @param refusal why
	 */
	void close(Refusal refusal) {
		List<Consumer<Refusal>> rest = new ArrayList<>();
		this.lock.lock();
		try {
			this.closed = refusal;
			this.waiting.forEach((record) -> rest.add((why) -> record.fail(why, 0)));
			this.waiting.clear();
			for (Lane lane : lanes()) {
				Rest left = lane.close();
				left.misplaced().forEach((placed) -> rest.add(placed.entry()::fail));
				left.waiting().forEach((entry) -> rest.add(entry::fail));
			}
		}
		finally {
			this.lock.unlock();
		}
		rest.forEach((failing) -> failing.accept(refusal));
	}

	/**
	 * Which lane holds which hash keys. Immutable.
	 *
	 * @param map the open shards
	 * @param lanes their lanes, in the map's order
	 */
	private record Routes(ShardMap map, List<Lane> lanes) {

		static Routes of(ShardMap map, Map<String, Lane> kept, Function<ShardRange, Lane> newLane) {
			List<Lane> lanes = new ArrayList<>();
			for (ShardRange shard : map.shards()) {
				Lane lane = kept.get(shard.shardId());
				lanes.add((lane != null) ? lane : newLane.apply(shard));
			}
			return new Routes(map, List.copyOf(lanes));
		}

		Lane laneOf(PendingRecord record) {
			return this.lanes.get(this.map.indexOf(record.hashKey()));
		}

		Map<String, Lane> lanesOf(ShardMap other) {
			Map<String, Lane> found = new LinkedHashMap<>();
			for (Lane lane : this.lanes) {
				if (other.shards().stream().anyMatch((shard) -> shard.shardId().equals(lane.shardId()))) {
					found.put(lane.shardId(), lane);
				}
			}
			return found;
		}

		@Nullable HashRange rangeOf(String shardId) {
			return this.map.shards()
				.stream()
				.filter((shard) -> shard.shardId().equals(shardId))
				.map(ShardRange::hashKeys)
				.findAny()
				.orElse(null);
		}

	}

}
