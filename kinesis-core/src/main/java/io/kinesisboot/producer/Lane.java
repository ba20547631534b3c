package io.kinesisboot.producer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashSet;
import java.util.List;
import java.util.ListIterator;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.aggregation.RecordPacker;
import io.kinesisboot.shard.ShardRange;
import org.jspecify.annotations.Nullable;

/**
 * What waits for one shard: an aggregate that is still open, and entries that are ready
 * to go, oldest first. Thread-safe.
 * <p>
 * With {@link Ordering#KEY} one call at a time carries records of a lane: one aggregate,
 * or records that go by themselves and have keys of their own. What was refused goes
 * again before what is younger.
 */
final class Lane {

	/** What a record takes in an aggregate beside its payload and keys, at most. */
	private static final int RECORD_OVERHEAD = 64;

	private static final int SHARE_OF_TIME_TO_LIVE = 10;

	private final ShardRange shard;

	private final String explicitHashKey;

	private final ProducerOptions options;

	private final Aggregators aggregators;

	private final BackOff backOff;

	private final ReentrantLock lock = new ReentrantLock();

	private final Deque<StreamEntry> ready = new ArrayDeque<>();

	private final ShardRate rate;

	/** How much older the first record of an aggregate may be than the last. */
	private final long oldestNanos;

	private @Nullable RecordPacker open;

	private List<PendingRecord> openRecords = new ArrayList<>();

	private long openSince;

	/** The aggregate that was closed last, for the sender who closed it. */
	private @Nullable StreamEntry unsealed;

	private boolean flushed;

	private int underWay;

	private @Nullable PutCall call;

	private final Set<String> keysUnderWay = new HashSet<>();

	private int refusals;

	private long backOffUntil;

	private boolean backingOff;

	/** Whether nothing may go: the shard is not there any more. */
	private boolean held;

	private final List<Placed> misplaced = new ArrayList<>();

	private boolean closed;

	Lane(ShardRange shard, ProducerOptions options, Aggregators aggregators, BackOff backOff, long now) {
		this.shard = shard;
		this.explicitHashKey = shard.hashKeys().start().toString();
		this.options = options;
		this.aggregators = aggregators;
		this.backOff = backOff;
		this.oldestNanos = options.recordTimeToLive().toNanos() / SHARE_OF_TIME_TO_LIVE;
		this.rate = new ShardRate(options.shardRate(), now);
	}

	String shardId() {
		return this.shard.shardId();
	}

	String explicitHashKey() {
		return this.explicitHashKey;
	}

	/**
	 * Adds a record behind those that are there.
	 * @param record the record
	 * @param now the time
	 * @return what the dispatcher must know
	 */
	Added add(PendingRecord record, long now) {
		StreamEntry full;
		Added added;
		this.lock.lock();
		try {
			if (this.closed) {
				return Added.REFUSED;
			}
			boolean nothingReady = this.ready.isEmpty();
			boolean idle = nothingReady && this.openRecords.isEmpty();
			if (!mayShare(record) || !aggregate(record, now)) {
				closeOpen();
				this.ready.add(alone(record));
			}
			added = (idle || nothingReady != this.ready.isEmpty()) ? Added.WAKE : Added.QUIETLY;
			full = this.unsealed;
			this.unsealed = null;
		}
		finally {
			this.lock.unlock();
		}
		if (full != null) {
			// Its bytes are in this processor's cache now
			full.seal(this.aggregators);
		}
		return added;
	}

	private boolean mayShare(PendingRecord record) {
		return this.options.aggregation().enabled()
				&& record.sizeInBytes() + RECORD_OVERHEAD <= this.options.maxAggregateBytes();
	}

	/**
	 * A record that is too large to share an aggregate keeps its tags in one of its own.
	 */
	private StreamEntry alone(PendingRecord pending) {
		UserRecord record = pending.record();
		if (record.tags().isEmpty()) {
			return StreamEntry.plain(this, pending);
		}
		RecordPacker own = this.options.aggregation().packing().apply(Integer.MAX_VALUE);
		own.add(record.partitionKey(), record.explicitHashKey(), record.bytes(), record.tags());
		return StreamEntry.aggregate(this, List.of(pending), own);
	}

	private boolean aggregate(PendingRecord record, long now) {
		if (!addToOpen(record, now)) {
			closeOpen();
			if (!addToOpen(record, now)) {
				return false;
			}
		}
		if (this.openRecords.size() >= this.options.aggregation().maxRecords()) {
			closeOpen();
		}
		return true;
	}

