package io.kinesisboot.embedded.log;

import java.util.Iterator;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The bytes of heap that the records of all streams may take together. Over the limit the
 * oldest ones are forgotten, whichever shard they are in. Thread-safe; its lock is taken
 * before a shard's, never after.
 *
 * @since 0.1.0
 */
public final class RecordMemory {

	private static final Logger logger = LoggerFactory.getLogger(RecordMemory.class);

	private final long limitBytes;

	private final Supplier<Stream<? extends RecordHolder>> holders;

	private final AtomicLong usedBytes = new AtomicLong();

	private final AtomicLong evictedRecords = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Creates an account of nothing.
	 * @param limitBytes how much may be used
	 * @param holders all that is counted here
	 */
	public RecordMemory(long limitBytes, Supplier<Stream<? extends RecordHolder>> holders) {
		this.limitBytes = limitBytes;
		this.holders = holders;
	}

	public static RecordMemory uncounted() {
		return new RecordMemory(Long.MAX_VALUE, Stream::empty);
	}

	void take(long bytes) {
		this.usedBytes.addAndGet(bytes);
	}

	void giveBack(long bytes) {
		this.usedBytes.addAndGet(-bytes);
	}

	public long usedBytes() {
		return this.usedBytes.get();
	}

	public long evictedRecords() {
		return this.evictedRecords.get();
	}

	/**
	 * Forgets the oldest records until the others are within the limit. To be called
	 * without the lock of a shard.
	 * @param nowMillis the time
	 */
	public void enforce(long nowMillis) {
		if (this.usedBytes.get() <= this.limitBytes) {
			return;
		}
		this.lock.lock();
		try {
			while (this.usedBytes.get() > this.limitBytes) {
				RecordHolder holder = withOldestRecords();
				if (holder == null) {
					return;
				}
				evict(holder, nowMillis);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable RecordHolder withOldestRecords() {
		RecordHolder oldest = null;
		long oldestMillis = Long.MAX_VALUE;
		Iterator<? extends RecordHolder> all = this.holders.get().iterator();
		while (all.hasNext()) {
			RecordHolder holder = all.next();
			long millis = holder.oldestPageMillis();
			if (millis < oldestMillis) {
				oldest = holder;
				oldestMillis = millis;
			}
		}
		return oldest;
	}

	private void evict(RecordHolder holder, long nowMillis) {
		long used = this.usedBytes.get();
		// Looking for the holder forgets deleted streams, which may have been enough
		long evicted = (used > this.limitBytes) ? holder.evict(nowMillis) : 0;
		if (evicted > 0 && this.evictedRecords.getAndAdd(evicted) == 0) {
			logger.warn("Records take {} bytes, more than 'maxMemory' of {} bytes: from now on the oldest are dropped "
					+ "before they expire and iterators go on at the oldest that is left; raise 'maxMemory', and the "
					+ "heap with it, to keep more", used, this.limitBytes);
		}
	}

}
