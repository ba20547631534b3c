package io.kinesisboot.consumer.kcl;

import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;
import org.jspecify.annotations.Nullable;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * The user records of what was read at once, many at a time: who adds records to the
 * window one by one spends his time on its lock. Confined to one thread.
 */
final class UserRecordBatches {

	private static final int BATCH_SIZE = 64;

	private final UserRecordReader reader;

	private final Iterator<KinesisClientRecord> streamRecords;

	private Iterator<ReceivedRecord> userRecords = Collections.emptyIterator();

	/** Thrown by a record that cannot be read, once those before it have been given. */
	private @Nullable RuntimeException failure;

	UserRecordBatches(UserRecordReader reader, List<KinesisClientRecord> streamRecords) {
		this.reader = reader;
		this.streamRecords = streamRecords.iterator();
	}

	/**
	 * Takes the next records.
	 * @return the records, none after the last one
	 */
	List<ReceivedRecord> next() {
		List<ReceivedRecord> batch = new ArrayList<>(BATCH_SIZE);
		while (this.failure == null && batch.size() < BATCH_SIZE && advance()) {
			batch.add(this.userRecords.next());
		}
		if (this.failure != null && batch.isEmpty()) {
			throw this.failure;
		}
		return batch;
	}

	private boolean advance() {
		try {
			while (!this.userRecords.hasNext() && this.streamRecords.hasNext()) {
				this.userRecords = this.reader.read(this.streamRecords.next());
			}
			return this.userRecords.hasNext();
		}
		catch (RuntimeException ex) {
			this.failure = ex;
			return false;
		}
	}

}
