package io.kinesisboot.producer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for what a producer has under way.
 */
final class Waits {

	private Waits() {
	}

	/**
	 * Waits until a future completes, or the caller is interrupted.
	 * @param settled the future
	 * @param timeout how long at most
	 * @return whether it has completed
	 */
	static boolean isDoneWithin(CompletableFuture<Void> settled, Duration timeout) {
		try {
			settled.get(TimeUnit.NANOSECONDS.convert(timeout), TimeUnit.NANOSECONDS);
			return true;
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			return false;
		}
		catch (TimeoutException | ExecutionException ex) {
			return false;
		}
	}

}