	private boolean addToOpen(PendingRecord pending, long now) {
		if (!this.openRecords.isEmpty() && pending.deadline() - this.openRecords.get(0).deadline() > this.oldestNanos) {
			closeOpen();
		}
		RecordPacker aggregator = this.open;
		if (aggregator == null) {
			aggregator = this.aggregators.take();
			this.open = aggregator;
			this.openSince = now;
		}
		UserRecord record = pending.record();
		if (!aggregator.add(record.partitionKey(), record.explicitHashKey(), record.bytes(), record.tags())) {
			return false;
		}
		this.openRecords.add(pending);
		return true;
	}

	private void closeOpen() {
		RecordPacker aggregator = this.open;
		if (aggregator == null) {
			return;
		}
		if (isWorthAnAggregate()) {
			this.unsealed = StreamEntry.aggregate(this, this.openRecords, aggregator);
			this.ready.add(this.unsealed);
		}
		else {
			this.openRecords.forEach((record) -> this.ready.add(StreamEntry.plain(this, record)));
			aggregator.drain();
			this.aggregators.give(aggregator);
		}
		this.open = null;
		this.openRecords = new ArrayList<>(this.openRecords.size());
		this.flushed = false;
	}

	/** The dispatcher seals what it closes when it makes the call. */
	private void closeOpenForCall() {
		closeOpen();
		this.unsealed = null;
	}

	/** A record that is alone goes as it is, as with the Kinesis Producer Library. */
	private boolean isWorthAnAggregate() {
		return this.openRecords.size() > 1
				|| (!this.openRecords.isEmpty() && !this.openRecords.get(0).record().tags().isEmpty());
	}

