package io.kinesisboot.embedded.stream;

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
 */
final class RecordMemory {

	private static final Logger logger = LoggerFactory.getLogger(RecordMemory.class);

	private final long limitBytes;

	private final Supplier<Stream<KinesisShard>> shards;

	private final AtomicLong usedBytes = new AtomicLong();

	private final AtomicLong evictedRecords = new AtomicLong();

	private final ReentrantLock lock = new ReentrantLock();

	/**
	 * Creates an account of nothing.
	 * @param limitBytes how much may be used
	 * @param shards all shards that are counted here
	 */
	RecordMemory(long limitBytes, Supplier<Stream<KinesisShard>> shards) {
		this.limitBytes = limitBytes;
		this.shards = shards;
	}

	static RecordMemory uncounted() {
		return new RecordMemory(Long.MAX_VALUE, Stream::empty);
	}

	void take(long bytes) {
		this.usedBytes.addAndGet(bytes);
	}

	void giveBack(long bytes) {
		this.usedBytes.addAndGet(-bytes);
	}

	long usedBytes() {
		return this.usedBytes.get();
	}

	long evictedRecords() {
		return this.evictedRecords.get();
	}

	/**
	 * Forgets the oldest records until the others are within the limit. To be called
	 * without the lock of a shard.
	 * @param nowMillis the time
	 */
	void enforce(long nowMillis) {
		if (this.usedBytes.get() <= this.limitBytes) {
			return;
		}
		this.lock.lock();
		try {
			while (this.usedBytes.get() > this.limitBytes) {
				KinesisShard shard = withOldestRecords();
				if (shard == null) {
					return;
				}
				evict(shard, nowMillis);
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	private @Nullable KinesisShard withOldestRecords() {
		KinesisShard oldest = null;
		long oldestMillis = Long.MAX_VALUE;
		for (KinesisShard shard : (Iterable<KinesisShard>) this.shards.get()::iterator) {
			long millis = shard.oldestPageMillis();
			if (millis < oldestMillis) {
				oldest = shard;
				oldestMillis = millis;
			}
		}
		return oldest;
	}

	private void evict(KinesisShard shard, long nowMillis) {
		long used = this.usedBytes.get();
		long evicted = shard.evict(nowMillis);
		if (evicted > 0 && this.evictedRecords.getAndAdd(evicted) == 0) {
			logger.warn("Records take {} bytes, more than 'maxMemory' of {} bytes: from now on the oldest are dropped "
					+ "before they expire and iterators go on at the oldest that is left; raise 'maxMemory', and the "
					+ "heap with it, to keep more", used, this.limitBytes);
		}
	}

}
