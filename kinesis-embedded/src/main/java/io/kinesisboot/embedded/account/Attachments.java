package io.kinesisboot.embedded.account;

import java.util.Collection;
import java.util.Collections;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * The tags and the policy of one resource, a stream or a consumer. Thread-safe.
 *
 * @since 0.1.0
 */
public final class Attachments {

	/** How many tags the service lets a resource have. */
	public static final int MAX_TAGS = 50;

	private final ReentrantLock lock = new ReentrantLock();

	/* Written under the lock. */
	private volatile NavigableMap<String, String> tags = Collections.emptyNavigableMap();

	/* Written under the lock. */
	private volatile @Nullable String policy;

	/**
	 * The tags in the order of their keys.
	 * @return an immutable snapshot
	 */
	public NavigableMap<String, String> tags() {
		return this.tags;
	}

	/**
	 * Adds tags, or none of them if they would be more than 50 then.
	 * @param added values by key; they replace those of the same keys
	 * @return whether they were added
	 */
	public boolean addTags(Map<String, String> added) {
		this.lock.lock();
		try {
			NavigableMap<String, String> changed = new TreeMap<>(this.tags);
			changed.putAll(added);
			if (changed.size() > MAX_TAGS) {
				return false;
			}
			this.tags = Collections.unmodifiableNavigableMap(changed);
			return true;
		}
		finally {
			this.lock.unlock();
		}
	}

	public void removeTags(Collection<String> keys) {
		this.lock.lock();
		try {
			NavigableMap<String, String> changed = new TreeMap<>(this.tags);
			keys.forEach(changed::remove);
			this.tags = Collections.unmodifiableNavigableMap(changed);
		}
		finally {
			this.lock.unlock();
		}
	}

	public @Nullable String policy() {
		return this.policy;
	}

	/**
	 * Replaces the policy.
	 * @param json the new one, or null to take it away
	 * @return the one before, or null if there was none
	 */
	public @Nullable String replacePolicy(@Nullable String json) {
		this.lock.lock();
		try {
			String before = this.policy;
			this.policy = json;
			return before;
		}
		finally {
			this.lock.unlock();
		}
	}

}
