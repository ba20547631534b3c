package io.kinesisboot.embedded;

import java.util.function.Consumer;

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
 * Hands the records on and writes a checkpoint after each batch.
 *
 * @param handler called with each record
 */
record CheckpointingProcessor(Consumer<KinesisClientRecord> handler) implements ShardRecordProcessor {

	@Override
	public void initialize(InitializationInput input) {
	}

	@Override
	public void processRecords(ProcessRecordsInput input) {
		input.records().forEach(this.handler);
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
