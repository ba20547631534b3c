package io.kinesisboot.producer;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/**
 * A clock and a scheduler for which a delay passes as soon as it is asked for.
 * Thread-safe.
 */
final class ManualTime extends ScheduledThreadPoolExecutor implements Ticker {

	private final AtomicLong now = new AtomicLong();

	private final List<Long> delays = new CopyOnWriteArrayList<>();

	ManualTime() {
		super(1);
	}

	@Override
	public long read() {
		return this.now.get();
	}

	@Override
	public ScheduledFuture<?> schedule(Runnable command, long delay, TimeUnit unit) {
		this.delays.add(unit.toNanos(delay));
		this.now.addAndGet(unit.toNanos(delay));
		return super.schedule(command, 0, unit);
	}

	List<Long> delaysNanos() {
		return List.copyOf(this.delays);
	}

}
