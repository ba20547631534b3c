package io.kinesisboot.firehose.transform;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;

import io.kinesisboot.KinesisBootException;

/**
 * Answers the events of Firehose by transformers, each of which is for some delivery
 * streams or for all others. Thread-safe.
 *
 * @since 0.1.0
 */
public final class FirehoseTransformers {

	/** The largest answer that Lambda takes (invocation payload limit). */
	public static final int MAX_RESPONSE_BYTES = 6 * 1024 * 1024;

	private static final int MIN_RESPONSE_BYTES = 1024;

	private final EventReader reader = new EventReader();

	private final ResponseWriter writer = new ResponseWriter();

	private final List<Registered> transformers = new CopyOnWriteArrayList<>();

	private final ResponseLimit limit;

	/**
	 * Creates an empty registry.
	 * @param maxResponseBytes the largest answer, 1 KiB to 6 MiB
	 * @param overflow what takes the records that do not fit into it
	 */
	public FirehoseTransformers(int maxResponseBytes, OverflowHandler overflow) {
		if (maxResponseBytes < MIN_RESPONSE_BYTES || maxResponseBytes > MAX_RESPONSE_BYTES) {
			throw new IllegalArgumentException(
					"'maxResponseBytes' must be between %d and %d (limit of Lambda's answers) but was %d"
						.formatted(MIN_RESPONSE_BYTES, MAX_RESPONSE_BYTES, maxResponseBytes));
		}
		this.limit = new ResponseLimit(maxResponseBytes, overflow);
	}

	/**
	 * Adds a transformer.
	 * @param id names it in errors
	 * @param deliveryStreams the names of the delivery streams whose records it
	 * transforms; if empty, those that no other one is for
	 * @param transformer the transformer
	 * @throws KinesisBootException if there is one for the same delivery stream
	 */
	public void register(String id, Set<String> deliveryStreams, EventTransformer transformer) {
		Registered added = new Registered(id, Set.copyOf(deliveryStreams), transformer);
		for (Registered other : this.transformers) {
			if (added.collidesWith(other)) {
				throw new KinesisBootException("Transformers '%s' and '%s' are for the same delivery stream: %s and %s"
					.formatted(other.id(), id, other.streams(), added.streams()));
			}
		}
		this.transformers.add(added);
	}

	/**
	 * Answers an event.
	 * @param json the event
	 * @param out where the answer goes; not closed
	 * @throws KinesisBootException if it is no event of Firehose, or there is no
	 * transformer for its delivery stream
	 * @throws RuntimeException if the transformer has the invocation repeated
	 */
	public void handle(byte[] json, OutputStream out) {
		this.writer.write(transform(this.reader.read(json)), out);
	}

	/**
	 * Answers an event.
	 * @param json the event
	 * @return the answer
	 */
	public byte[] handle(byte[] json) {
		ByteArrayOutputStream out = new ByteArrayOutputStream(json.length);
		handle(json, out);
		return out.toByteArray();
	}

	/**
	 * Answers an event.
	 * @param event the event
	 * @return one answer for each record, in their order
	 */
	public TransformationResponse transform(TransformationEvent event) {
		Registered found = find(event.deliveryStream());
		List<TransformedRecord> records = found.transformer().transform(event);
		if (!ids(event).equals(records.stream().map(TransformedRecord::recordId).toList())) {
			throw new KinesisBootException(
					"Transformer '%s' must answer each of %d records in their order but has answered %d"
						.formatted(found.id(), event.records().size(), records.size()));
		}
		return new TransformationResponse(event.sourceMskArn() != null, this.limit.apply(event, records));
	}

	private static List<String> ids(TransformationEvent event) {
		return event.records().stream().map(TransformationRecord::recordId).toList();
	}

	private Registered find(String deliveryStream) {
		List<Registered> found = new ArrayList<>(this.transformers);
		found.removeIf((each) -> !each.streams().contains(deliveryStream));
		if (found.isEmpty()) {
			found.addAll(this.transformers);
			found.removeIf((each) -> !each.streams().isEmpty());
		}
		if (found.isEmpty()) {
			throw new KinesisBootException(
					"No transformer is for delivery stream '%s', only %s".formatted(deliveryStream, this.transformers));
		}
		return found.get(0);
	}

	private record Registered(String id, Set<String> streams, EventTransformer transformer) {

		boolean collidesWith(Registered other) {
			return (this.streams.isEmpty() && other.streams.isEmpty())
					|| this.streams.stream().anyMatch(other.streams::contains);
		}

		@Override
		public String toString() {
			return "'" + this.id + "' for " + this.streams;
		}

	}

}
