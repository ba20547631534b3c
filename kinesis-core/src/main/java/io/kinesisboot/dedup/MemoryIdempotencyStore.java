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
 * some 200 bytes, and one of a group some 10. Thread-safe.
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
		this.size += group.put(key, claim);
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
				keys.forEach((key) -> this.size += group(key).put(key, part));
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
					group.remove(key);
					this.size--;
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

		/** In their order, in which they mostly come. */
		private int[] indexes = new int[1];

		/** Of the key at the same place. */
		private @Nullable Claim[] claims = new Claim[1];

		private int size;

		Group(String name) {
			this.name = name;
		}

		@Nullable Claim get(EffectKey key) {
			int place = place(key.index());
			return (place >= 0) ? this.claims[place] : null;
		}

		private int place(int index) {
			return (this.size == 0 || index > this.indexes[this.size - 1]) ? -this.size - 1
					: Arrays.binarySearch(this.indexes, 0, this.size, index);
		}

		/**
		 * Has a key claimed.
		 * @return how many keys more there are
		 */
		int put(EffectKey key, Claim claim) {
			int place = place(key.index());
			if (place >= 0) {
				this.claims[place] = claim;
				return 0;
			}
			move(-place - 1, -place);
			this.indexes[-place - 1] = key.index();
			this.claims[-place - 1] = claim;
			return 1;
		}

		void remove(EffectKey key) {
			int place = place(key.index());
			move(place + 1, place);
			this.claims[this.size] = null;
		}

		private void move(int from, int to) {
			int moved = this.size - from;
			this.size += to - from;
			if (this.size > this.indexes.length) {
				this.indexes = Arrays.copyOf(this.indexes, this.size * 2);
				this.claims = Arrays.copyOf(this.claims, this.size * 2);
			}
			System.arraycopy(this.indexes, from, this.indexes, to, moved);
			System.arraycopy(this.claims, from, this.claims, to, moved);
		}

	}

}
