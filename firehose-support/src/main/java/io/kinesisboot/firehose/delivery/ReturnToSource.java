package io.kinesisboot.firehose.delivery;

import java.nio.ByteBuffer;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;

import io.kinesisboot.firehose.transform.OverflowHandler;
import io.kinesisboot.firehose.transform.TransformationEvent;
import io.kinesisboot.firehose.transform.TransformationRecord;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.PutOutcome;
import io.kinesisboot.producer.UserRecord;

/**
 * Puts records where they came from: into their stream, with their keys, or into the
 * delivery stream itself. Those of MSK it does not take. Waits until they are there.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class ReturnToSource implements OverflowHandler {

	private final Supplier<KinesisProducer> streams;

	private final Supplier<? extends FirehoseOperations> deliveryStreams;

	/**
	 * Creates a handler.
	 * @param streams puts records into streams, once asked for
	 * @param deliveryStreams puts records into delivery streams, once asked for; must
	 * append no delimiter
	 */
	public ReturnToSource(Supplier<KinesisProducer> streams, Supplier<? extends FirehoseOperations> deliveryStreams) {
		this.streams = streams;
		this.deliveryStreams = deliveryStreams;
	}

	@Override
	public Set<String> handle(TransformationEvent event, List<TransformationRecord> records) {
		if (event.sourceMskArn() != null) {
			return Set.of();
		}
		String stream = event.sourceKinesisStreamArn();
		return (stream != null) ? toStream(stream.substring(stream.lastIndexOf('/') + 1), records)
				: toDeliveryStream(event.deliveryStream(), records);
	}

	private Set<String> toStream(String stream, List<TransformationRecord> records) {
		List<UserRecord> again = records.stream().map((record) -> userRecord(stream, record)).toList();
		Set<String> taken = new HashSet<>();
		for (PutOutcome outcome : this.streams.get().sendAll(again).join().outcomes()) {
			if (outcome instanceof PutOutcome.Accepted) {
				taken.add(records.get(outcome.index()).recordId());
			}
		}
		return taken;
	}

	private static UserRecord userRecord(String stream, TransformationRecord record) {
		TransformationRecord.KinesisMetadata metadata = record.kinesisMetadata();
		String partitionKey = (metadata != null) ? metadata.partitionKey() : record.recordId();
		return new UserRecord(stream, partitionKey, ByteBuffer.wrap(record.bytes()));
	}

	private Set<String> toDeliveryStream(String stream, List<TransformationRecord> records) {
		List<byte[]> again = records.stream().map(TransformationRecord::bytes).toList();
		Set<String> taken = new HashSet<>();
		for (DeliveryOutcome outcome : this.deliveryStreams.get().sendAll(stream, again).outcomes()) {
			if (outcome instanceof DeliveryOutcome.Accepted) {
				taken.add(records.get(outcome.index()).recordId());
			}
		}
		return taken;
	}

}
