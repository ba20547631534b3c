package io.kinesisboot.embedded.stream;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;

import org.jspecify.annotations.Nullable;

/**
 * The records of one shard in the order of their arrival. Positions count on over trimmed
 * records: appending, finding a position and trimming take the same time at any depth.
 * Confined to the holder of its shard's lock.
 */
final class ShardLog {

	private static final int CHUNK_RECORDS = 1024;

	private final List<@Nullable StoredRecord[]> chunks = new ArrayList<>();

	/** The position of the first slot of the first chunk. */
	private long base;

	private long start;

	private long end;

	/**
	 * The position of the oldest record.
	 * @return the position, {@link #end()} if there is no record
	 */
	long start() {
		return this.start;
	}

	/**
	 * The position of the next record to come.
	 * @return the position
	 */
	long end() {
		return this.end;
	}

	StoredRecord get(long position) {
		int offset = Math.toIntExact(position - this.base);
		return Objects.requireNonNull(this.chunks.get(offset / CHUNK_RECORDS)[offset % CHUNK_RECORDS]);
	}

	StoredRecord append(String partitionKey, byte[] data, long arrivalMillis) {
		StoredRecord record = new StoredRecord(this.end, partitionKey, data, arrivalMillis);
		int slot = (int) ((this.end - this.base) % CHUNK_RECORDS);
		if (slot == 0) {
			this.chunks.add(new @Nullable StoredRecord[CHUNK_RECORDS]);
		}
		this.chunks.get(this.chunks.size() - 1)[slot] = record;
		this.end++;
		return record;
	}

	/**
	 * Finds where a reader of a time begins.
	 * @param millis the time
	 * @return the position of the first record that did not arrive before, {@link #end()}
	 * if there is none
	 */
	long positionOf(long millis) {
		long low = this.start;
		long high = this.end;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (get(middle).arrivalMillis() < millis) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	/**
	 * Forgets what arrived before a time.
	 * @param horizonMillis the time
	 */
	void trim(long horizonMillis) {
		if (this.start == this.end || get(this.start).arrivalMillis() >= horizonMillis) {
			return;
		}
		this.start = positionOf(horizonMillis);
		int expiredChunks = (int) ((this.start - this.base) / CHUNK_RECORDS);
		this.chunks.subList(0, expiredChunks).clear();
		this.base += (long) expiredChunks * CHUNK_RECORDS;
		if (!this.chunks.isEmpty()) {
			Arrays.fill(this.chunks.get(0), 0, (int) (this.start - this.base), null);
		}
	}

}
