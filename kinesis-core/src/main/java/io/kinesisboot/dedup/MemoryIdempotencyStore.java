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

	private final Map<String, Claim> claims;

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
		this.claims = new NewestKeys(maxKeys);
	}

	@Override
	public List<ClaimState> claim(List<String> keys, String claimant) {
		long now = this.clock.millis();
		Claim claim = new Claim(claimant, now + this.times.lease().toMillis());
		List<ClaimState> states = new ArrayList<>(keys.size());
		this.lock.lock();
		try {
			for (String key : keys) {
				states.add(claim(key, claim, now));
			}
		}
		finally {
			this.lock.unlock();
		}
		return states;
	}

	private ClaimState claim(String key, Claim claim, long now) {
		Claim before = this.claims.putIfAbsent(key, claim);
		if (before != null && now < before.end) {
			return before.done ? ClaimState.DONE : ClaimState.HELD;
		}
		if (before != null) {
			before.whole = false;
			// Behind all others
			this.claims.remove(key);
			this.claims.put(key, claim);
		}
		claim.keys++;
		return ClaimState.CLAIMED;
	}

	@Override
	public void complete(List<String> keys, String claimant) {
		long end = this.clock.millis() + this.times.retention().toMillis();
		this.lock.lock();
		try {
			Claim claim = this.claims.get(keys.get(0));
			if (claim == null || !claim.isOf(claimant) || !claim.whole || claim.keys != keys.size()) {
				Claim part = new Claim(claimant, end);
				keys.forEach((key) -> this.claims.put(key, part));
				claim = part;
			}
			claim.done = true;
			claim.end = end;
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
				Claim claim = this.claims.get(key);
				if (claim != null && claim.isOf(claimant)) {
					claim.whole = false;
					this.claims.remove(key);
				}
			}
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * What is known of the keys that were claimed at once. Guarded by the lock.
	 */
	private static final class Claim {

		private final String claimant;

		/** How many keys. */
		private int keys;

		/** Whether it is still a claim to all of them, if not forgotten. */
		private boolean whole = true;

		/** Whether they are done rather than claimed. */
		private boolean done;

		/** When they are free again, in milliseconds of the clock. */
		private long end;

		Claim(String claimant, long end) {
			this.claimant = claimant;
			this.end = end;
		}

		boolean isOf(String claimant) {
			return this.claimant.equals(claimant);
		}

	}

	/**
	 * Keys in the order of their claims. The oldest goes when there are too many.
	 */
	private static final class NewestKeys extends LinkedHashMap<String, Claim> {

		private static final long serialVersionUID = 1L;

		private final int max;

		NewestKeys(int max) {
			this.max = max;
		}

		@Override
		protected boolean removeEldestEntry(Map.@Nullable Entry<String, Claim> eldest) {
			return size() > this.max;
		}

	}

}
