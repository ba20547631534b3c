package io.kinesisboot.listener.dispatch;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardWindow;
import org.jspecify.annotations.Nullable;

/**
 * Calls a listener with the tumbling window of its records. A call that fails leaves the
 * window's state as it was, so that its repetition begins with the same. Confined to the
 * thread that handles the shard.
 */
final class WindowedListener implements RecordListener {

	private final RecordListener listener;

	private ShardWindow window;

	WindowedListener(RecordListener listener, ShardWindow window) {
		this.listener = listener;
		this.window = window;
	}

	ShardWindow window() {
		return this.window;
	}

	void window(ShardWindow window) {
		this.window = window;
	}

	@Override
	public String id() {
		return this.listener.id();
	}

	@Override
	public boolean isBatch() {
		return true;
	}

	@Override
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		return this.listener.prepare(record, attempt);
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		ShardWindow attempt = this.window.copy();
		CompletionStage<CallOutcome> end = this.listener.call(prepared, new WindowCall(attempt));
		if (end != null) {
			return end.thenApply((outcome) -> keep(attempt, outcome));
		}
		keep(attempt, CallOutcome.done());
		return null;
	}

	private CallOutcome keep(ShardWindow attempt, CallOutcome outcome) {
		boolean nothingDone = outcome instanceof CallOutcome.Failed failed && failed.index() <= 0
				|| outcome instanceof CallOutcome.Again again && again.index() == 0;
		if (!nothingDone) {
			this.window.state(attempt.state());
		}
		return outcome;
	}

	/**
	 * The last call of a window, as a listener that takes all of its records at once and
	 * hands on none of them: all are done when the call is.
	 */
	RecordListener lastCall() {
		return new LastCall();
	}

	private final class LastCall implements RecordListener {

		@Override
		public String id() {
			return WindowedListener.this.id();
		}

		@Override
		public boolean isBatch() {
			return true;
		}

		@Override
		public Object prepare(ReceivedRecord record, int attempt) {
			return record;
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
			CompletionStage<CallOutcome> end = WindowedListener.this.call(List.of(), call);
			return (end != null) ? end.thenApply(LastCall::ofAllRecords) : null;
		}

		private static CallOutcome ofAllRecords(CallOutcome outcome) {
			if (outcome instanceof CallOutcome.Failed failed) {
				return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, failed.cause());
			}
			return (outcome instanceof CallOutcome.Again again) ? new CallOutcome.Again(0, again.delay()) : outcome;
		}

	}

}
