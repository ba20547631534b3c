package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.CompletedRanges;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;

/**
 * A shard from the moment that its lease is ours until it is not: takes its records one
 * by one to the handler, and writes how far they are done. KCL must never see an
 * exception of the handler: it would log it, skip the batch, and let the next checkpoint
 * pass the records. So a shard that cannot go on keeps KCL's call to itself until it must
 * be left. Confined to the thread that runs the shard's tasks, but for its end.
 */
final class ShardTenure {

	private static final Logger logger = LoggerFactory.getLogger(ShardTenure.class);

	/** How long a wait lasts before it is asked whether the shard must be left. */
	private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

	private final KclShard shard;

	private final UserRecordReader reader;

	/**
	 * What the tenure before this one had done past its checkpoint, until that is passed.
	 */
	private CompletedRanges completed;

	private final CheckpointTracker tracker;

	private final ShardCheckpoints checkpoints;

	private final ShardHandler handler;

	private final Ticker ticker;

	/** False once the shard cannot go on or is no longer ours: nothing may follow. */
	private boolean open = true;

	/** The tenures of the source that are not over, of which this is one until then. */
	private final Set<ShardTenure> present;

	ShardTenure(KclShard shard, UserRecordReader reader, CompletedRanges completed, CheckpointTracker tracker,
			ShardCheckpoints checkpoints, ShardHandler handler, Ticker ticker, Set<ShardTenure> present) {
		this.shard = shard;
		this.reader = reader;
		this.completed = completed;
		this.tracker = tracker;
		this.checkpoints = checkpoints;
		this.handler = handler;
		this.ticker = ticker;
		this.present = present;
		present.add(this);
	}

	/**
	 * Hands a batch over. Returns when its last record has found room.
	 */
	void process(ProcessRecordsInput input) throws InterruptedException {
		if (this.open) {
			handOver(input);
		}
		while (!this.open && !this.shard.awaitStop(CHECK_INTERVAL)) {
			this.checkpoints.writeIfDue(input.checkpointer(), this.ticker.read());
		}
	}

	private void handOver(ProcessRecordsInput input) throws InterruptedException {
		Throwable failure = null;
		try {
			this.open = this.shard.isLeaseHeld() && handOverAll(input);
			failure = this.tracker.failure();
		}
		catch (Throwable ex) {
			failure = ex;
		}
		this.open &= failure == null;
		if (this.open) {
			this.checkpoints.writeIfDrained(input.checkpointer());
		}
		else {
			this.checkpoints.write(input.checkpointer());
		}
		this.open &= !this.checkpoints.isLost();
		if (failure != null && !this.shard.isStopping() && this.shard.isLeaseHeld()) {
			tellStopped(failure);
		}
		if (failure instanceof InterruptedException interrupt) {
			throw interrupt;
		}
	}

	private boolean handOverAll(ProcessRecordsInput input) throws InterruptedException {
		UserRecordBatches batches = new UserRecordBatches(this.reader, input.records());
		for (List<ReceivedRecord> batch = batches.next(); !batch.isEmpty(); batch = batches.next()) {
			if (!handOver(batch, input.checkpointer())) {
				return false;
			}
		}
		Long millis = input.millisBehindLatest();
		Duration behindLatest = (millis != null) ? Duration.ofMillis(millis) : Duration.ZERO;
		this.handler.readEnded(behindLatest);
		if (input.cacheEntryTime() != null) {
			this.handler.readUpTo(input.cacheEntryTime().minus(behindLatest));
		}
		return true;
	}

	/**
	 * Hands records over, each when it has room.
	 * @return false if the shard must be left or cannot go on
	 */
	private boolean handOver(List<ReceivedRecord> records, RecordProcessorCheckpointer checkpointer)
			throws InterruptedException {
		int done = 0;
		while (done < records.size()) {
			List<OpenRecord> open = track(records.subList(done, records.size()), checkpointer);
			if (open.isEmpty()) {
				return false;
			}
			// Before anything is written, which takes what is open for not done
			for (OpenRecord record : completeKnown(open)) {
				if (!isOurs(checkpointer)) {
					return false;
				}
				this.handler.handle(record);
			}
			done += open.size();
		}
		return true;
	}

	/**
	 * Completes what the tenure before this one had done.
	 * @return the others
	 */
	private List<OpenRecord> completeKnown(List<OpenRecord> records) {
		if (this.completed.isEmpty()) {
			return records;
		}
		List<OpenRecord> known = new ArrayList<>();
		List<OpenRecord> others = new ArrayList<>();
		for (OpenRecord record : records) {
			(isCompleted(record.record()) ? known : others).add(record);
		}
		OpenRecord.completeAll(known);
		return others;
	}

