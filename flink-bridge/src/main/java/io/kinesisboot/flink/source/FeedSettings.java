package io.kinesisboot.flink.source;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

/**
 * What the feeds of a reader share. Immutable.
 *
 * @param client calls the service
 * @param scheduler runs what is to happen later; never blocks
 * @param stream the stream
 * @param options how it is read
 */
record FeedSettings(KinesisAsyncClient client, ScheduledExecutorService scheduler, StreamName stream,
		SourceOptions options) {

	/**
	 * Runs something later. When the reader is closed it never runs.
	 */
	void later(long delayMillis, Runnable task) {
		try {
			this.scheduler.schedule(task, delayMillis, TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Nobody waits for it any more
		}
	}

	/**
	 * Makes a failure to begin a call one of the call.
	 */
	static <T> CompletableFuture<T> attempt(Call<T> call) {
		try {
			return call.begin();
		}
		catch (RuntimeException ex) {
			return CompletableFuture.failedFuture(ex);
		}
	}

	/**
	 * Begins a call.
	 *
	 * @param <T> the answer's type
	 */
	@FunctionalInterface
	interface Call<T> {

		CompletableFuture<T> begin();

	}

}
