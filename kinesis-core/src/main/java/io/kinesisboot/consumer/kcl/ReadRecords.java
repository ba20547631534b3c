package io.kinesisboot.consumer.kcl;

import java.util.AbstractList;
import java.util.List;
import java.util.ListIterator;

import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * The stream records of one read. KCL goes through their list iterator to take out those
 * that its checkpoint has passed, and to find the newest. It parses two sequence numbers
 * of each for that, which costs more than the rest of a record's way. The newest is the
 * last and {@link UserRecordReader} takes out the others, so that iterator has only it.
 * Confined to one thread.
 */
final class ReadRecords extends AbstractList<KinesisClientRecord> {

	private final List<KinesisClientRecord> records;

	ReadRecords(List<KinesisClientRecord> records) {
		this.records = records;
	}

	@Override
	public KinesisClientRecord get(int index) {
		return this.records.get(index);
	}

	@Override
	public int size() {
		return this.records.size();
	}

	@Override
	public ListIterator<KinesisClientRecord> listIterator() {
		return this.records.listIterator(Math.max(0, size() - 1));
	}

}
