package io.kinesisboot.template;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.kinesisboot.KinesisBootException;

/**
 * Waits for what a producer answers.
 */
final class Answers {

	private Answers() {
	}

	/**
	 * Waits until a future of the producer completes, which the producer bounds.
	 */
	static <T> T await(String streams, CompletableFuture<T> future) {
		try {
			return future.get();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new KinesisBootException(
					"Interrupted while waiting for stream '%s'; what was sent may be stored".formatted(streams), ex);
		}
		catch (ExecutionException ex) {
			throw (ex.getCause() instanceof KinesisBootException cause) ? cause
					: new KinesisBootException("Sending to stream '%s' failed".formatted(streams), ex.getCause());
		}
	}

}
