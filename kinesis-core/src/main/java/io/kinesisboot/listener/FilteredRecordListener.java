package io.kinesisboot.listener;

import java.util.List;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.filter.RecordFilter;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records from a listener that a filter does not accept. Thread-safe.
 *
 * @param listener the listener
 * @param filter accepts what it gets
 */
record FilteredRecordListener(RecordListener listener, RecordFilter filter) implements RecordListener {

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
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		return this.filter.accepts(record) ? this.listener.prepare(record, attempt) : null;
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		return this.listener.call(prepared, call);
	}

}
