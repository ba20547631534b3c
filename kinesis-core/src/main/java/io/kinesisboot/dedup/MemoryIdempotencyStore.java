package io.kinesisboot.dedup;

import java.time.Clock;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Remembers keys in the memory of this process: the newest, up to a number. A key takes
 * some 200 bytes, and one of a group some 4. Thread-safe.
 * <p>
 * Not a cache, because those keep what is often asked for, and a duplicate mostly follows
 * its original soon: the oldest group of keys has to go first.
 *
 * @since 0.1.0
 */
public final class MemoryIdempotencyStore implements IdempotencyStore {

	private final int maxKeys;

	private final KeyTimes times;

	private final Clock clock;

	private final ReentrantLock lock = new ReentrantLock();

	/** By their names, in the order of their first claims. */
	private final Map<String, Group> groups = new LinkedHashMap<>();

	private int size;

	/**
	 * Creates a store.
	 * @param maxKeys how many keys it remembers, at least 1; more if one group has more
	 * @param times how long
	 * @param clock tells the time
	 */
	public MemoryIdempotencyStore(int maxKeys, KeyTimes times, Clock clock) {
		if (maxKeys < 1) {
			throw new IllegalArgumentException("'maxKeys' must be at least 1 but was " + maxKeys);
		}
		this.maxKeys = maxKeys;
		this.times = times;
		this.clock = clock;
	}

	@Override
	public List<ClaimState> claim(List<EffectKey> keys, String claimant) {
		long now = this.clock.millis();
		Claim claim = new Claim(claimant, now + this.times.lease().toMillis());
		List<ClaimState> states = new ArrayList<>(keys.size());
		this.lock.lock();
		try {
			Group group = null;
			for (EffectKey key : keys) {
				if (group == null || !group.name.equals(key.group())) {
					group = group(key);
				}
				states.add(claim(group, key, claim, now));
			}
			forgetOldest();
		}
		finally {
			this.lock.unlock();
		}
		return states;
	}

	private ClaimState claim(Group group, EffectKey key, Claim claim, long now) {
		Claim before = group.get(key);
		if (before != null && now < before.end) {
			return before.done ? ClaimState.DONE : ClaimState.HELD;
		}
		if (before != null) {
			before.whole = false;
			// Behind all others
			this.groups.remove(group.name);
			this.groups.put(group.name, group);
		}
		claim.keys++;
		this.size += group.set(key, claim);
		return ClaimState.CLAIMED;
	}

	private Group group(EffectKey key) {
		return this.groups.computeIfAbsent(key.group(), Group::new);
	}

	private void forgetOldest() {
		Iterator<Group> oldest = this.groups.values().iterator();
		while (this.size > this.maxKeys && this.groups.size() > 1) {
			this.size -= oldest.next().size;
			oldest.remove();
		}
	}

	@Override
	public void complete(List<EffectKey> keys, String claimant) {
		long end = this.clock.millis() + this.times.retention().toMillis();
		this.lock.lock();
		try {
			Claim claim = group(keys.get(0)).get(keys.get(0));
			if (claim == null || !claim.isOf(claimant) || !claim.whole || claim.keys != keys.size()) {
				Claim part = new Claim(claimant, end);
				keys.forEach((key) -> this.size += group(key).set(key, part));
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
	public void fail(List<EffectKey> keys, String claimant) {
		release(keys, claimant);
	}

	@Override
	public void release(List<EffectKey> keys, String claimant) {
		this.lock.lock();
		try {
			for (EffectKey key : keys) {
				Group group = this.groups.get(key.group());
				Claim claim = (group != null) ? group.get(key) : null;
				if (group != null && claim != null && claim.isOf(claimant)) {
					claim.whole = false;
					this.size += group.set(key, null);
					if (group.size == 0) {
						this.groups.remove(group.name);
					}
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
	 * The keys of one group. Guarded by the lock.
	 */
	private static final class Group {

		private final String name;

		/** By the indexes of their keys. */
		private @Nullable Claim[] claims = new Claim[1];

		private int size;

		Group(String name) {
			this.name = name;
		}

		@Nullable Claim get(EffectKey key) {
			int index = Math.max(0, key.index());
			return (index < this.claims.length) ? this.claims[index] : null;
		}

		/**
		 * Has a key claimed, or free.
		 * @return how many keys more there are
		 */
		int set(EffectKey key, @Nullable Claim claim) {
			int index = Math.max(0, key.index());
			if (index >= this.claims.length) {
				this.claims = Arrays.copyOf(this.claims, Math.max(index + 1, this.claims.length * 2));
			}
			int more = ((claim != null) ? 1 : 0) - ((this.claims[index] != null) ? 1 : 0);
			this.claims[index] = claim;
			this.size += more;
			return more;
		}

	}

}
