package io.kinesisboot.embedded.firehose.source;

import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

import io.kinesisboot.embedded.log.StoredRecord;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.RecordBatch;
import io.kinesisboot.embedded.stream.ShardState;

/**
 * The records of a Kinesis stream, those that come from now on. Children are read when
 * all of their parents have been. Confined to the delivery stream's thread.
 *
 * @since 0.1.0
 */
public final class StreamSource implements RecordSource {

	private static final int MAX_RECORDS = 500;

	private static final int MAX_BYTES = 1024 * 1024;

	private final KinesisStream stream;

	private final Clock clock;

	private final Bell bell;

	private final Map<KinesisShard, Reader> readers = new LinkedHashMap<>();

	/**
	 * Creates a source of what comes from now on.
	 * @param stream the stream
	 * @param clock the time
	 * @param bell rings when there is something
	 */
	public StreamSource(KinesisStream stream, Clock clock, Bell bell) {
		this.stream = stream;
		this.clock = clock;
		this.bell = bell;
		long nowMillis = clock.millis();
		stream.readableShards()
			.filter(ShardState::isOpen)
			.map(ShardState::shard)
			.forEach((shard) -> read(shard, shard.endPosition(nowMillis)));
	}

	private void read(KinesisShard shard, long position) {
		this.readers.put(shard, new Reader(shard.onChange(this.bell::ring), position));
	}

	@Override
	public List<DeliveryRecord> poll() {
		List<DeliveryRecord> records = new ArrayList<>();
		for (Map.Entry<KinesisShard, Reader> entry : List.copyOf(this.readers.entrySet())) {
			poll(entry.getKey(), entry.getValue(), records);
		}
		return records;
	}

	private void poll(KinesisShard shard, Reader reader, List<DeliveryRecord> records) {
		RecordBatch batch = shard.read(reader.position, MAX_RECORDS, MAX_BYTES, this.clock.millis());
		reader.position = batch.nextPosition();
		batch.records().forEach((record) -> addParts(shard, record, records));
		if (batch.lastOfShard()) {
			reader.unwatch.run();
			this.readers.remove(shard);
			this.stream.childrenOf(shard)
				.stream()
				.filter(this::hasNoParentToRead)
				.forEach((child) -> read(child, child.startPosition(this.clock.millis())));
			this.bell.ring();
		}
	}

	private boolean hasNoParentToRead(KinesisShard child) {
		return this.readers.keySet().stream().noneMatch((shard) -> this.stream.childrenOf(shard).contains(child));
	}

	private static void addParts(KinesisShard shard, StoredRecord record, List<DeliveryRecord> records) {
		String number = shard.sequenceNumberOf(record).toString();
		AggregatedRecord aggregated = AggregatedRecord.parse(record.data());
		if (aggregated == null) {
			records
				.add(toRecord(number + "000000", record.data(), record.arrivalMillis(), new SourcePosition(shard.id(),
						record.partitionKey(), number, /* subSequenceNumber= */ "", record.arrivalMillis())));
			return;
		}
		int index = 0;
		for (AggregatedRecord.Part part : aggregated.parts()) {
			records
				.add(toRecord(number + "%06d".formatted(index), part.data(), record.arrivalMillis(), new SourcePosition(
						shard.id(), part.partitionKey(), number, String.valueOf(index), record.arrivalMillis())));
			index++;
		}
	}

	private static DeliveryRecord toRecord(String id, byte[] data, long arrivalMillis, SourcePosition position) {
		return new DeliveryRecord(id, data, Instant.ofEpochMilli(arrivalMillis), position);
	}

	@Override
	public int size() {
		return 0;
	}

	@Override
	public void close() {
		this.readers.values().forEach((reader) -> reader.unwatch.run());
		this.readers.clear();
	}

	/**
	 * How far a shard is read.
	 */
	private static final class Reader {

		private final Runnable unwatch;

		private long position;

		private Reader(Runnable unwatch, long position) {
			this.unwatch = unwatch;
			this.position = position;
		}

	}

}
