package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.Set;
import java.util.function.Function;

import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.CompletedRanges;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.ShardRecordProcessor;

/**
 * What KCL calls with the records of one shard. Confined to the thread that runs the
 * shard's tasks, of which KCL runs one at a time.
 */
final class KclShardProcessor implements ShardRecordProcessor {

	private static final Logger logger = LoggerFactory.getLogger(KclShardProcessor.class);

	private final Function<String, KclShard> shards;

	private final ShardHandler.Factory handlers;

	private final Duration checkpointInterval;

	private final Ticker ticker;

	private final Set<ShardTenure> tenures;

	private @Nullable ShardTenure tenure;

	/**
	 * Creates a processor.
	 * @param shards makes the shard of an id
	 * @param handlers makes its handler
	 * @param checkpointInterval how often at least a checkpoint is written
	 * @param ticker tells when
	 * @param tenures holds the tenures of the source that are not over
	 */
	KclShardProcessor(Function<String, KclShard> shards, ShardHandler.Factory handlers, Duration checkpointInterval,
			Ticker ticker, Set<ShardTenure> tenures) {
		this.shards = shards;
		this.handlers = handlers;
		this.checkpointInterval = checkpointInterval;
		this.ticker = ticker;
		this.tenures = tenures;
	}

	@Override
	public void initialize(InitializationInput input) {
		KclShard shard = this.shards.apply(input.shardId());
		CompletedRanges completed = CompletedRanges.of(input.pendingCheckpointState());
		CheckpointTracker tracker = new CheckpointTracker(this.handlers.window());
		ShardCheckpoints checkpoints = new ShardCheckpoints(shard, tracker, completed, this.checkpointInterval,
				this.ticker);
		shard.progress(() -> tracker.progress(checkpoints.age()));
		this.tenure = new ShardTenure(shard, new UserRecordReader(shard, input.extendedSequenceNumber()), completed,
				tracker, checkpoints, this.handlers.create(shard), this.ticker, this.tenures);
		logger.debug("Reading {} from {}, past which {} is done", shard, input.extendedSequenceNumber(), completed);
	}

	@Override
	public void processRecords(ProcessRecordsInput input) {
		untilInterrupted(() -> tenure().process(input));
	}

	@Override
	public void shardEnded(ShardEndedInput input) {
		untilInterrupted(() -> tenure().end(input.checkpointer()));
	}

	@Override
	public void shutdownRequested(ShutdownRequestedInput input) {
		ShardTenure tenure = this.tenure;
		if (tenure != null) {
			untilInterrupted(() -> tenure.giveBack(input.checkpointer()));
		}
	}

	@Override
	public void leaseLost(LeaseLostInput input) {
		ShardTenure tenure = this.tenure;
		if (tenure != null) {
			untilInterrupted(tenure::lose);
		}
	}

	private ShardTenure tenure() {
		ShardTenure tenure = this.tenure;
		if (tenure == null) {
			throw new IllegalStateException("A processor is initialized before it is called");
		}
		return tenure;
	}

	private static void untilInterrupted(Call call) {
		try {
			call.run();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** What may be interrupted. */
	@FunctionalInterface
	private interface Call {

		void run() throws InterruptedException;

	}

}
