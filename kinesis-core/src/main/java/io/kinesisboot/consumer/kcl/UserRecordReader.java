package io.kinesisboot.consumer.kcl;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.shard.HashKeyCache;
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

	private static final int REMEMBERED_KEYS = 4096;

	private final KclShard shard;

	private final ExtendedSequenceNumber checkpoint;

	private final @Nullable HashRange hashKeys;

	private final HashKeyCache hashKeyCache = new HashKeyCache(REMEMBERED_KEYS);

	private String newest;

	private long newestSub;

	/**
	 * Creates a reader.
	 * @param shard the shard
	 * @param checkpoint where it resumes
	 */
	UserRecordReader(KclShard shard, ExtendedSequenceNumber checkpoint) {
		this.shard = shard;
		this.checkpoint = checkpoint;
		this.hashKeys = shard.hashKeys();
		this.newest = checkpoint.isSentinelCheckpoint() ? "" : checkpoint.sequenceNumber();
		this.newestSub = checkpoint.subSequenceNumber();
	}

	/**
	 * Reads a stream record: its user records are made one by one, for an aggregate holds
	 * thousands.
	 * @param record the record that follows the last one of the shard
	 * @return its user records; what is no aggregate, or a damaged one, is one as it is
	 */
	Iterator<ReceivedRecord> read(KinesisClientRecord record) {
		if (!isNew(record)) {
			logger.debug("Record {} of {} was read before", record.sequenceNumber(), this.shard);
			return Collections.emptyIterator();
		}
		if (record.subSequenceNumber() != StreamRecords.WHOLE) {
			return List.of(asItIs(record, record.subSequenceNumber())).iterator();
		}
		int done = record.sequenceNumber().equals(this.checkpoint.sequenceNumber())
				? (int) this.checkpoint.subSequenceNumber() : -1;
		Aggregate aggregate = Aggregate.read(record.data());
		if (aggregate != null) {
			return new AggregatedRecords(record, aggregate, foreign(record, aggregate), done + 1);
		}
		if (done >= 0) {
			return Collections.emptyIterator();
		}
		logger.warn("Record {} of {} is a damaged aggregate, and is handled as it is", record.sequenceNumber(),
				this.shard);
		return List.of(asItIs(record, 0)).iterator();
	}

	/**
	 * The first read begins at the checkpoint, and one that was repeated, by the service
	 * or on the way from it, may bring records again. The numbers of a shard only rise.
	 */
	private boolean isNew(KinesisClientRecord record) {
		String sequenceNumber = record.sequenceNumber();
		int order = Integer.compare(sequenceNumber.length(), this.newest.length());
		if (order == 0) {
			order = sequenceNumber.compareTo(this.newest);
		}
		if (order < 0 || (order == 0 && record.subSequenceNumber() <= this.newestSub)) {
			return false;
		}
		this.newest = sequenceNumber;
		this.newestSub = record.subSequenceNumber();
		return true;
	}

	/**
	 * After a split or merge an aggregate may land in a shard to which not all of its
	 * records belong. Producers see that, and send those again: to handle them here too
	 * would be to handle them beside their shard, out of their order.
	 */
	private BitSet foreign(KinesisClientRecord record, Aggregate aggregate) {
		BitSet foreign = (this.hashKeys != null) ? aggregate.outside(this.hashKeys, this.hashKeyCache::hashKeyOf)
				: new BitSet();
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
				record.approximateArrivalTimestamp(), unread(record.data()), Map.of());
	}

	/**
	 * Who has looked at the payload before may have moved its position.
	 */
	private static ByteBuffer unread(ByteBuffer data) {
		return data.duplicate().rewind();
	}

	/** The user records of an aggregate, but for those of other shards. */
	private final class AggregatedRecords implements Iterator<ReceivedRecord> {

		private final KinesisClientRecord record;

		private final Aggregate aggregate;

		private final BitSet foreign;

		private int index;

		AggregatedRecords(KinesisClientRecord record, Aggregate aggregate, BitSet foreign, int first) {
			this.record = record;
			this.aggregate = aggregate;
			this.foreign = foreign;
			this.index = foreign.nextClearBit(first);
		}

		@Override
		public boolean hasNext() {
			return this.index < this.aggregate.size();
		}

		@Override
		public ReceivedRecord next() {
			if (!hasNext()) {
				throw new NoSuchElementException();
			}
			ReceivedRecord next = userRecord(this.record, this.aggregate, this.index);
			this.index = this.foreign.nextClearBit(this.index + 1);
			return next;
		}

	}

}
