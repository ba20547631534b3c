package io.kinesisboot.listener.error;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * Repeats a call a number of times. Confined to one thread.
 */
final class CountedRetries implements Retries {

	private final ErrorOptions options;

	private int failures;

	CountedRetries(ErrorOptions options) {
		this.options = options;
	}

	@Override
	public @Nullable Duration failed(Throwable cause) {
		int maxRetries = this.options.maxRetries();
		boolean again = (maxRetries == ErrorOptions.UNLIMITED || this.failures < maxRetries)
				&& this.options.retryable().test(cause);
		return again ? this.options.pause(++this.failures) : null;
	}

}
