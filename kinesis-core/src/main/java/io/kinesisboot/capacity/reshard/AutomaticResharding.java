package io.kinesisboot.capacity.reshard;

import java.time.Duration;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Plans again and again, logs each plan that finds something, and applies it.
 * Thread-safe.
 *
 * @since 0.1.0
 */
public final class AutomaticResharding implements AutoCloseable {

	private static final Logger logger = LoggerFactory.getLogger(AutomaticResharding.class);

	private static final long CLOSE_MILLIS = 10_000;

	private final Resharder resharder;

	private final ScheduledExecutorService executor;

	/**
	 * Begins, with the first plan after one interval.
	 * @param resharder what plans and applies
	 * @param interval how long to wait after each plan for the next one
	 */
	public AutomaticResharding(Resharder resharder, Duration interval) {
		if (interval.toMillis() < 1) {
			throw new IllegalArgumentException("'interval' must be at least 1 ms but was " + interval);
		}
		this.resharder = resharder;
		this.executor = Executors.newSingleThreadScheduledExecutor((task) -> {
			Thread thread = new Thread(task, "kinesis-resharder-" + resharder.stream());
			thread.setDaemon(true);
			return thread;
		});
		this.executor.scheduleWithFixedDelay(this::run, interval.toMillis(), interval.toMillis(),
				TimeUnit.MILLISECONDS);
	}

	private void run() {
		try {
			ReshardPlan plan = this.resharder.plan();
			if (!plan.steps().isEmpty() || !plan.hotShards().isEmpty()) {
				logger.info("{}", plan);
			}
			this.resharder.apply(plan);
		}
		catch (RuntimeException ex) {
			if (!this.executor.isShutdown()) {
				logger.warn("Stream '{}' could not be resharded; another attempt follows", this.resharder.stream(), ex);
			}
		}
	}

	/**
	 * Plans no more. A step that is under way is given up waiting for; the service goes
	 * on with it.
	 */
	@Override
	public void close() {
		this.executor.shutdownNow();
		try {
			if (!this.executor.awaitTermination(CLOSE_MILLIS, TimeUnit.MILLISECONDS)) {
				logger.warn("Resharding of stream '{}' did not end within {} ms", this.resharder.stream(),
						CLOSE_MILLIS);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

}
