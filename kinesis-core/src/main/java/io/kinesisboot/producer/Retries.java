package io.kinesisboot.producer;

import java.time.Duration;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * When a call may be made again, and the thread that makes it. Thread-safe.
 */
final class Retries {

	private final ProducerOptions options;

	private final BackOff backOff;

	private final ScheduledExecutorService scheduler;

	private final Ticker ticker;

	Retries(ProducerOptions options, BackOff backOff, ScheduledExecutorService scheduler, Ticker ticker) {
		this.options = options;
		this.backOff = backOff;
		this.scheduler = scheduler;
		this.ticker = ticker;
	}

	/**
	 * Limits records that are first sent now.
	 * @return the tick after which they are sent no more
	 */
	long deadline() {
		return this.ticker.read() + this.options.recordTimeToLive().toNanos();
	}

	Duration timeLeft(long deadline) {
		return Duration.ofNanos(deadline - this.ticker.read());
	}

	/**
	 * Makes a call again after a delay.
	 * @param call the call
	 * @param attempts how many were made
	 * @param deadline the tick after which none is made
	 * @return {@code false} if the attempts or the time are used up
	 */
	boolean again(Runnable call, int attempts, long deadline) {
		long delayNanos = this.backOff.delayNanos(attempts);
		if (attempts >= this.options.maxAttempts() || timeLeft(deadline).toNanos() <= delayNanos) {
			return false;
		}
		this.scheduler.schedule(call, delayNanos, TimeUnit.NANOSECONDS);
		return true;
	}

	/**
	 * Makes no more calls.
	 */
	void stop() {
		this.scheduler.shutdownNow();
	}

}
