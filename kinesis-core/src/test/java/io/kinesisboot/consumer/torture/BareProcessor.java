package io.kinesisboot.consumer.torture;

import java.util.List;

import io.kinesisboot.consumer.CheckpointingProcessor;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Handles the records of a batch one after another. Confined to the thread that runs the
 * shard's tasks.
 */
final class BareProcessor extends CheckpointingProcessor {

	private final TortureHandler handler;

	BareProcessor(TortureHandler handler) {
		this.handler = handler;
	}

	@Override
	protected void handle(String shardId, List<KinesisClientRecord> records) {
		records.forEach((record) -> this.handler.handle(shardId,
				new Position(record.sequenceNumber(), record.subSequenceNumber()), record.data(), 1));
	}

}
