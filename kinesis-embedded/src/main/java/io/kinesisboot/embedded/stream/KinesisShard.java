package io.kinesisboot.embedded.stream;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;

import io.kinesisboot.embedded.protocol.AnswerWriter;
import org.jspecify.annotations.Nullable;

/**
 * A shard: a range of hash keys and the records that fell into it. A reshard closes it;
 * its records stay readable until they expire. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisShard {

	/** What GetRecords returns at most in one call. */
	private static final int MAX_READ_BYTES = 10 * 1024 * 1024;

	private static final long OPEN = Long.MAX_VALUE;

	private final int index;

	private final String id;

	private final HashRange hashRange;

	private final List<KinesisShard> parents;

	private final Duration retention;

	private final long createdMillis;

	private final long createdSeconds;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private final ShardLog log;

	/* Guarded by the lock. */
	private long lastArrivalMillis;

	private volatile long closedMillis = OPEN;

	/**
	 * Creates an open shard.
	 * @param index the number in its id
	 * @param hashRange its hash keys
	 * @param parents none, the shard it was split from, or the two it was merged from
	 * @param createdMillis when, in milliseconds since the epoch
	 * @param retention how long records are kept
	 * @param memory what counts the bytes of its records
	 */
	KinesisShard(int index, HashRange hashRange, List<KinesisShard> parents, long createdMillis, Duration retention,
			RecordMemory memory) {
		this.index = index;
		this.id = id(index);
		this.hashRange = hashRange;
		this.parents = List.copyOf(parents);
		this.retention = retention;
		this.log = new ShardLog(memory);
		this.createdMillis = createdMillis;
		this.createdSeconds = parents.stream()
			.mapToLong((parent) -> parent.createdSeconds + 1)
			.reduce(createdMillis / 1000, Math::max);
		this.lastArrivalMillis = createdMillis;
	}

	/**
	 * The id of a shard.
	 * @param index its number in the stream
	 * @return the id
	 */
	public static String id(int index) {
		return "shardId-%012d".formatted(index);
	}

	public int index() {
		return this.index;
	}

	public String id() {
		return this.id;
	}

	HashRange hashRange() {
		return this.hashRange;
	}

	public boolean isOpen() {
		return this.closedMillis == OPEN;
	}

	/**
	 * Whether it took records at a time.
	 * @param millis the time
	 * @return whether it had been created and not yet closed
	 */
	public boolean wasOpenAt(long millis) {
		return this.createdMillis <= millis && wasOpenSince(millis);
	}

	/**
	 * Whether it took records at a time or later.
	 * @param millis the time
	 * @return whether it had not been closed before
	 */
	public boolean wasOpenSince(long millis) {
		return this.closedMillis >= millis;
	}

	/**
	 * Appends a record.
	 * @param partitionKey its partition key
	 * @param data its payload
	 * @param encrypted whether the stream's records are encrypted
	 * @param nowMillis the time
	 * @return the number the record got
	 */
	SequenceNumber append(String partitionKey, byte[] data, boolean encrypted, long nowMillis) {
		return locked(nowMillis, () -> {
			if (!isOpen()) {
				throw new IllegalStateException(this.id + " is closed");
			}
			this.lastArrivalMillis = Math.max(this.lastArrivalMillis, nowMillis);
			long position = this.log.append(partitionKey, data, encrypted, this.lastArrivalMillis);
			return sequenceNumber(position + 1, this.lastArrivalMillis);
		});
	}

	/**
	 * Reads on from a position.
	 * @param position where to begin; expired records are passed over
	 * @param maxRecords how many records at most
	 * @param nowMillis the time
	 * @return what there is, 10 MiB at most
	 */
	public RecordBatch read(long position, int maxRecords, long nowMillis) {
		return locked(nowMillis, () -> {
			List<StoredRecord> records = new ArrayList<>();
			long next = Math.max(position, this.log.start());
			long bytes = 0;
			while (next < this.log.end() && records.size() < maxRecords) {
				StoredRecord record = this.log.get(next);
				bytes += record.data().length;
				if (bytes > MAX_READ_BYTES && !records.isEmpty()) {
					break;
				}
				records.add(record);
				next++;
			}
			boolean caughtUp = next >= this.log.end();
			return new RecordBatch(records, next, caughtUp && !isOpen(), caughtUp ? 0 : age(records, nowMillis));
		});
	}

	private static long age(List<StoredRecord> records, long nowMillis) {
		return Math.max(0, nowMillis - records.get(records.size() - 1).arrivalMillis());
	}

	/**
	 * Where the oldest record is.
	 * @param nowMillis the time
	 * @return its position
	 */
	public long startPosition(long nowMillis) {
		return locked(nowMillis, this.log::start);
	}

	/**
	 * Where the next record will be.
	 * @param nowMillis the time
	 * @return its position
	 */
	public long endPosition(long nowMillis) {
		return locked(nowMillis, this.log::end);
	}

	/**
	 * Where a reader of a time begins.
	 * @param millis the time to read from
	 * @param nowMillis the time
	 * @return the position of the first record that arrived then or later
	 */
	public long positionOf(long millis, long nowMillis) {
		return locked(nowMillis, () -> this.log.positionOf(millis));
	}

	/**
	 * Ends it: it takes no more records.
	 * @param nowMillis the time
	 */
	void close(long nowMillis) {
		locked(nowMillis, () -> this.closedMillis = Math.max(this.lastArrivalMillis, nowMillis));
	}

	/**
	 * When the youngest record arrived of those that {@link #evict} would forget.
	 * @return the time in milliseconds since the epoch, {@link Long#MAX_VALUE} if there
	 * is no record
	 */
	long oldestPageMillis() {
		this.lock.lock();
		try {
			return this.log.oldestPageMillis();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Makes room: forgets what has expired or, if that frees nothing, the oldest records.
	 * @param nowMillis the time
	 * @return how many records that had not expired are forgotten
	 */
	long evict(long nowMillis) {
		long oldestMillis = oldestPageMillis();
		return locked(nowMillis, () -> (this.log.oldestPageMillis() > oldestMillis) ? 0 : this.log.forgetOldestPage());
	}

	/**
	 * Forgets all records, because the stream was deleted.
	 */
	void discard() {
		this.lock.lock();
		try {
			this.log.discard();
		}
		finally {
			this.lock.unlock();
		}
	}

	private <T> T locked(long nowMillis, Supplier<T> action) {
		this.lock.lock();
		try {
			this.log.trim(nowMillis - this.retention.toMillis());
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * The number of one of its records.
	 * @param record the record
	 * @return its sequence number
	 */
	public SequenceNumber sequenceNumberOf(StoredRecord record) {
		return sequenceNumber(record.position() + 1, record.arrivalMillis());
	}

	/**
	 * Whether a number is of this very shard, not of its namesake in another stream.
	 * @param number a number of a shard of the same id
	 * @return whether it can be of this shard
	 */
	public boolean issued(SequenceNumber number) {
		return number.shardSeconds() == this.createdSeconds;
	}

	private SequenceNumber sequenceNumber(long sequenceIndex, long millis) {
		return new SequenceNumber(this.createdSeconds, this.index, sequenceIndex, millis / 1000);
	}

	private @Nullable String parentId(int number) {
		return (number < this.parents.size()) ? this.parents.get(number).id() : null;
	}

	/**
	 * Writes its description.
	 * @param out where to write
	 */
	public void writeTo(AnswerWriter out) {
		out.text("ShardId", id());
		out.text("ParentShardId", parentId(0));
		out.text("AdjacentParentShardId", parentId(1));
		out.object("HashKeyRange", this.hashRange::writeTo);
		out.object("SequenceNumberRange", (range) -> {
			range.text("StartingSequenceNumber", sequenceNumber(0, this.createdMillis).toString());
			if (!isOpen()) {
				range.text("EndingSequenceNumber",
						sequenceNumber(SequenceNumber.LAST_INDEX, this.closedMillis).toString());
			}
		});
	}

}
