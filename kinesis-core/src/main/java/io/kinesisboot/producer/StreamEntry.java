package io.kinesisboot.producer;

import java.util.List;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.aggregation.RecordPacker;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

/**
 * What one entry of PutRecords carries: an aggregate, or one user record as it is.
 * Confined to one thread at a time, but for {@link #seal}: it is handed from the sender
 * that closed it to the dispatcher, and from there to the call that carries it, by its
 * lane's lock.
 */
final class StreamEntry {

	/** An aggregate has no key of its own; readers see those of its records. */
	static final String AGGREGATE_KEY = "a";

	private static final Refusal TOO_LATE = (record, attempts) -> new SendException(record, attempts,
			new Reason(null, "it was not accepted within its 'recordTimeToLive'", null));

	private final Lane lane;

	private final List<PendingRecord> records;

	private final int sizeInBytes;

	private final boolean plain;

	private final ReentrantLock sealing = new ReentrantLock();

	/* Guarded by sealing. */
	private @Nullable RecordPacker aggregator;

	/* Guarded by sealing. */
	private @Nullable PutRecordsRequestEntry request;

	private int attempts;

	private Refusal refusal = TOO_LATE;

	private StreamEntry(Lane lane, List<PendingRecord> records, int sizeInBytes, @Nullable RecordPacker aggregator) {
		this.lane = lane;
		this.records = records;
		this.sizeInBytes = sizeInBytes;
		this.aggregator = aggregator;
		this.plain = (aggregator == null);
	}

	static StreamEntry plain(Lane lane, PendingRecord record) {
		return new StreamEntry(lane, List.of(record), record.sizeInBytes(), null);
	}

	static StreamEntry aggregate(Lane lane, List<PendingRecord> records, RecordPacker aggregator) {
		return new StreamEntry(lane, records, aggregator.sizeInBytes() + AGGREGATE_KEY.length(), aggregator);
	}

	Lane lane() {
		return this.lane;
	}

	List<PendingRecord> records() {
		return this.records;
	}

	/** Whether it carries one user record as it is. */
	boolean isPlain() {
		return this.plain;
	}

	int sizeInBytes() {
		return this.sizeInBytes;
	}

	/** When the first of its records is not to be sent any more. */
	long firstDeadline() {
		return this.records.get(0).deadline();
	}

	/** When none of its records is to be sent any more. */
	long deadline() {
		return this.records.get(this.records.size() - 1).deadline();
	}

	boolean isExpired(long now) {
		return deadline() - now <= 0;
	}

	/**
	 * What the call carries.
	 * @param aggregators where what made the bytes goes back to
	 */
	PutRecordsRequestEntry request(Aggregators aggregators) {
		this.attempts++;
		return seal(aggregators);
	}

	/**
	 * Makes its bytes, once: by the sender who filled it, or by the dispatcher if it is
	 * quicker. Thread-safe.
	 * @param aggregators where what made them goes back to
	 */
	PutRecordsRequestEntry seal(Aggregators aggregators) {
		this.sealing.lock();
		try {
			PutRecordsRequestEntry made = this.request;
			if (made == null) {
				made = make(aggregators);
				this.request = made;
			}
			return made;
		}
		finally {
			this.sealing.unlock();
		}
	}

	private PutRecordsRequestEntry make(Aggregators aggregators) {
		RecordPacker full = this.aggregator;
		if (full == null) {
			UserRecord record = this.records.get(0).record();
			return PutRecordsRequestEntry.builder()
				.partitionKey(record.partitionKey())
				.explicitHashKey(record.explicitHashKey())
				.data(SdkBytes.fromByteBuffer(record.data()))
				.build();
		}
		SdkBytes data = SdkBytes.fromByteArrayUnsafe(full.drain());
		this.aggregator = null;
		if (this.records.size() > 1) {
			aggregators.give(full);
		}
		return PutRecordsRequestEntry.builder()
			.partitionKey(AGGREGATE_KEY)
			.explicitHashKey(this.lane.explicitHashKey())
			.data(data)
			.build();
	}

	/**
	 * It was refused, and goes again if there is time.
	 * @param reason what it fails with if there is none
	 * @param errorCode the code of AWS, if there was one
	 * @param throttled whether it was for the shard's rate
	 */
	void refused(Refusal reason, @Nullable String errorCode, boolean throttled) {
		this.refusal = reason;
		metrics().refused(stream(), this.lane.shardId(), errorCode, throttled);
	}

	private String stream() {
		return this.records.get(0).record().stream();
	}

	private ProducerMetrics metrics() {
		return this.records.get(0).metrics();
	}

	void accept(String shardId, String sequenceNumber, long now) {
		String stream = stream();
		metrics().accepted(stream, shardId, this.records.size(), this.sizeInBytes, this.lane.age(firstDeadline(), now));
		PendingRecord.accept(this.records, new SendResult(stream, shardId, sequenceNumber, this.attempts));
	}

	void fail(Refusal reason) {
		for (PendingRecord record : this.records) {
			record.fail(reason, this.attempts);
		}
	}

	/** Fails it for what it was refused with last, or for being too late. */
	void expire() {
		fail(this.refusal);
	}

}
