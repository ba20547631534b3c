package io.kinesisboot.consumer;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BooleanSupplier;

import org.jspecify.annotations.Nullable;

/**
 * How far the records of one shard are done: a window over the shard, from the oldest
 * open record to the newest that was read. Records are tracked in the order of the shard
 * by one thread, and completed in any order by any. Thread-safe.
 *
 * @since 0.1.0
 */
public final class CheckpointTracker {

	private final WindowLimits limits;

	private final ReentrantLock lock = new ReentrantLock();

	private final Condition changed = this.lock.newCondition();

	/** Begins with an open record, or is empty. */
	private final Deque<OpenRecord> window = new ArrayDeque<>();

	private long openBytes;

	private int openRecords;

	private @Nullable OpenRecord position;

	private volatile @Nullable ShardStoppedException failure;

	/**
	 * Creates a tracker of which nothing is done yet.
	 * @param limits how far the shard may be read ahead
	 */
	public CheckpointTracker(WindowLimits limits) {
		this.limits = limits;
	}

	/**
	 * Adds a record to what is open, if there is room for it.
	 * @param record the record that follows the last one tracked
	 * @return the open record, or null if there is no room
	 */
	public @Nullable OpenRecord track(ReceivedRecord record) {
		List<OpenRecord> open = trackAll(List.of(record));
		return open.isEmpty() ? null : open.get(0);
	}

	/**
	 * Adds records to what is open, as many as there is room for.
	 * @param records the records that follow the last one tracked, in order
	 * @return the open records, from the first
	 */
	public List<OpenRecord> trackAll(List<ReceivedRecord> records) {
		List<OpenRecord> open = new ArrayList<>(records.size());
		this.lock.lock();
		try {
			for (ReceivedRecord record : records) {
				if (!hasRoom(record.data().remaining())) {
					break;
				}
				open.add(add(record));
			}
			return open;
		}
		finally {
			this.lock.unlock();
		}
	}

	private OpenRecord add(ReceivedRecord record) {
		OpenRecord open = new OpenRecord(this, record);
		this.window.addLast(open);
		this.openBytes += open.bytes();
		this.openRecords++;
		return open;
	}

	private boolean hasRoom(int bytes) {
		return this.window.size() < this.limits.maxRecords()
				&& (this.openRecords == 0 || this.openBytes + bytes <= this.limits.maxBytes());
	}

	int complete(List<OpenRecord> records) {
		this.lock.lock();
		try {
			int before = this.openRecords;
			for (OpenRecord record : records) {
				if (!record.isReleased()) {
					record.release();
					this.openBytes -= record.bytes();
					this.openRecords--;
				}
			}
			advance();
			if (isWorthTelling()) {
				this.changed.signalAll();
			}
			return before - this.openRecords;
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * A reader that is woken for each record that is done would spend its time on waking
	 * up. It looks for itself, now and then, if the window stays full.
	 */
	private boolean isWorthTelling() {
		return this.window.isEmpty() || (this.window.size() <= this.limits.maxRecords() / 4 * 3
				&& this.openBytes <= this.limits.maxBytes() / 4 * 3);
	}

	boolean isComplete(OpenRecord record) {
		this.lock.lock();
		try {
			return record.isReleased();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void advance() {
		OpenRecord first = this.window.peekFirst();
		while (first != null && first.isReleased()) {
			this.position = this.window.removeFirst();
			first = this.window.peekFirst();
		}
	}

	void fail(ShardStoppedException failure) {
		this.lock.lock();
		try {
			if (this.failure == null) {
				this.failure = failure;
			}
			this.changed.signalAll();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Why the shard cannot go on.
	 * @return the first failure, or null if it can
	 */
	public @Nullable ShardStoppedException failure() {
		return this.failure;
	}

	/**
	 * How far the shard is done.
	 * @return the progress at one moment
	 */
	public Progress progress() {
		CompletedRanges.Builder ranges = CompletedRanges.builder();
		this.lock.lock();
		try {
			this.window.forEach(ranges::add);
			OpenRecord newest = this.window.peekLast();
			return new Progress(this.position, ranges.build(), (newest != null) ? newest : this.position);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Whether everything tracked is done.
	 * @return true if nothing is open
	 */
	public boolean isDrained() {
		this.lock.lock();
		try {
			return this.window.isEmpty();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How much is open.
	 * @param checkpointAge how long ago a checkpoint was written, or none was due
	 * @return the progress at one moment
	 */
	public ShardProgress progress(Duration checkpointAge) {
		this.lock.lock();
		try {
			return new ShardProgress(this.openRecords, this.openBytes, checkpointAge);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Waits until a record has room.
	 * @param record the record
	 * @param time how long at most
	 * @return whether there is room now
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitRoom(ReceivedRecord record, Duration time) throws InterruptedException {
		return await(() -> hasRoom(record.data().remaining()), time);
	}

	/**
	 * Waits until everything tracked is done.
	 * @param time how long at most
	 * @return whether nothing is open now
	 * @throws InterruptedException if the thread is interrupted
	 */
	public boolean awaitDrained(Duration time) throws InterruptedException {
		return await(this.window::isEmpty, time);
	}

	private boolean await(BooleanSupplier condition, Duration time) throws InterruptedException {
		long nanos = time.toNanos();
		this.lock.lockInterruptibly();
		try {
			while (!condition.getAsBoolean() && this.failure == null && nanos > 0) {
				nanos = this.changed.awaitNanos(nanos);
			}
			return condition.getAsBoolean();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * How far a shard is done. Immutable.
	 *
	 * @param position the newest record such that it and all before it are done, or null
	 * if there is none yet
	 * @param beyond the records past it that are done already
	 * @param newest the newest record that was tracked, or null if there is none yet
	 */
	public record Progress(@Nullable OpenRecord position, CompletedRanges beyond, @Nullable OpenRecord newest) {
	}

}
