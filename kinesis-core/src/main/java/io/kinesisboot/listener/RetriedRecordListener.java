package io.kinesisboot.listener;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.deadletter.retry.RetryStreamRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

/**
 * Gives a listener the records that wait in its retry stream as they were read at first,
 * and counts their attempts on. Thread-safe.
 *
 * @param listener the listener
 */
record RetriedRecordListener(RecordListener listener) implements RecordListener {

	@Override
	public String id() {
		return this.listener.id();
	}

	@Override
	public boolean isBatch() {
		return this.listener.isBatch();
	}

	@Override
	public ReceivedRecord original(ReceivedRecord record) {
		return RetryStreamRecord.read(record).map((retry) -> retry.letter().record()).orElse(record);
	}

	@Override
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		RetryStreamRecord retry = RetryStreamRecord.read(record).orElse(null);
		return (retry != null)
				? this.listener.prepare(retry.letter().record(), retry.letter().failure().attempts() + attempt)
				: this.listener.prepare(record, attempt);
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		return this.listener.call(prepared, call);
	}

}
