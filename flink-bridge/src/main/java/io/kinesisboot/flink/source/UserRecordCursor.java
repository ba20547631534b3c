package io.kinesisboot.flink.source;

import java.nio.ByteBuffer;
import java.util.BitSet;
import java.util.Collections;
import java.util.Iterator;
import java.util.Map;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.flink.StreamName;
import io.kinesisboot.shard.HashKeyCache;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.Record;

/**
 * Goes through the user records of a shard, one by one, and knows how far it is. What was
 * passed before, and what belongs to other shards, is left out. Confined to the thread of
 * the reader.
 */
final class UserRecordCursor {

	private static final Logger logger = LoggerFactory.getLogger(UserRecordCursor.class);

	private static final int REMEMBERED_KEYS = 4096;

	private final StreamName stream;

	private final ShardSplit split;

	private final HashKeyCache hashKeys = new HashKeyCache(REMEMBERED_KEYS);

	private final ShardPosition start;

	private String sequenceNumber;

	private int subSequenceNumber;

	private Iterator<Record> records = Collections.emptyIterator();

	private @Nullable Record record;

	private @Nullable Aggregate aggregate;

	private BitSet foreign = new BitSet();

	private int next;

	UserRecordCursor(StreamName stream, ShardSplit split) {
		this.stream = stream;
		this.split = split;
		this.start = split.position();
		this.sequenceNumber = this.start.sequenceNumber();
		this.subSequenceNumber = this.start.subSequenceNumber();
	}

	/**
	 * After which record it stands.
	 */
	ShardPosition position() {
		return this.sequenceNumber.isEmpty() ? this.start
				: ShardPosition.after(this.sequenceNumber, this.subSequenceNumber);
	}

	/**
	 * Goes on with what follows in the shard, when it has gone through what it had.
	 */
	void advance(Iterable<Record> more) {
		this.records = more.iterator();
	}

	/**
	 * Takes the next user record.
	 * @return the record, which counts as passed from now on, or null if there is none
	 */
	@Nullable ReceivedRecord next() {
		while (this.record == null) {
			if (!this.records.hasNext()) {
				return null;
			}
			enter(this.records.next());
		}
		return take(this.record);
	}

	/**
	 * The numbers of a shard only rise. A read that was repeated may bring some again.
	 */
	private void enter(Record entered) {
		int order = compare(entered.sequenceNumber(), this.sequenceNumber);
		if (order < 0 || (order == 0 && this.subSequenceNumber == ShardPosition.WHOLE)) {
			return;
		}
		int first = (order == 0) ? this.subSequenceNumber + 1 : 0;
		ByteBuffer data = entered.data().asByteBuffer();
		this.aggregate = Aggregate.read(data);
		this.foreign = (this.aggregate != null) ? foreign(entered, this.aggregate) : new BitSet();
		this.next = this.foreign.nextClearBit(first);
		if (this.next < size()) {
			this.record = entered;
			return;
		}
		passed(entered, ShardPosition.WHOLE);
	}

	private static int compare(String one, String other) {
		int order = Integer.compare(one.length(), other.length());
		return (order != 0) ? order : one.compareTo(other);
	}

	private BitSet foreign(Record of, Aggregate read) {
		BitSet outside = read.outside(this.split.hashKeys(), this.hashKeys::hashKeyOf);
		if (!outside.isEmpty()) {
			logger.warn(
					"{} of {} user records of record {} in shard {} of stream '{}' belong to other shards, and are left to these",
					outside.cardinality(), read.size(), of.sequenceNumber(), this.split.shardId(), this.stream);
		}
		return outside;
	}

	private int size() {
		return (this.aggregate != null) ? this.aggregate.size() : 1;
	}

	private ReceivedRecord take(Record from) {
		int index = this.next;
		ReceivedRecord taken = (this.aggregate != null) ? userRecord(from, this.aggregate, index) : asItIs(from);
		this.next = this.foreign.nextClearBit(index + 1);
		if (this.next < size()) {
			passed(from, index);
		}
		else {
			passed(from, ShardPosition.WHOLE);
			this.record = null;
			this.aggregate = null;
		}
		return taken;
	}

	private void passed(Record passed, int index) {
		this.sequenceNumber = passed.sequenceNumber();
		this.subSequenceNumber = index;
	}

	private ReceivedRecord userRecord(Record of, Aggregate from, int index) {
		return new ReceivedRecord(this.stream.name(), this.split.shardId(), from.partitionKey(index),
				from.explicitHashKey(index), of.sequenceNumber(), index, of.approximateArrivalTimestamp(),
				from.data(index), from.tags(index));
	}

	private ReceivedRecord asItIs(Record of) {
		return new ReceivedRecord(this.stream.name(), this.split.shardId(), of.partitionKey(), null,
				of.sequenceNumber(), 0, of.approximateArrivalTimestamp(), of.data().asByteBuffer(), Map.of());
	}

}
