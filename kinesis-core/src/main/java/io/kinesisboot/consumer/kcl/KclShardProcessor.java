package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Function;

import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.exceptions.KinesisClientLibRetryableException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;

/**
 * Stands between KCL and the handler of one shard. KCL must never see an exception of the
 * handler: it would log it, skip the batch, and let the next checkpoint pass the records.
 * So a shard that cannot go on keeps its call to itself until it must be left. Confined
 * to the thread that runs the shard's tasks, of which KCL runs one at a time.
 */
final class KclShardProcessor implements ShardRecordProcessor {

	private static final Logger logger = LoggerFactory.getLogger(KclShardProcessor.class);

	private final Function<String, KclShard> shards;

	private final ShardHandler.Factory handlers;

	private final Duration checkpointInterval;

	private final Clock clock;

	private final CheckpointTracker tracker = new CheckpointTracker();

	private @Nullable KclShard shard;

	private @Nullable ShardHandler handler;

	private @Nullable UserRecordReader reader;

	/** False once a record was left undone or the lease was lost: nothing may follow. */
	private boolean open = true;

	private @Nullable ReceivedRecord checkpoint;

	private Instant checkpointTime = Instant.MIN;

	KclShardProcessor(Function<String, KclShard> shards, ShardHandler.Factory handlers, Duration checkpointInterval,
			Clock clock) {
		this.shards = shards;
		this.handlers = handlers;
		this.checkpointInterval = checkpointInterval;
		this.clock = clock;
	}

	@Override
	public void initialize(InitializationInput input) {
		KclShard shard = this.shards.apply(input.shardId());
		this.shard = shard;
		this.handler = this.handlers.create(shard);
		this.reader = new UserRecordReader(shard, input.extendedSequenceNumber());
		this.checkpointTime = this.clock.instant();
		logger.debug("Reading {} from {}", shard, input.extendedSequenceNumber());
	}

	@Override
	public void processRecords(ProcessRecordsInput input) {
		KclShard shard = this.shard;
		ShardHandler handler = this.handler;
		UserRecordReader reader = this.reader;
		if (shard == null || handler == null || reader == null) {
			throw new IllegalStateException("A processor is initialized before it gets records");
		}
		try {
			if (this.open && shard.isLeaseHeld()) {
				handle(shard, reader, handler, input);
			}
			else {
				this.open = false;
			}
			if (!this.open) {
				shard.awaitStop();
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/**
	 * Handles a batch. Whatever is thrown here KCL would pass over, so nothing is; and
	 * the shard stays open only if all of the batch is known to be done.
	 */
	private void handle(KclShard shard, UserRecordReader reader, ShardHandler handler, ProcessRecordsInput input)
			throws InterruptedException {
		Throwable failure = null;
		try {
			List<ReceivedRecord> records = reader.read(input.records());
			records.forEach(this.tracker::track);
			if (!records.isEmpty()) {
				handler.handle(records, (record) -> complete(record, input.checkpointer()));
			}
		}
		catch (Throwable ex) {
			failure = ex;
		}
		if (failure != null || !this.tracker.isDrained()) {
			this.open = false;
		}
		checkpoint(input.checkpointer());
		if (!this.open && !shard.isStopping() && shard.isLeaseHeld()) {
			logger.error("Stopped: {} waits for another worker or a restart of its listener", shard, failure);
		}
		if (failure instanceof InterruptedException interrupt) {
			throw interrupt;
		}
	}

	private void complete(ReceivedRecord record, RecordProcessorCheckpointer checkpointer) {
		this.tracker.complete(record);
		if (this.clock.instant().isAfter(this.checkpointTime.plus(this.checkpointInterval))) {
			checkpoint(checkpointer);
		}
	}

	private void checkpoint(RecordProcessorCheckpointer checkpointer) {
		ReceivedRecord position = this.tracker.position();
		if (position == null || position == this.checkpoint) {
			return;
		}
		this.checkpointTime = this.clock.instant();
		try {
			checkpointer.checkpoint(position.sequenceNumber(), position.subSequenceNumber());
			this.checkpoint = position;
		}
		catch (ShutdownException ex) {
			this.open = false;
			logger.info("Lease lost: {} goes on elsewhere from its last checkpoint", this.shard);
		}
		catch (KinesisClientLibRetryableException ex) {
			logger.warn("Checkpoint of {} not written, will be with the next read: {}", this.shard, ex.getMessage());
		}
		catch (InvalidStateException | RuntimeException | Error ex) {
			logger.error("Checkpoint of {} not written", this.shard, ex);
		}
	}

	@Override
	public void leaseLost(LeaseLostInput input) {
		this.open = false;
		logger.debug("Left {}", this.shard);
	}

	/**
	 * The shard has ended, and KCL wants the fact checkpointed, which lets its children
	 * start. That may be done only if nothing is open; else the lease is given up, and
	 * who has it next reads the rest. KCL alone would ask again for ever.
	 */
	@Override
	public void shardEnded(ShardEndedInput input) {
		if (!this.open) {
			logger.info("Not ended: {} has records left, and goes on from its last checkpoint", this.shard);
			if (this.shard != null) {
				this.shard.release();
			}
			return;
		}
		try {
			input.checkpointer().checkpoint();
			logger.info("Ended: {} is read to its end", this.shard);
		}
		catch (KinesisClientLibException | RuntimeException ex) {
			logger.warn("The end of {} is not checkpointed, will be tried again: {}", this.shard, ex.getMessage());
		}
	}

	@Override
	public void shutdownRequested(ShutdownRequestedInput input) {
		checkpoint(input.checkpointer());
		this.open = false;
	}

}
