package io.kinesisboot.consumer;

import java.util.List;

import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * A processor as the documentation of KCL shows it: handles the records of a batch, then
 * checkpoints. Confined to the thread that runs the shard's tasks.
 */
public abstract class CheckpointingProcessor implements ShardRecordProcessor {

	private String shardId = "";

	/**
	 * Handles a batch.
	 */
	protected abstract void handle(String shardId, List<KinesisClientRecord> records);

	@Override
	public void initialize(InitializationInput input) {
		this.shardId = input.shardId();
	}

	@Override
	public void processRecords(ProcessRecordsInput input) {
		handle(this.shardId, input.records());
		checkpoint(input.checkpointer());
	}

	@Override
	public void leaseLost(LeaseLostInput input) {
	}

	@Override
	public void shardEnded(ShardEndedInput input) {
		checkpoint(input.checkpointer());
	}

	@Override
	public void shutdownRequested(ShutdownRequestedInput input) {
		checkpoint(input.checkpointer());
	}

	private static void checkpoint(RecordProcessorCheckpointer checkpointer) {
		try {
			checkpointer.checkpoint();
		}
		catch (KinesisClientLibException ex) {
			throw new IllegalStateException(ex);
		}
	}

}
