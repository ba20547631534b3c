package io.kinesisboot.embedded.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * The records of one shard in the order of their arrival. Positions count on over
 * forgotten records: appending, finding a position and forgetting take about the same
 * time at any depth. Confined to the holder of its shard's lock.
 *
 * @since 0.1.0
 */
public final class ShardLog {

	private static final int MIN_PAGE_BYTES = 1024;

	/**
	 * G1 gives what is larger than half a region, at least 512 KiB, regions of its own.
	 */
	private static final int MAX_PAGE_BYTES = 256 * 1024;

	/** Records that are larger have a page of their own, so that little is left empty. */
	private static final int MAX_SHARED_BYTES = MAX_PAGE_BYTES / 8;

	private final List<LogPage> pages = new ArrayList<>();

	private RecordMemory memory;

	private long start;

	private long end;

	/**
	 * Creates an empty log.
	 * @param memory what counts its bytes
	 */
	public ShardLog(RecordMemory memory) {
		this.memory = memory;
	}

	/**
	 * The position of the oldest record.
	 * @return the position, {@link #end()} if there is no record
	 */
	public long start() {
		return this.start;
	}

	/**
	 * The position of the next record to come.
	 * @return the position
	 */
	public long end() {
		return this.end;
	}

	public StoredRecord get(long position) {
		return pageOf(position).get(position);
	}

	/**
	 * Appends a record.
	 * @param partitionKey its partition key
	 * @param data its payload
	 * @param encrypted whether the stream's records are encrypted
	 * @param arrivalMillis when it arrived, not before the record before it
	 * @return its position
	 */
	public long append(String partitionKey, byte[] data, boolean encrypted, long arrivalMillis) {
		byte[] key = partitionKey.getBytes(StandardCharsets.UTF_8);
		roomFor(LogPage.bytesOf(key, data)).append(key, data, encrypted, arrivalMillis);
		return this.end++;
	}

	private LogPage roomFor(int recordBytes) {
		int last = this.pages.size() - 1;
		if (last >= 0 && this.pages.get(last).hasRoomFor(recordBytes)) {
			return this.pages.get(last);
		}
		int capacity = (last >= 0) ? Math.min(2 * this.pages.get(last).capacity(), MAX_PAGE_BYTES) : MIN_PAGE_BYTES;
		LogPage page = new LogPage(this.end,
				(recordBytes > MAX_SHARED_BYTES) ? recordBytes : Math.max(recordBytes, capacity));
		this.memory.take(page.heapBytes());
		this.pages.add(page);
		return page;
	}

	/**
	 * Finds where a reader of a time begins.
	 * @param millis the time
	 * @return the position of the first record that did not arrive before, {@link #end()}
	 * if there is none
	 */
	public long positionOf(long millis) {
		long low = this.start;
		long high = this.end;
		while (low < high) {
			long middle = (low + high) >>> 1;
			if (pageOf(middle).arrivalMillis(middle) < millis) {
				low = middle + 1;
			}
			else {
				high = middle;
			}
		}
		return low;
	}

	/**
	 * Finds the newest records.
	 * @param maxRecords how many at most
	 * @param bytes how many bytes of data are enough: the record that fills them is the
	 * oldest of those found
	 * @return the position of the oldest of them, {@link #end()} if there is no record
	 */
	public long positionOfNewest(int maxRecords, long bytes) {
		long oldest = Math.max(this.start, this.end - maxRecords);
		long position = this.end;
		long found = 0;
		while (position > oldest && found < bytes) {
			position--;
			found += pageOf(position).dataBytes(position);
		}
		return position;
	}

	private LogPage pageOf(long position) {
		int low = 0;
		int high = this.pages.size() - 1;
		while (low < high) {
			int middle = (low + high + 1) >>> 1;
			if (this.pages.get(middle).start() <= position) {
				low = middle;
			}
			else {
				high = middle - 1;
			}
		}
		return this.pages.get(low);
	}

	/**
	 * Forgets what arrived before a time.
	 * @param horizonMillis the time
	 */
	public void trim(long horizonMillis) {
		if (this.start < this.end && this.pages.get(0).arrivalMillis(this.start) < horizonMillis) {
			forgetUpTo(positionOf(horizonMillis));
		}
	}

	/**
	 * When the youngest record arrived of those that {@link #forgetOldestPage()} would
	 * forget.
	 * @return the time in milliseconds since the epoch, {@link Long#MAX_VALUE} if there
	 * is no record
	 */
	public long oldestPageMillis() {
		return this.pages.isEmpty() ? Long.MAX_VALUE : this.pages.get(0).lastArrivalMillis();
	}

	/**
	 * Forgets the oldest records, as many as share a page.
	 * @return how many
	 */
	public long forgetOldestPage() {
		long before = this.start;
		if (!this.pages.isEmpty()) {
			forgetUpTo(this.pages.get(0).end());
		}
		return this.start - before;
	}

	private void forgetUpTo(long position) {
		this.start = position;
		int passed = 0;
		while (passed < this.pages.size() && this.pages.get(passed).end() <= position) {
			this.memory.giveBack(this.pages.get(passed).heapBytes());
			passed++;
		}
		this.pages.subList(0, passed).clear();
	}

	/**
	 * Forgets all, because the stream was deleted. What calls that are under way still
	 * append is not counted: it goes with the log.
	 */
	public void discard() {
		forgetUpTo(this.end);
		this.memory = RecordMemory.uncounted();
	}

}
