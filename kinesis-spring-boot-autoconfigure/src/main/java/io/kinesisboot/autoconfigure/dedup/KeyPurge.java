package io.kinesisboot.autoconfigure.dedup;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes keys whose time is over, again and again, on a thread of its own. Thread-safe.
 */
final class KeyPurge implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(KeyPurge.class);

	private final Duration interval;

	private final ScheduledExecutorService executor = Executors.newSingleThreadScheduledExecutor((task) -> {
		Thread thread = new Thread(task, "kinesis-dedup-purge");
		thread.setDaemon(true);
		return thread;
	});

	KeyPurge(Duration interval) {
		this.interval = interval;
	}

	/**
	 * Begins to purge a store.
	 */
	void add(Runnable purge) {
		this.executor.scheduleWithFixedDelay(() -> {
			try {
				purge.run();
			}
			catch (RuntimeException ex) {
				logger.warn("Keys of the idempotency store could not be purged, and will be in {}", this.interval, ex);
			}
		}, this.interval.toMillis(), this.interval.toMillis(), TimeUnit.MILLISECONDS);
	}

	@Override
	public void close() {
		this.executor.shutdownNow();
	}

}
