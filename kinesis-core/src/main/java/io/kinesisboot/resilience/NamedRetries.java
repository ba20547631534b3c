package io.kinesisboot.resilience;

import java.time.Duration;
import java.util.function.Predicate;

import io.github.resilience4j.retry.Retry;
import io.kinesisboot.listener.error.Retries;
import org.jspecify.annotations.Nullable;

/**
 * Repeats calls as a retry instance says. Confined to one thread.
 *
 * @param calls what the instance knows of the calls so far
 * @param retryable which failures are worth a repetition, if the instance thinks so too
 */
record NamedRetries(Retry.AsyncContext<Object> calls, Predicate<Throwable> retryable) implements Retries {

	@Override
	public @Nullable Duration failed(Throwable cause) {
		if (!this.retryable.test(cause)) {
			return null;
		}
		long millis = this.calls.onError(cause);
		return (millis >= 0) ? Duration.ofMillis(millis) : null;
	}

	@Override
	public void succeeded() {
		this.calls.onComplete();
	}

}
