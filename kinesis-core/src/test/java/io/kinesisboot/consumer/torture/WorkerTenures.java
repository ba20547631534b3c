package io.kinesisboot.consumer.torture;

import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;

import io.kinesisboot.consumer.torture.Observations.Closing;
import io.kinesisboot.consumer.torture.Observations.Opening;

/**
 * The tenures of one worker, which are journalled as they begin and end. Thread-safe.
 */
final class WorkerTenures {

	private final String worker;

	private final Journal journal;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock: of each shard, the newest last. */
	private final Map<String, Deque<String>> tenures = new HashMap<>();

	/* Guarded by the lock. */
	private final Set<String> closed = new HashSet<>();

	WorkerTenures(String worker, Journal journal) {
		this.worker = worker;
		this.journal = journal;
	}

	void open(String shardId, String tenure, Position resumedAt, long time) {
		this.lock.lock();
		try {
			this.journal.write(new Opening(tenure, this.worker, shardId, resumedAt, time).toLine());
			this.tenures.computeIfAbsent(shardId, (id) -> new ArrayDeque<>()).add(tenure);
		}
		finally {
			this.lock.unlock();
		}
	}

	void close(String tenure, TenureEnd end) {
		this.lock.lock();
		try {
			this.journal.write(new Closing(tenure, end, System.nanoTime()).toLine());
			this.closed.add(tenure);
		}
		finally {
			this.lock.unlock();
		}
	}

	/**
	 * Which tenure a record of a shard is handled in: the newest, unless one before it
	 * has not ended yet.
	 */
	String current(String shardId) {
		this.lock.lock();
		try {
			Deque<String> ofShard = this.tenures.getOrDefault(shardId, new ArrayDeque<>());
			while (ofShard.size() > 1 && this.closed.contains(ofShard.getFirst())) {
				ofShard.removeFirst();
			}
			return (ofShard.size() == 1) ? ofShard.getFirst() : Observations.UNKNOWN_TENURE;
		}
		finally {
			this.lock.unlock();
		}
	}

}
