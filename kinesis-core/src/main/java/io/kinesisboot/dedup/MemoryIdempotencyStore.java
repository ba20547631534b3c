package io.kinesisboot.dedup;

import java.time.Clock;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Remembers keys in the memory of this process: the newest, up to a number. A key takes
 * some 200 bytes. Thread-safe.
 * <p>
 * Not a cache, because those keep what is often asked for, and a duplicate mostly follows
 * its original soon: the oldest claim has to go first.
 *
 * @since 0.1.0
 */
public final class MemoryIdempotencyStore implements IdempotencyStore {

	private final KeyTimes times;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	private final Map<String, Entry> entries;

	/**
	 * Creates a store.
	 * @param maxKeys how many keys it remembers, at least 1
	 * @param times how long
	 * @param clock tells the time
	 */
	public MemoryIdempotencyStore(int maxKeys, KeyTimes times, Clock clock) {
		if (maxKeys < 1) {
			throw new IllegalArgumentException("'maxKeys' must be at least 1 but was " + maxKeys);
		}
		this.times = times;
		this.clock = clock;
		this.entries = new NewestKeys(maxKeys);
	}

	@Override
	public List<ClaimState> claim(List<String> keys, String claimant) {
		long now = this.clock.millis();
		Entry claimed = new Entry(claimant, false, now + this.times.lease().toMillis());
		List<ClaimState> states = new ArrayList<>(keys.size());
		this.lock.lock();
		try {
			for (String key : keys) {
				states.add(claim(key, claimed, now));
			}
		}
		finally {
			this.lock.unlock();
		}
		return states;
	}

	private ClaimState claim(String key, Entry claimed, long now) {
		Entry before = this.entries.putIfAbsent(key, claimed);
		if (before == null) {
			return ClaimState.CLAIMED;
		}
		if (now < before.end()) {
			return before.done() ? ClaimState.DONE : ClaimState.HELD;
		}
		put(key, claimed);
		return ClaimState.CLAIMED;
	}

	/**
	 * Puts a key behind all others.
	 */
	private void put(String key, Entry entry) {
		this.entries.remove(key);
		this.entries.put(key, entry);
	}

	@Override
	public void complete(List<String> keys, String claimant) {
		Entry done = new Entry(claimant, true, this.clock.millis() + this.times.retention().toMillis());
		this.lock.lock();
		try {
			keys.forEach((key) -> this.entries.put(key, done));
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void fail(List<String> keys, String claimant) {
		release(keys, claimant);
	}

	@Override
	public void release(List<String> keys, String claimant) {
		this.lock.lock();
		try {
			for (String key : keys) {
				Entry entry = this.entries.get(key);
				if (entry != null && entry.claimant().equals(claimant)) {
					this.entries.remove(key);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What is known of a key. Immutable.
	 *
	 * @param claimant who has claimed it
	 * @param done whether it is done rather than claimed
	 * @param end when it is free again, in milliseconds of the clock
	 */
	private record Entry(String claimant, boolean done, long end) {
	}

	/**
	 * Keys in the order of their claims. The oldest goes when there are too many.
	 */
	private static final class NewestKeys extends LinkedHashMap<String, Entry> {

		private static final long serialVersionUID = 1L;

		private final int max;

		NewestKeys(int max) {
			this.max = max;
		}

		@Override
		protected boolean removeEldestEntry(Map.@Nullable Entry<String, Entry> eldest) {
			return size() > this.max;
		}

	}

}
