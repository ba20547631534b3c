package io.kinesisboot.consumer.kcl;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import java.util.Map;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.shard.HashRange;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Takes the user records of a shard out of its stream records, but for those that the
 * checkpoint has passed and those of other shards. Confined to one thread.
 */
final class UserRecordReader {

	private static final Logger logger = LoggerFactory.getLogger(UserRecordReader.class);

	private final KclShard shard;

	private final ExtendedSequenceNumber checkpoint;

	private final @Nullable HashRange hashKeys;

	/**
	 * Creates a reader.
	 * @param shard the shard
	 * @param checkpoint where it resumes
	 */
	UserRecordReader(KclShard shard, ExtendedSequenceNumber checkpoint) {
		this.shard = shard;
		this.checkpoint = checkpoint;
		this.hashKeys = shard.hashKeys();
	}

	/**
	 * Reads stream records.
	 * @param records the records, in the order of the shard
	 * @return their user records; what is no aggregate, or a damaged one, is one as it is
	 */
	List<ReceivedRecord> read(List<KinesisClientRecord> records) {
		List<ReceivedRecord> read = new ArrayList<>(records.size());
		for (KinesisClientRecord record : records) {
			if (record.subSequenceNumber() == StreamRecords.WHOLE) {
				takeApart(record, read);
			}
			else {
				read.add(asItIs(record, record.subSequenceNumber()));
			}
		}
		return read;
	}

	private void takeApart(KinesisClientRecord record, List<ReceivedRecord> read) {
		long done = record.sequenceNumber().equals(this.checkpoint.sequenceNumber())
				? this.checkpoint.subSequenceNumber() : -1;
		Aggregate aggregate = Aggregate.read(record.data());
		if (aggregate != null) {
			BitSet foreign = foreign(record, aggregate);
			for (int index = 0; index < aggregate.size(); index++) {
				if (index > done && !foreign.get(index)) {
					read.add(userRecord(record, aggregate, index));
				}
			}
		}
		else if (done < 0) {
			logger.warn("Record {} of {} is a damaged aggregate, and is handled as it is", record.sequenceNumber(),
					this.shard);
			read.add(asItIs(record, 0));
		}
	}

	/**
	 * After a split or merge an aggregate may land in a shard to which not all of its
	 * records belong. Producers see that, and send those again: to handle them here too
	 * would be to handle them beside their shard, out of their order.
	 */
	private BitSet foreign(KinesisClientRecord record, Aggregate aggregate) {
		BitSet foreign = (this.hashKeys != null) ? aggregate.outside(this.hashKeys) : new BitSet();
		if (!foreign.isEmpty()) {
			logger.warn("{} of {} user records of record {} of {} belong to other shards, and are left to these",
					foreign.cardinality(), aggregate.size(), record.sequenceNumber(), this.shard);
		}
		return foreign;
	}

	private ReceivedRecord userRecord(KinesisClientRecord record, Aggregate aggregate, int index) {
		return new ReceivedRecord(this.shard.stream(), this.shard.shardId(), aggregate.partitionKey(index),
				aggregate.explicitHashKey(index), record.sequenceNumber(), index, record.approximateArrivalTimestamp(),
				aggregate.data(index), aggregate.tags(index));
	}

	private ReceivedRecord asItIs(KinesisClientRecord record, long subSequenceNumber) {
		return new ReceivedRecord(this.shard.stream(), this.shard.shardId(), record.partitionKey(),
				record.explicitHashKey(), record.sequenceNumber(), subSequenceNumber,
				record.approximateArrivalTimestamp(), record.data(), Map.of());
	}

}
