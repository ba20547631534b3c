package io.kinesisboot.listener.idempotency;

import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicLong;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.dedup.IdempotencyMetrics;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.TransactionalIdempotencyStore;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

/**
 * Keeps records from a listener that it has handled before: claims their keys before each
 * call, and says after it what became of them. Thread-safe.
 *
 * @since 0.1.0
 */
public final class IdempotentRecordListener implements RecordListener {

	private static final int RADIX = 36;

	private final RecordListener listener;

	private final KeySpace keys;

	private final StoreAccess store;

	private final InProgress inProgress;

	private final IdempotencyMetrics metrics;

	private final Executor executor;

	private final String claimantPrefix = UUID.randomUUID() + "/";

	private final AtomicLong calls = new AtomicLong();

	private IdempotentRecordListener(RecordListener listener, IdempotencyStore store, KeySpace keys,
			IdempotencyOptions options, Executor executor) {
		this.listener = listener;
		this.keys = keys;
		this.store = new StoreAccess(listener.id(), store);
		this.inProgress = options.inProgress();
		this.metrics = options.metrics();
		this.executor = executor;
	}

	/**
	 * Makes a listener idempotent, if its options name a store.
	 * @param listener the listener
	 * @param applicationName whose keys they are: each application has its own
	 * @param options the options
	 * @param executor settles calls that end after they have returned
	 * @return the listener to call instead
	 * @throws IllegalArgumentException if the listener cannot be idempotent
	 */
	public static RecordListener of(RecordListener listener, String applicationName, IdempotencyOptions options,
			Executor executor) {
		IdempotencyStore store = options.store();
		if (store == null) {
			return listener;
		}
		if (listener.takesWindow()) {
			throw new IllegalArgumentException(
					"'idempotent' must not be set with 'tumblingWindow', whose state is made of all records again after a crash");
		}
		if (store instanceof TransactionalIdempotencyStore && listener.endsLater()) {
			throw new IllegalArgumentException(
					"'idempotent' must not be a transactional store if the method returns a future, a publisher or what is"
							+ " sent by @SendTo, which goes on when its transaction has ended; take a store with leases, such"
							+ " as 'jdbc'");
		}
		IdempotentRecordListener idempotent = new IdempotentRecordListener(listener, store,
				new KeySpace(applicationName, options.key()), options, executor);
		return (store instanceof TransactionalIdempotencyStore transactional)
				? new TransactionalRecordListener(idempotent, transactional) : idempotent;
	}

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
		Object element = this.listener.prepare(record, attempt);
		return (element != null) ? new KeyedElement(this.keys.keyOf(record), element) : null;
	}

	@Override
	public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
		IdempotentCall attempt = new IdempotentCall(this.store, claimant(), call, prepared.size());
		CallOutcome early = attempt.claim(prepared, this.inProgress);
		this.metrics.claimed(id(), attempt.hits(), attempt.misses(), attempt.conflicts());
		return (early != null) ? IdempotentCall.ended(early) : attempt.run(this.listener, this.executor);
	}

	/**
	 * How a call ends whose store cannot be reached: it comes again.
	 */
	CallOutcome storeFailed(RuntimeException failure) {
		this.store.failed(failure);
		return IdempotentCall.STORE_AWAY;
	}

	private String claimant() {
		return this.claimantPrefix + Long.toString(this.calls.incrementAndGet(), RADIX);
	}

}
