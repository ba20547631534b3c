package io.kinesisboot.consumer.torture;

import software.amazon.kinesis.exceptions.KinesisClientLibException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.RecordProcessorCheckpointer;
import software.amazon.kinesis.processor.ShardRecordProcessor;

/**
 * A processor as the documentation of KCL shows it: handles the records of a batch one
 * after another, then checkpoints. Confined to the thread that runs the shard's tasks.
 */
final class BareProcessor implements ShardRecordProcessor {

	private final TortureHandler handler;

	private String shardId = "";

	BareProcessor(TortureHandler handler) {
		this.handler = handler;
	}

	@Override
	public void initialize(InitializationInput input) {
		this.shardId = input.shardId();
	}

	@Override
	public void processRecords(ProcessRecordsInput input) {
		input.records()
			.forEach((record) -> this.handler.handle(this.shardId,
					new Position(record.sequenceNumber(), record.subSequenceNumber()), record.data(), 1));
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
