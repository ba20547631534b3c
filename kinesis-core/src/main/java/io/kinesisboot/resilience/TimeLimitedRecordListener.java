package io.kinesisboot.resilience;

import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.TimeoutException;

import io.github.resilience4j.timelimiter.TimeLimiter;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

/**
 * Interrupts calls that take too long, and waits for their end all the same, so that no
 * other record of their keys overtakes them. One that fails then has failed by its time;
 * one that ends well is done. Thread-safe.
 *
 * @param listener the listener
 * @param limiter says how long a call may take
 */
record TimeLimitedRecordListener(RecordListener listener, TimeLimiter limiter) implements RecordListener {

	@Override
	public String id() {
		return this.listener.id();
	}

	@Override
	public boolean isBatch() {
		return this.listener.isBatch();
	}

	@Override
	public boolean takesWindow() {
		return this.listener.takesWindow();
	}

	@Override
	public boolean endsLater() {
		return this.listener.endsLater();
	}

	@Override
	public ReceivedRecord original(ReceivedRecord record) {
		return this.listener.original(record);
	}

	@Override
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		return this.listener.prepare(record, attempt);
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		TimeWatch watch = TimeWatch.begin(this.limiter.getTimeLimiterConfig());
		CompletionStage<CallOutcome> end;
		try {
			end = this.listener.call(prepared, call);
		}
		catch (Throwable ex) {
			if (watch.end()) {
				throw tooLate(ex);
			}
			this.limiter.onError(ex);
			throw ex;
		}
		if (watch.end()) {
			tooLate(null);
		}
		else {
			this.limiter.onSuccess();
		}
		return end;
	}

	private TimeoutException tooLate(@Nullable Throwable failure) {
		TimeoutException exception = new TimeoutException("Listener '%s' did not end within %s (time limiter '%s')"
			.formatted(id(), this.limiter.getTimeLimiterConfig().getTimeoutDuration(), this.limiter.getName()));
		exception.initCause(failure);
		this.limiter.onError(exception);
		return exception;
	}

}
