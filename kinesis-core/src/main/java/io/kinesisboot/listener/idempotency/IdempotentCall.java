package io.kinesisboot.listener.idempotency;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.Executor;

import io.kinesisboot.dedup.ClaimState;
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
	private final List<String> keys = new ArrayList<>();

	private final List<Object> elements = new ArrayList<>();

	/** The index of each of them among all records. */
	private final List<Integer> positions = new ArrayList<>();

	private int hits;

	private int conflicts;

	/** How the call ends if the listener's ends well. */
	private CallOutcome end = CallOutcome.done();

	/** How many of the listener's records are done. */
	private volatile int acknowledged;

	IdempotentCall(StoreAccess store, String claimant, ListenerCall call) {
		this.store = store;
		this.claimant = claimant;
		this.call = call;
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
		Map<String, ClaimState> states = claim(prepared);
		if (states.isEmpty()) {
			return STORE_AWAY;
		}
		for (int i = 0; i < prepared.size(); i++) {
			KeyedElement keyed = (KeyedElement) prepared.get(i);
			ClaimState state = states.get(keyed.key());
			if (state == ClaimState.CLAIMED) {
				// Others with this key follow it, and are done when it is
				states.put(keyed.key(), ClaimState.DONE);
				add(keyed, i);
			}
			else if (state == ClaimState.DONE) {
				this.hits++;
			}
			else {
				this.conflicts++;
				if (inProgress == InProgress.WAIT) {
					this.end = new CallOutcome.Again(i, CHECK_INTERVAL);
					this.store.release(stillClaimed(states), this.claimant);
					break;
				}
			}
		}
		return this.elements.isEmpty() ? this.end : null;
	}

	/**
	 * What became of the keys; nothing if the store cannot be reached.
	 */
	private Map<String, ClaimState> claim(List<?> prepared) {
		Map<String, ClaimState> states = new LinkedHashMap<>();
		for (Object each : prepared) {
			states.put(((KeyedElement) each).key(), ClaimState.HELD);
		}
		List<String> keys = List.copyOf(states.keySet());
		List<ClaimState> claimed = this.store.claim(keys, this.claimant);
		if (claimed == null) {
			return Map.of();
		}
		for (int i = 0; i < keys.size(); i++) {
			states.put(keys.get(i), claimed.get(i));
		}
		return states;
	}

	private void add(KeyedElement keyed, int position) {
		this.keys.add(keyed.key());
		this.elements.add(keyed.element());
		this.positions.add(position);
	}

	private static List<String> stillClaimed(Map<String, ClaimState> states) {
		return states.entrySet()
			.stream()
			.filter((entry) -> entry.getValue() == ClaimState.CLAIMED)
			.map(Map.Entry::getKey)
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
			return known ? new CallOutcome.Failed(this.positions.get(failed.index()), failed.cause()) : failed;
		}
		if (outcome instanceof CallOutcome.Again again) {
			completeBefore(again.index());
			this.store.release(from(again.index()), this.claimant);
			return new CallOutcome.Again(this.positions.get(again.index()), again.delay());
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

	private List<String> from(int index) {
		return this.keys.subList(index, this.keys.size());
	}

	@Override
	public void acknowledged(int index) {
		this.acknowledged = index + 1;
		this.call.acknowledged(this.positions.get(index));
	}

}
