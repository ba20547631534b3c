package io.kinesisboot.embedded.firehose.source;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.locks.ReentrantLock;

import org.jspecify.annotations.Nullable;

/**
 * Records that are put into a delivery stream directly. Thread-safe.
 *
 * @since 0.1.0
 */
public final class PutSource implements RecordSource {

	private static final int MAX_RECORDS = 500;

	private static final int ENOUGH_BYTES = 4 * 1024 * 1024;

	private final DeliveryMemory memory;

	private final Bell bell;

	private final ReentrantLock lock = new ReentrantLock();

	/* Guarded by the lock. */
	private final Deque<DeliveryRecord> waiting = new ArrayDeque<>();

	/* Guarded by the lock. */
	private boolean closed;

	/**
	 * Creates a source without records.
	 * @param memory counts those that wait
	 * @param bell rings when there are some
	 */
	public PutSource(DeliveryMemory memory, Bell bell) {
		this.memory = memory;
		this.bell = bell;
	}

	/**
	 * Takes a record.
	 * @param data its payload
	 * @return its id, or null if there is no memory for it, or if it is closed
	 */
	public @Nullable String put(byte[] data) {
		String id = UUID.randomUUID().toString();
		boolean first;
		this.lock.lock();
		try {
			if (this.closed || !this.memory.tryTake(data)) {
				return null;
			}
			first = this.waiting.isEmpty();
			this.waiting.add(new DeliveryRecord(id, data, this.bell.now(), /* position= */ null));
		}
		finally {
			this.lock.unlock();
		}
		if (first) {
			this.bell.ring();
		}
		return id;
	}

	@Override
	public List<DeliveryRecord> poll() {
		this.lock.lock();
		try {
			List<DeliveryRecord> taken = new ArrayList<>();
			int bytes = 0;
			while (!this.waiting.isEmpty() && taken.size() < MAX_RECORDS && bytes < ENOUGH_BYTES) {
				DeliveryRecord record = this.waiting.remove();
				this.memory.giveBack(record.data());
				bytes += record.data().length;
				taken.add(record);
			}
			return taken;
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public int size() {
		this.lock.lock();
		try {
			return this.waiting.size();
		}
		finally {
			this.lock.unlock();
		}
	}

	@Override
	public void close() {
		this.lock.lock();
		try {
			this.closed = true;
			this.waiting.forEach((record) -> this.memory.giveBack(record.data()));
			this.waiting.clear();
		}
		finally {
			this.lock.unlock();
		}
	}

}
