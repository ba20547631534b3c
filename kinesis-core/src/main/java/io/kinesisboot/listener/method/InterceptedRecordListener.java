package io.kinesisboot.listener.method;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a listener within its interceptors. Thread-safe.
 *
 * @param listener the listener
 * @param interceptors the interceptors, in their order
 */
record InterceptedRecordListener(RecordListener listener,
		List<KinesisListenerInterceptor> interceptors) implements RecordListener {

	private static final Logger logger = LoggerFactory.getLogger(InterceptedRecordListener.class);

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
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		Object element = this.listener.prepare(record, attempt);
		return (element != null) ? new Prepared(record, element) : null;
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		List<ReceivedRecord> records = new ArrayList<>(prepared.size());
		List<Object> elements = new ArrayList<>(prepared.size());
		for (Object each : prepared) {
			records.add(((Prepared) each).record());
			elements.add(((Prepared) each).element());
		}
		return new Call(Collections.unmodifiableList(records)).run(elements, call);
	}

	private record Prepared(ReceivedRecord record, Object element) {
	}

	/**
	 * One call. Its begin and its end may be on different threads, one after the other.
	 */
	private final class Call {

		private final List<ReceivedRecord> records;

		/** How many interceptors are to be told when the listener has returned. */
		private int entered;

		/** How many interceptors are to be told how the call has ended. */
		private int waiting;

		Call(List<ReceivedRecord> records) {
			this.records = records;
		}

		@Nullable CompletionStage<CallOutcome> run(List<Object> elements, ListenerCall call) throws Exception {
			try {
				begin();
				CompletionStage<CallOutcome> end = InterceptedRecordListener.this.listener.call(elements, call);
				if (end != null) {
					return end.thenApply(this::end);
				}
				succeed();
				return null;
			}
			catch (Throwable ex) {
				fail(ex);
				throw ex;
			}
			finally {
				leave();
			}
		}

		private void begin() throws Exception {
			for (KinesisListenerInterceptor interceptor : InterceptedRecordListener.this.interceptors) {
				interceptor.beforeCall(id(), this.records);
				this.entered++;
				this.waiting++;
			}
		}

		private CallOutcome end(CallOutcome outcome) {
			if (outcome instanceof CallOutcome.Failed failed) {
				fail(failed.cause());
				return outcome;
			}
			try {
				succeed();
				return outcome;
			}
			catch (Exception ex) {
				fail(ex);
				return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, ex);
			}
		}

		private void succeed() throws Exception {
			while (this.waiting > 0) {
				this.waiting--;
				interceptor(this.waiting).afterSuccess(id(), this.records);
			}
		}

		private void fail(Throwable failure) {
			while (this.waiting > 0) {
				this.waiting--;
				try {
					interceptor(this.waiting).afterFailure(id(), this.records, failure);
				}
				catch (Exception ex) {
					if (ex != failure) {
						failure.addSuppressed(ex);
					}
				}
			}
		}

		private void leave() {
			while (this.entered > 0) {
				this.entered--;
				try {
					interceptor(this.entered).afterReturn(id(), this.records);
				}
				catch (RuntimeException ex) {
					logger.warn("Interceptor of listener '{}' failed after {} records", id(), this.records.size(), ex);
				}
			}
		}

		private KinesisListenerInterceptor interceptor(int index) {
			return InterceptedRecordListener.this.interceptors.get(index);
		}

	}

}
