package io.kinesisboot.consumer.kcl;

import java.math.BigInteger;
import java.util.ArrayList;
import java.util.List;

import io.kinesisboot.aggregation.Aggregate;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Has KCL hand aggregates on as they are. Each gets the highest sub-sequence number there
 * is, so that KCL takes a checkpoint at any of its user records, and hands it on again
 * when a lease resumes in the middle of it. Thread-safe.
 */
final class StreamRecords extends AggregatorUtil {

	/** The sub-sequence number of an aggregate that is handed on as it is. */
	static final long WHOLE = Long.MAX_VALUE;

	/** Whether KCL looks at each of them, to add up their bytes. */
	private final boolean measured;

	StreamRecords(boolean measured) {
		this.measured = measured;
	}

	@Override
	public List<KinesisClientRecord> deaggregate(List<KinesisClientRecord> records) {
		// KCL takes those out of it that its checkpoint has passed
		List<KinesisClientRecord> whole = new ArrayList<>(records.size());
		records.forEach((record) -> whole.add(whole(record)));
		return this.measured ? whole : new ReadRecords(whole);
	}

	@Override
	public List<KinesisClientRecord> deaggregate(List<KinesisClientRecord> records, BigInteger startingHashKey,
			BigInteger endingHashKey) {
		return deaggregate(records);
	}

	private static KinesisClientRecord whole(KinesisClientRecord record) {
		return Aggregate.isMarked(record.data()) ? record.toBuilder().subSequenceNumber(WHOLE).aggregated(true).build()
				: record;
	}

}
