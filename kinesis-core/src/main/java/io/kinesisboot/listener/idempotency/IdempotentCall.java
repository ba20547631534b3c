package io.kinesisboot.listener.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;
import java.util.stream.IntStream;

import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;

/**
 * One call of a listener with those of its records whose keys could be claimed. Its begin
 * and its end may be on different threads, one after the other.
 * <p>
 * The listener names records by their index among those that it was called with, and this
 * call by their index among all. What lies between is a duplicate, and done. A record
 * whose key is held elsewhere ends the call: it comes again, and what follows it.
 */
final class IdempotentCall implements ListenerCall {

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(200);

	/** How a call ends whose store cannot be reached. */
	static final CallOutcome STORE_AWAY = new CallOutcome.Again(0, Duration.ofSeconds(1));

	private final StoreAccess store;

	private final String claimant;

	private final ListenerCall call;

	/** The keys of the records that the listener is called with. */
	private final List<EffectKey> keys;

	private final List<Object> elements;

	/** The index of each of them among all records. */
	private final int[] positions;

	private int hits;

	private int conflicts;

	/** How the call ends if the listener's ends well. */
	private CallOutcome end = CallOutcome.done();

	/** How many of the listener's records are done. */
	private volatile int acknowledged;

	/**
	 * Begins a call with as many records as there are, at most.
	 */
	IdempotentCall(StoreAccess store, String claimant, ListenerCall call, int records) {
		this.store = store;
		this.claimant = claimant;
		this.call = call;
		this.keys = new ArrayList<>(records);
		this.elements = new ArrayList<>(records);
		this.positions = new int[records];
	}

	int hits() {
		return this.hits;
	}

	int misses() {
		return this.keys.size();
	}

	int conflicts() {
		return this.conflicts;
	}

	/**
	 * Claims the keys of records.
	 * @return how the call ends, if the listener need not be called
	 */
	@Nullable CallOutcome claim(List<?> prepared, InProgress inProgress) {
		List<ClaimState> states = claim(prepared);
		if (states == null) {
			return STORE_AWAY;
		}
		for (int i = 0; i < prepared.size(); i++) {
			ClaimState state = states.get(i);
			if (state == ClaimState.CLAIMED) {
				add((KeyedElement) prepared.get(i), i);
			}
			else if (state == ClaimState.DONE) {
				this.hits++;
			}
			else {
				this.conflicts++;
				if (inProgress == InProgress.WAIT) {
					this.end = new CallOutcome.Again(i, CHECK_INTERVAL);
					this.store.release(claimedFrom(i, prepared, states), this.claimant);
					break;
				}
			}
		}
		return this.elements.isEmpty() ? this.end : null;
	}

	/**
	 * What became of the key of each record; null if the store cannot be reached.
	 */
	private @Nullable List<ClaimState> claim(List<?> prepared) {
		List<EffectKey> keys = new ArrayList<>(prepared.size());
		prepared.forEach((each) -> keys.add(((KeyedElement) each).key()));
		List<EffectKey> different = EffectKey.areAscending(keys) ? keys : keys.stream().distinct().toList();
		List<ClaimState> claimed = this.store.claim(different, this.claimant);
		return (claimed == null || different == keys) ? claimed : spread(keys, different, claimed);
	}

	/**
	 * Others with a key that was claimed follow its first record, and are done when that
	 * is.
	 */
	private static List<ClaimState> spread(List<EffectKey> keys, List<EffectKey> different, List<ClaimState> claimed) {
		Map<EffectKey, ClaimState> next = new HashMap<>();
		for (int i = 0; i < different.size(); i++) {
			next.put(different.get(i), claimed.get(i));
		}
		List<ClaimState> states = new ArrayList<>(keys.size());
		for (EffectKey key : keys) {
			ClaimState state = Objects.requireNonNull(next.get(key));
			states.add(state);
			next.put(key, (state == ClaimState.CLAIMED) ? ClaimState.DONE : state);
		}
		return states;
	}

	private void add(KeyedElement keyed, int position) {
		this.positions[this.keys.size()] = position;
		this.keys.add(keyed.key());
		this.elements.add(keyed.element());
	}

	private static List<EffectKey> claimedFrom(int index, List<?> prepared, List<ClaimState> states) {
		return IntStream.range(index, prepared.size())
			.filter((i) -> states.get(i) == ClaimState.CLAIMED)
			.mapToObj((i) -> ((KeyedElement) prepared.get(i)).key())
			.toList();
	}

	/**
	 * Calls the listener, and settles the claims when that has ended.
	 */
	@Nullable CompletionStage<CallOutcome> run(RecordListener listener, Executor executor) throws Exception {
		CompletionStage<CallOutcome> stage;
		try {
			stage = listener.call(this.elements, this);
		}
		catch (Throwable ex) {
			failFrom(this.acknowledged);
			throw ex;
		}
		if (stage == null) {
			return ended(settle(CallOutcome.done()));
		}
		CompletableFuture<CallOutcome> future = stage.toCompletableFuture();
		return future.isDone() ? future.handle(this::settle) : future.handleAsync(this::settle, executor);
	}

	/**
	 * An outcome as a listener returns it.
	 */
	static @Nullable CompletionStage<CallOutcome> ended(CallOutcome outcome) {
		return (outcome instanceof CallOutcome.Done) ? null : CompletableFuture.completedFuture(outcome);
	}

	private CallOutcome settle(@Nullable CallOutcome outcome, @Nullable Throwable failure) {
		return settle((outcome != null) ? outcome : new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN,
				(failure != null) ? failure : new IllegalStateException("The call has ended without an outcome")));
	}

	private CallOutcome settle(CallOutcome outcome) {
		if (outcome instanceof CallOutcome.Failed failed) {
			boolean known = failed.index() != CallOutcome.Failed.UNKNOWN;
			failFrom(known ? failed.index() : this.acknowledged);
			return known ? new CallOutcome.Failed(this.positions[failed.index()], failed.cause()) : failed;
		}
		if (outcome instanceof CallOutcome.Again again) {
			completeBefore(again.index());
			this.store.release(from(again.index()), this.claimant);
			return new CallOutcome.Again(this.positions[again.index()], again.delay());
		}
		completeBefore(this.keys.size());
		return this.end;
	}

	private void failFrom(int index) {
		completeBefore(index);
		this.store.fail(from(index), this.claimant);
	}

	private void completeBefore(int index) {
		this.store.complete(this.keys.subList(0, index), this.claimant);
	}

	private List<EffectKey> from(int index) {
		return this.keys.subList(index, this.keys.size());
	}

	@Override
	public void acknowledged(int index) {
		this.acknowledged = index + 1;
		this.call.acknowledged(this.positions[index]);
	}

}
