package io.kinesisboot.listener.idempotency;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicBoolean;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.dedup.TransactionalIdempotencyStore;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

/**
 * Calls an idempotent listener in a transaction of its store, which the listener's own
 * work takes part in. A call that fails is rolled back as a whole, whatever part of it
 * the listener says is done. Thread-safe.
 *
 * @param listener the listener
 * @param store its store
 */
record TransactionalRecordListener(IdempotentRecordListener listener,
		TransactionalIdempotencyStore store) implements RecordListener {

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
		return this.listener.original(record);
	}

	@Override
	public @Nullable Object prepare(ReceivedRecord record, int attempt) {
		return this.listener.prepare(record, attempt);
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) {
		AtomicBoolean begun = new AtomicBoolean();
		try {
			return IdempotentCall.ended(this.store.inTransaction(() -> {
				begun.set(true);
				return attempt(prepared);
			}, TransactionalRecordListener::keeps));
		}
		catch (RuntimeException ex) {
			if (begun.get()) {
				throw ex;
			}
			return IdempotentCall.ended(this.listener.storeFailed(ex));
		}
	}

	/**
	 * Whether anything of a call is done.
	 */
	private static boolean keeps(CallOutcome outcome) {
		return outcome instanceof CallOutcome.Done || outcome instanceof CallOutcome.Again again && again.index() > 0;
	}

	/**
	 * Acknowledgements of a part count only with the transaction.
	 */
	private CallOutcome attempt(List<?> prepared) {
		try {
			CompletionStage<CallOutcome> end = this.listener.call(prepared, (index) -> {
			});
			return (end != null) ? now(end.toCompletableFuture()) : CallOutcome.done();
		}
		catch (Exception ex) {
			return failed(ex);
		}
	}

	private CallOutcome now(CompletableFuture<CallOutcome> end) {
		if (!end.isDone()) {
			return failed(new IllegalStateException(
					"Listener '%s' must have ended when its method returns, since its idempotency store is transactional"
						.formatted(id())));
		}
		CallOutcome outcome = end.join();
		return (outcome instanceof CallOutcome.Failed failed && failed.index() > 0) ? failed(failed.cause()) : outcome;
	}

	private static CallOutcome failed(Throwable cause) {
		return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, cause);
	}

}
