package io.kinesisboot.consumer.kcl;

import java.time.Duration;

import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.CompletedRanges;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibRetryableException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/**
 * Writes how far a shard is done: the checkpoint, and beside it what is done past the
 * checkpoint. The second takes the place of what KCL calls a prepared checkpoint, which
 * goes with the lease to whoever has it next, and which others than us pass over.
 * Confined to the thread that runs the shard's tasks.
 */
final class ShardCheckpoints {

	private static final Logger logger = LoggerFactory.getLogger(ShardCheckpoints.class);

	private final KclShard shard;

	private final CheckpointTracker tracker;

	private final long intervalNanos;

	private final Ticker ticker;

	private @Nullable OpenRecord checkpoint;

	/** What the tenure before this one had done past its checkpoint. */
	private final CompletedRanges before;

	/** What is written. */
	private CompletedRanges completed;

	/** In nanoseconds of the ticker. */
	private long written;

	/**
	 * When a checkpoint was written, or none was due, in nanoseconds of the ticker. Read
	 * by other threads.
	 */
	private volatile long upToDate;

	private boolean lost;

	ShardCheckpoints(KclShard shard, CheckpointTracker tracker, CompletedRanges before, Duration interval,
			Ticker ticker) {
		this.shard = shard;
		this.tracker = tracker;
		this.before = before;
		this.completed = before;
		this.intervalNanos = interval.toNanos();
		this.ticker = ticker;
		this.written = ticker.read();
		this.upToDate = this.written;
	}

	/**
	 * How long ago a checkpoint was written, or none was due. May be asked by any thread.
	 */
	Duration age() {
		return Duration.ofNanos(Math.max(0, this.ticker.read() - this.upToDate));
	}

	/**
	 * Whether the lease turned out to be another worker's.
	 */
	boolean isLost() {
		return this.lost;
	}

	/**
	 * Writes if the interval has passed.
	 * @param now what the ticker shows
	 */
	void writeIfDue(RecordProcessorCheckpointer checkpointer, long now) {
		if (now - this.written > this.intervalNanos) {
			write(checkpointer);
		}
	}

	/**
	 * Writes if nothing is open, or if the interval has passed.
	 */
	void writeIfDrained(RecordProcessorCheckpointer checkpointer) {
		if (this.tracker.isDrained()) {
			write(checkpointer);
		}
		else {
			writeIfDue(checkpointer, this.ticker.read());
		}
	}

	/**
	 * Writes what is new. What is done past the newest record stays, as long as there is
	 * an open record: KCL prepares no checkpoint where it has one.
	 */
	void write(RecordProcessorCheckpointer checkpointer) {
		CheckpointTracker.Progress progress = this.tracker.progress();
		OpenRecord position = progress.position();
		OpenRecord newest = progress.newest();
		this.written = this.ticker.read();
		if (newest == null) {
			this.upToDate = this.written;
			return;
		}
		CompletedRanges completed = progress.beyond().and(this.before.after(newest));
		try {
			boolean upToDate = newest == position;
			if (position != null && position != this.checkpoint) {
				checkpointer.checkpoint(position.sequenceNumber(), position.subSequenceNumber());
				this.checkpoint = position;
				this.completed = CompletedRanges.NONE;
				upToDate = true;
			}
			if (upToDate) {
				this.upToDate = this.written;
			}
			if (newest != position && !completed.isEmpty() && !completed.equals(this.completed)) {
				checkpointer.prepareCheckpoint(newest.sequenceNumber(), newest.subSequenceNumber(),
						completed.toBytes());
				this.completed = completed;
			}
		}
		catch (ShutdownException ex) {
			this.lost = true;
			logger.info("Lease lost: {} goes on elsewhere from its last checkpoint", this.shard);
		}
		catch (KinesisClientLibRetryableException ex) {
			logger.warn("Checkpoint of {} not written, will be with the next read: {}", this.shard, ex.getMessage());
		}
		catch (InvalidStateException | RuntimeException | Error ex) {
			logger.error("Checkpoint of {} not written", this.shard, ex);
		}
	}

}
