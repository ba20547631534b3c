package io.kinesisboot.embedded.stream;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalInt;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.log.RecordHolder;
import io.kinesisboot.embedded.log.RecordMemory;
import io.kinesisboot.embedded.log.ShardLog;
import io.kinesisboot.embedded.log.StoredRecord;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import org.jspecify.annotations.Nullable;

/**
 * A shard: a range of hash keys and the records that fell into it. A reshard closes it;
 * its records stay readable until they expire. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisShard implements RecordHolder {

	/** What GetRecords returns at most in one call. */
	public static final int MAX_READ_BYTES = 10 * 1024 * 1024;

	/** When a shard will be closed of which nobody knows. */
	static final long OPEN = Long.MAX_VALUE;

	/** The service reads a shard's number with or without what stands before it. */
	private static final Pattern ID = Pattern.compile("(?:shardId-)?0*(\\d{1,9})");

	private final int index;

	private final String id;

	private final HashRange hashRange;

	private final List<String> parentIds;

	private final Retention retention;

	private final long createdMillis;

	private final long createdSeconds;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private final ShardLog log;

	/* Guarded by the lock. */
	private final ShardTraffic traffic = new ShardTraffic();

	/* Guarded by the lock. */
	private long lastArrivalMillis;

	/* Written by the holder of the lock. */
	private volatile boolean busy;

	/* Written by the holder of the lock. */
	private volatile long closedMillis = OPEN;

	private final List<Runnable> watchers = new CopyOnWriteArrayList<>();

	/**
	 * Creates an open shard.
	 * @param index the number in its id
	 * @param hashRange its hash keys
	 * @param parents none, the shard it was split from, or the two it was merged from
	 * @param createdMillis when, in milliseconds since the epoch
	 * @param createdSeconds the second of it that its sequence numbers tell, see
	 * {@link Account#creationSeconds(long)}
	 * @param retention how long records are kept
	 * @param memory what counts the bytes of its records
	 */
	KinesisShard(int index, HashRange hashRange, List<KinesisShard> parents, long createdMillis, long createdSeconds,
			Retention retention, RecordMemory memory) {
		this.index = index;
		this.id = id(index);
		this.hashRange = hashRange;
		this.parentIds = parents.stream().map(KinesisShard::id).toList();
		this.retention = retention;
		this.log = new ShardLog(memory);
		this.createdMillis = createdMillis;
		this.createdSeconds = createdSeconds;
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

	/**
	 * Reads the id of a shard.
	 * @param id what a client brought
	 * @return its number in the stream, if this can be an id
	 */
	public static OptionalInt index(String id) {
		Matcher matcher = ID.matcher(id);
		return matcher.matches() ? OptionalInt.of(Integer.parseInt(matcher.group(1))) : OptionalInt.empty();
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

	long createdMillis() {
		return this.createdMillis;
	}

	long closedMillis() {
		return this.closedMillis;
	}

	private boolean isOpen() {
		return this.closedMillis == OPEN;
	}

	/**
	 * Whether the last record came in a minute that brought more than half of what a
	 * shard can take.
	 * @return whether it did
	 */
	boolean isBusy() {
		return this.busy;
	}

	/**
	 * Appends a record.
	 * @param partitionKey its partition key
	 * @param data its payload
	 * @param encrypted whether the stream's records are encrypted
	 * @param nowMillis the time
	 * @return the number the record got, or null if the shard is closed
	 */
	@Nullable SequenceNumber append(String partitionKey, byte[] data, boolean encrypted, long nowMillis) {
		SequenceNumber number = appendIfOpen(partitionKey, data, encrypted, nowMillis);
		if (number != null) {
			tellWatchers();
		}
		return number;
	}

	private @Nullable SequenceNumber appendIfOpen(String partitionKey, byte[] data, boolean encrypted, long nowMillis) {
		this.lock.lock();
		try {
			if (!isOpen()) {
				return null;
			}
			trim(nowMillis);
			this.lastArrivalMillis = Math.max(this.lastArrivalMillis, nowMillis);
			boolean nowBusy = this.traffic.add(data.length + partitionKey.length(), nowMillis);
			if (this.busy != nowBusy) {
				this.busy = nowBusy;
			}
			long position = this.log.append(partitionKey, data, encrypted, this.lastArrivalMillis);
			return sequenceNumber(position + 1, this.lastArrivalMillis);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Has something called after each record that it takes, and when it is closed, on the
	 * thread that does it.
	 * @param watcher what to call; must not block
	 * @return ends that
	 */
	public Runnable onChange(Runnable watcher) {
		this.watchers.add(watcher);
		return () -> this.watchers.remove(watcher);
	}

	private void tellWatchers() {
		if (!this.watchers.isEmpty()) {
			this.watchers.forEach(Runnable::run);
		}
	}

	/**
	 * Reads on from a position.
	 * @param position where to begin; expired records are passed over
	 * @param maxRecords how many records at most
	 * @param nowMillis the time
	 * @return what there is, 10 MiB at most
	 */
	public RecordBatch read(long position, int maxRecords, long nowMillis) {
		return read(position, maxRecords, MAX_READ_BYTES, nowMillis);
	}

	/**
	 * Reads on from a position.
	 * @param position where to begin; expired records are passed over
	 * @param maxRecords how many records at most
	 * @param maxBytes how many bytes of data at most, unless a single record has more
	 * @param nowMillis the time
	 * @return what there is
	 */
	public RecordBatch read(long position, int maxRecords, int maxBytes, long nowMillis) {
		return locked(nowMillis, () -> {
			List<StoredRecord> records = new ArrayList<>();
			long next = Math.max(position, this.log.start());
			long bytes = 0;
			while (next < this.log.end() && records.size() < maxRecords) {
				StoredRecord record = this.log.get(next);
				bytes += record.data().length;
				if (bytes > maxBytes && !records.isEmpty()) {
					break;
				}
				records.add(record);
				next++;
			}
			boolean caughtUp = next >= this.log.end();
			long tipMillis = caughtUp ? this.closedMillis : records.get(records.size() - 1).arrivalMillis();
			return new RecordBatch(records, next, caughtUp && !isOpen(), Math.max(0, nowMillis - tipMillis));
		});
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
	 * Where the newest records begin.
	 * @param maxRecords how many at most
	 * @param bytes how many bytes of data are enough, to which the oldest of them adds
	 * the last
	 * @param nowMillis the time
	 * @return the position of the oldest of them
	 */
	public long positionOfNewest(int maxRecords, long bytes, long nowMillis) {
		return locked(nowMillis, () -> this.log.positionOfNewest(maxRecords, bytes));
	}

	/**
	 * Forgets the records that have expired.
	 * @param nowMillis the time
	 */
	void expire(long nowMillis) {
		locked(nowMillis, this.log::start);
	}

	/**
	 * Ends it: it takes no more records. Only the holder of its stream's lock may.
	 * @param nowMillis the time
	 */
	void close(long nowMillis) {
		locked(nowMillis, () -> this.closedMillis = Math.max(this.lastArrivalMillis, nowMillis));
		tellWatchers();
	}

	@Override
	public long oldestPageMillis() {
		this.lock.lock();
		try {
			return this.log.oldestPageMillis();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public long evict(long nowMillis) {
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
			trim(nowMillis);
			return action.get();
		}
		finally {
			this.lock.unlock();
		}
	}

	private void trim(long nowMillis) {
		this.log.trim(this.retention.horizonMillis(nowMillis));
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
	 * A number between the record before a position and the one at it, for a reader to go
	 * on after. The record before may have expired, or there may be none.
	 * @param position the position
	 * @param nowMillis the time
	 * @return the number, never that of a later record
	 */
	public SequenceNumber sequenceNumberBefore(long position, long nowMillis) {
		return sequenceNumber(position, nowMillis);
	}

	/**
	 * Whether a number is of this very shard, not of its namesake in another stream, and
	 * not of a record that is still to come.
	 * @param number a number of a shard of the same id
	 * @param nowMillis the time
	 * @return whether it can be of this shard
	 */
	public boolean issued(SequenceNumber number, long nowMillis) {
		boolean end = number.index() == SequenceNumber.LAST_INDEX && !isOpen();
		return number.shardSeconds() == this.createdSeconds && (end || number.index() <= endPosition(nowMillis));
	}

	private SequenceNumber sequenceNumber(long sequenceIndex, long millis) {
		return new SequenceNumber(this.createdSeconds, this.index, sequenceIndex, millis / 1000);
	}

	SequenceNumber startingNumber() {
		return sequenceNumber(0, this.createdMillis);
	}

	SequenceNumber endingNumber(long endMillis) {
		return sequenceNumber(SequenceNumber.LAST_INDEX, endMillis);
	}

	@Nullable String parentId(int number) {
		return (number < this.parentIds.size()) ? this.parentIds.get(number) : null;
	}

	boolean isChildOf(KinesisShard shard) {
		return this.parentIds.contains(shard.id);
	}

	/**
	 * Writes what a reader at the end of a parent is told about it.
	 * @param out where to write
	 */
	public void writeAsChildTo(AnswerWriter out) {
		out.text("ShardId", this.id)
			.texts("ParentShards", this.parentIds)
			.object("HashKeyRange", this.hashRange::writeTo);
	}

	/**
	 * Writes one of its records.
	 * @param out where to write
	 * @param record the record
	 */
	public void writeRecordTo(AnswerWriter out, StoredRecord record) {
		out.text("SequenceNumber", sequenceNumberOf(record).toString());
		out.instant("ApproximateArrivalTimestamp", Instant.ofEpochMilli(record.arrivalMillis()));
		out.bytes("Data", ByteBuffer.wrap(record.data()));
		out.text("PartitionKey", record.partitionKey());
		out.text("EncryptionType", record.encrypted() ? "KMS" : null);
	}

}