	/**
	 * Has the open aggregate go as soon as it can.
	 */
	void flush() {
		this.lock.lock();
		try {
			this.flushed = !this.openRecords.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes the next entry that may go now.
	 * @param next the call that is to carry it
	 * @param now the time
	 * @return the entry, or null if there is none
	 */
	@Nullable StreamEntry poll(PutCall next, long now) {
		List<StreamEntry> expired = List.of();
		this.lock.lock();
		try {
			expired = expired(now);
			if (waitNanos(now) > 0) {
				return null;
			}
			if (this.ready.isEmpty()) {
				closeOpenForCall();
			}
			StreamEntry entry = this.ready.peek();
			if (entry == null || !next.hasRoomFor(entry) || !mayJoin(entry, next)) {
				return null;
			}
			this.ready.remove();
			this.rate.take(entry.sizeInBytes());
			this.underWay++;
			this.call = next;
			return entry;
		}
		finally {
			this.lock.unlock();
			expired.forEach(StreamEntry::expire);
		}
	}

	private List<StreamEntry> expired(long now) {
		if (this.ready.isEmpty() && lastOpenDeadline(now) - now <= 0) {
			closeOpenForCall();
		}
		List<StreamEntry> expired = List.of();
		while (!this.ready.isEmpty() && this.ready.element().isExpired(now)) {
			expired = expired.isEmpty() ? new ArrayList<>() : expired;
			expired.add(this.ready.remove());
		}
		return expired;
	}

	private boolean mayJoin(StreamEntry entry, PutCall next) {
		if (this.options.ordering() == Ordering.NONE) {
			return true;
		}
		String key = entry.records().get(0).record().partitionKey();
		if (this.underWay == 0) {
			this.keysUnderWay.clear();
			if (entry.isPlain()) {
				this.keysUnderWay.add(key);
			}
			return true;
		}
		return this.call == next && entry.isPlain() && !this.keysUnderWay.isEmpty() && this.keysUnderWay.add(key);
	}

	/**
	 * How long until there may be something to do.
	 * @param now the time
	 * @return nanoseconds; {@link Long#MAX_VALUE} if that depends on what others do
	 */
	long nextNanos(long now) {
		this.lock.lock();
		try {
			if (this.ready.isEmpty() && this.openRecords.isEmpty()) {
				return Long.MAX_VALUE;
			}
			long wait = waitNanos(now);
			long deadline = this.ready.isEmpty() ? lastOpenDeadline(now) : this.ready.element().deadline();
			return Math.min(wait, Math.max(1, deadline - now));
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * When none of the open records is to be sent any more; later than now if none is.
	 */
	private long lastOpenDeadline(long now) {
		return this.openRecords.isEmpty() ? now + Long.MAX_VALUE
				: this.openRecords.get(this.openRecords.size() - 1).deadline();
	}

	private long waitNanos(long now) {
		if (this.held || (this.underWay > 0 && this.options.ordering() == Ordering.KEY && !mayAnyJoin())) {
			return Long.MAX_VALUE;
		}
		if (this.backingOff) {
			if (this.backOffUntil - now > 0) {
				return this.backOffUntil - now;
			}
			this.backingOff = false;
		}
		long lingering = 0;
		if (this.ready.isEmpty()) {
			if (this.openRecords.isEmpty()) {
				return Long.MAX_VALUE;
			}
			lingering = this.flushed ? 0 : Math.max(0, this.openSince + this.options.linger().toNanos() - now);
		}
		return Math.max(lingering, this.rate.delayNanos(now));
	}

	private boolean mayAnyJoin() {
		return !this.keysUnderWay.isEmpty() && this.call != null && !this.call.isGone();
	}

	/**
	 * A call has ended. What was refused goes again before all else.
	 * @param entries how many of the lane it carried
	 * @param again those that were refused, oldest first
	 * @param throttled whether one was refused for the shard's rate
	 * @param elsewhere those that landed in another shard
	 * @param now the time
	 * @return whether the lane goes on with them; if not it is closed, and they are to
	 * fail
	 */
	boolean settled(int entries, List<StreamEntry> again, boolean throttled, List<Placed> elsewhere, long now) {
		this.lock.lock();
		try {
			this.underWay -= entries;
			if (this.closed) {
				return false;
			}
			if (throttled) {
				this.rate.throttled();
			}
			if (again.isEmpty()) {
				this.refusals = 0;
			}
			else {
				this.refusals++;
				this.backingOff = true;
				this.backOffUntil = now + this.backOff.delayNanos(this.refusals);
			}
			ListIterator<StreamEntry> youngest = again.listIterator(again.size());
			while (youngest.hasPrevious()) {
				this.ready.addFirst(youngest.previous());
			}
			if (!elsewhere.isEmpty()) {
				this.misplaced.addAll(elsewhere);
				this.held = true;
			}
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets nothing go until {@link #release()}.
	 */
	void hold() {
		this.lock.lock();
		try {
			this.held = true;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Lets entries go again, unless some have landed in another shard.
	 * @return whether it does
	 */
	boolean release() {
		this.lock.lock();
		try {
			this.held = !this.misplaced.isEmpty();
			return !this.held;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Gives away what landed elsewhere and is too late to be sent again.
	 * @param now the time
	 * @return the entries
	 */
	List<StreamEntry> forgetMisplaced(long now) {
		this.lock.lock();
		try {
			if (this.misplaced.isEmpty()) {
				return List.of();
			}
			List<StreamEntry> late = this.misplaced.stream()
				.map(Placed::entry)
				.filter((entry) -> entry.isExpired(now))
				.toList();
			this.misplaced.removeIf((placed) -> placed.entry().isExpired(now));
			return late;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * When the oldest of the records that wait is not to be sent any more.
	 * @param otherwise what to return if none waits
	 */
	long firstDeadline(long otherwise) {
		this.lock.lock();
		try {
			if (!this.ready.isEmpty()) {
				return this.ready.element().firstDeadline();
			}
			return this.openRecords.isEmpty() ? otherwise : this.openRecords.get(0).deadline();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How long ago something was sent.
	 * @param deadline when it is not sent any more
	 * @param now the time
	 */
	Duration age(long deadline, long now) {
		return this.options.recordTimeToLive().minusNanos(deadline - now);
	}

	boolean isIdle() {
		this.lock.lock();
		try {
			return this.underWay == 0;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Takes no more records, and gives those that wait away. What is under way stays with
	 * its call.
	 * @return what landed elsewhere, and the records that wait, oldest first
	 */
	Rest close() {
		this.lock.lock();
		try {
			this.closed = true;
			closeOpen();
			List<StreamEntry> waiting = new ArrayList<>(this.ready);
			List<Placed> elsewhere = new ArrayList<>(this.misplaced);
			this.ready.clear();
			this.misplaced.clear();
			return new Rest(elsewhere, waiting);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What became of a record that was to be added.
	 */
	enum Added {

		/** The lane is closed. */
		REFUSED,

		/** It is there, and the dispatcher looks at the lane anyway. */
		QUIETLY,

		/** It is there, and the dispatcher must look at the lane. */
		WAKE

	}

	/**
	 * An entry that a shard has taken.
	 *
	 * @param entry the entry
	 * @param shardId the shard that has it
	 * @param sequenceNumber its place there
	 */
	record Placed(StreamEntry entry, String shardId, String sequenceNumber) {

	}

	/**
	 * What a closed lane leaves behind.
	 *
	 * @param misplaced what landed in another shard
	 * @param waiting what waits
	 */
	record Rest(List<Placed> misplaced, List<StreamEntry> waiting) {

	}

}
