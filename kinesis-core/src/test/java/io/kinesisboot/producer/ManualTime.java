package io.kinesisboot.producer;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/**
 * A clock for which pauses pass as soon as they begin. Who waits for more than a pause
 * waits for somebody, and does. Thread-safe.
 */
final class ManualTime implements Ticker {

	private static final long LONGEST_PAUSE_NANOS = Duration.ofSeconds(3).toNanos();

	private final AtomicLong now = new AtomicLong();

	private final List<Long> pauses = new CopyOnWriteArrayList<>();

	@Override
	public long read() {
		return this.now.get();
	}

	@Override
	public void park(Object blocker, long nanos) {
		if (nanos > LONGEST_PAUSE_NANOS) {
			LockSupport.parkNanos(blocker, nanos);
			return;
		}
		this.pauses.add(nanos);
		this.now.addAndGet(nanos);
	}

	List<Long> pausesNanos() {
		return List.copyOf(this.pauses);
	}

}