	private boolean isCompleted(ReceivedRecord record) {
		if (!this.completed.isEmpty() && this.completed.isPast(record)) {
			this.completed = CompletedRanges.NONE;
		}
		return this.completed.contains(record);
	}

	/**
	 * Waits for room.
	 * @return as many of the records as had room, at least one; none if the shard must be
	 * left or cannot go on
	 */
	private List<OpenRecord> track(List<ReceivedRecord> records, RecordProcessorCheckpointer checkpointer)
			throws InterruptedException {
		while (isOurs(checkpointer)) {
			List<OpenRecord> open = this.tracker.trackAll(records);
			if (!open.isEmpty()) {
				return open;
			}
			this.handler.noRoom();
			this.tracker.awaitRoom(records.get(0), CHECK_INTERVAL);
		}
		return List.of();
	}

	/**
	 * Whether there may be more, before each record: time is read once for all that
	 * depends on it, which costs more than the rest.
	 */
	private boolean isOurs(RecordProcessorCheckpointer checkpointer) {
		long now = this.ticker.read();
		this.checkpoints.writeIfDue(checkpointer, now);
		return !this.shard.mustLeave(now) && this.tracker.failure() == null && !this.checkpoints.isLost();
	}

	/**
	 * The shard has ended, and KCL wants the fact checkpointed, which lets its children
	 * start. That may be done only if nothing is open; else the lease is given up, and
	 * who has it next reads the rest. KCL alone would ask again for ever.
	 */
	void end(RecordProcessorCheckpointer checkpointer) throws InterruptedException {
		if (!this.open || !finish(checkpointer)) {
			waitIfStopped(checkpointer);
			this.open = false;
			logger.info("Not ended: {} has records left, and goes on from its last checkpoint", this.shard);
			this.handler.stop();
			this.checkpoints.write(checkpointer);
			this.shard.release();
			return;
		}
		try {
			checkpointer.checkpoint();
			logger.info("Ended: {} is read to its end", this.shard);
			leave(ShardHandler.Reason.ENDED);
		}
		catch (KinesisClientLibException | RuntimeException ex) {
			logger.warn("The end of {} is not checkpointed, will be tried again: {}", this.shard, ex.getMessage());
		}
	}

	/**
	 * A record that stops the shard stops it here too. Read again at once, it would only
	 * fail again.
	 */
	private void waitIfStopped(RecordProcessorCheckpointer checkpointer) throws InterruptedException {
		Throwable failure = this.tracker.failure();
		if (this.open && failure != null && !this.shard.mustLeave()) {
			tellStopped(failure);
			while (!this.shard.awaitStop(CHECK_INTERVAL)) {
				this.checkpoints.writeIfDue(checkpointer, this.ticker.read());
			}
		}
	}

	private void tellStopped(Throwable failure) {
		logger.error("Stopped: {} waits for another worker or a restart of its listener", this.shard, failure);
		this.handler.stopped(failure);
	}

	private boolean finish(RecordProcessorCheckpointer checkpointer) throws InterruptedException {
		try {
			this.handler.ended();
			return drain(checkpointer);
		}
		catch (RuntimeException | Error ex) {
			logger.error("Failed at the end of {}", this.shard, ex);
			return false;
		}
	}

	private boolean drain(RecordProcessorCheckpointer checkpointer) throws InterruptedException {
		while (!this.tracker.awaitDrained(CHECK_INTERVAL)) {
			if (!isOurs(checkpointer)) {
				return false;
			}
		}
		return true;
	}

	/**
	 * The source stops, or another worker is to have the shard.
	 */
	void giveBack(RecordProcessorCheckpointer checkpointer) throws InterruptedException {
		this.open = false;
		try {
			this.handler.stop();
			this.checkpoints.write(checkpointer);
		}
		finally {
			leave(this.shard.isStopping() ? ShardHandler.Reason.STOPPED : ShardHandler.Reason.LOST);
		}
	}

	void lose() throws InterruptedException {
		if (!this.present.contains(this)) {
			return;
		}
		this.open = false;
		try {
			this.handler.stop();
		}
		finally {
			leave(ShardHandler.Reason.LOST);
		}
	}

	/**
	 * Tells the handler, once, that the shard is left. May be called by any thread.
	 */
	void leave(ShardHandler.Reason reason) {
		if (this.present.remove(this)) {
			logger.debug("Left {}: {}", this.shard, reason);
			this.handler.left(reason);
		}
	}

}
