package io.kinesisboot.flink.source;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.flink.StreamName;
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
	 * Waits for some time.
	 * @return a future that completes then, or never once the reader is closed
	 */
	CompletableFuture<Void> after(Duration delay) {
		CompletableFuture<Void> passed = new CompletableFuture<>();
		try {
			this.scheduler.schedule(() -> passed.complete(null), delay.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (RejectedExecutionException ex) {
			// Nobody waits for it any more
		}
		return passed;
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
