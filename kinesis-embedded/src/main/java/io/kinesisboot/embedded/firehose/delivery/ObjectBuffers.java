package io.kinesisboot.embedded.firehose.delivery;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.Collection;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;

import io.kinesisboot.embedded.firehose.plan.S3Plan;
import io.kinesisboot.embedded.firehose.source.DeliveryMemory;
import io.kinesisboot.embedded.firehose.source.DeliveryRecord;

/**
 * Gathers records for the objects of a bucket, those of each kind for an object of their
 * own. Confined to the delivery stream's thread.
 *
 * @param <K> what kinds are told apart by
 */
final class ObjectBuffers<K> implements Stage {

	private final S3Plan plan;

	private final BiFunction<Instant, K, String> objectKeys;

	private final ObjectWriter writer;

	private final DeliveryMemory memory;

	private final Map<K, RecordBuffer> buffers = new LinkedHashMap<>();

	/**
	 * Creates empty buffers.
	 * @param plan how objects come into the bucket
	 * @param objectKeys makes the key of an object from the time of its oldest record and
	 * from its kind
	 * @param writer puts the objects
	 * @param memory counts the records
	 */
	ObjectBuffers(S3Plan plan, BiFunction<Instant, K, String> objectKeys, ObjectWriter writer, DeliveryMemory memory) {
		this.plan = plan;
		this.objectKeys = objectKeys;
		this.writer = writer;
		this.memory = memory;
	}

	void add(K kind, DeliveryRecord record) throws InterruptedException {
		RecordBuffer buffer = this.buffers.computeIfAbsent(kind,
				(newKind) -> new RecordBuffer(this.plan.limits(), Integer.MAX_VALUE, this.memory));
		if (!buffer.hasRoomFor(record)) {
			write(kind, buffer);
		}
		buffer.add(record);
	}

	/**
	 * Whether records of a kind, or of one more kind, can be added.
	 * @param kind the kind
	 * @param maxKinds how many kinds there may be
	 * @return whether they can
	 */
	boolean hasRoomFor(K kind, int maxKinds) {
		return this.buffers.containsKey(kind) || this.buffers.size() < maxKinds;
	}

	@Override
	public Instant due() {
		return this.buffers.values().stream().map(RecordBuffer::due).min(Comparator.naturalOrder()).orElse(Instant.MAX);
	}

	@Override
	public void flush(Instant now) throws InterruptedException {
		for (Map.Entry<K, RecordBuffer> entry : List.copyOf(this.buffers.entrySet())) {
			if (entry.getValue().isDue(now)) {
				write(entry.getKey(), entry.getValue());
				this.buffers.remove(entry.getKey());
			}
		}
	}

	private void write(K kind, RecordBuffer buffer) throws InterruptedException {
		List<DeliveryRecord> records = buffer.records();
		Instant oldest = records.stream()
			.map(DeliveryRecord::arrival)
			.min(Comparator.naturalOrder())
			.orElseThrow(IllegalStateException::new);
		this.writer.write(this.plan.bucket(), this.objectKeys.apply(oldest, kind),
				this.plan.compression().compress(joined(records)));
		buffer.clear();
	}

	private static byte[] joined(Collection<DeliveryRecord> records) {
		ByteArrayOutputStream joined = new ByteArrayOutputStream(
				records.stream().mapToInt((record) -> record.data().length).sum());
		records.forEach((record) -> joined.writeBytes(record.data()));
		return joined.toByteArray();
	}

	@Override
	public int size() {
		return this.buffers.values().stream().mapToInt(RecordBuffer::size).sum();
	}

	@Override
	public void discard() {
		this.buffers.values().forEach(RecordBuffer::clear);
		this.buffers.clear();
	}

}
