package io.kinesisboot;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Waits for calls of the SDK's asynchronous clients, where a start, a stop or a
 * listener's thread has to.
 *
 * @since 0.1.0
 */
public final class SdkCalls {

	private static final Duration TIMEOUT = Duration.ofMinutes(2);

	private SdkCalls() {
	}

	/**
	 * Waits for an answer, two minutes at most.
	 * @param <T> the answer's type
	 * @param what the call in words, for the message of a failure
	 * @param call the call
	 * @return the answer
	 * @throws KinesisBootException if there is none; its cause is the SDK's exception
	 */
	public static <T> T await(String what, CompletableFuture<T> call) {
		return await(what, call, TIMEOUT);
	}

	/**
	 * Waits for an answer.
	 * @param <T> the answer's type
	 * @param what the call in words, for the message of a failure
	 * @param call the call, which is cancelled when the time is over
	 * @param timeout how long to wait
	 * @return the answer
	 * @throws KinesisBootException if there is none; its cause is the SDK's exception
	 */
	public static <T> T await(String what, CompletableFuture<T> call, Duration timeout) {
		try {
			return call.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (ExecutionException ex) {
			Throwable cause = Objects.requireNonNullElse(ex.getCause(), ex);
			throw new KinesisBootException(what + " failed: " + cause.getMessage(), cause);
		}
		catch (TimeoutException ex) {
			call.cancel(true);
			throw new KinesisBootException(what + " got no answer within " + timeout.toMillis() + " ms", ex);
		}
		catch (InterruptedException ex) {
			call.cancel(true);
			Thread.currentThread().interrupt();
			throw new KinesisBootException(what + " was interrupted", ex);
		}
	}

}
