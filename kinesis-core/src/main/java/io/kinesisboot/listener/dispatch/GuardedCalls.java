package io.kinesisboot.listener.dispatch;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.error.ErrorOptions;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls a listener with records of one shard, as soon as its gate lets a call begin, and
 * waits for the end of what it began. Thread-safe: it keeps nothing.
 */
final class GuardedCalls {

	private static final Logger logger = LoggerFactory.getLogger(RecordDelivery.class);

	private static final Duration CHECK_INTERVAL = Duration.ofMillis(100);

	/** How a call ends that could not begin, since the listener was paused meanwhile. */
	private static final CallOutcome NOT_NOW = new CallOutcome.Again(0, Duration.ZERO);

	private final AssignedShard shard;

	private final RecordListener listener;

	private final ErrorOptions errors;

	private final ListenerGate gate;

	private final Duration drainTimeout;

	private final UserCode userCode;

	GuardedCalls(AssignedShard shard, RecordListener listener, ErrorOptions errors, ListenerGate gate,
			Duration drainTimeout, UserCode userCode) {
		this.shard = shard;
		this.listener = listener;
		this.errors = errors;
		this.gate = gate;
		this.drainTimeout = drainTimeout;
		this.userCode = userCode;
	}

	/**
	 * Calls the listener.
	 * @return how it ended, or null if the shard must be left
	 */
	@Nullable CallOutcome call(List<Object> prepared, ListenerCall call) throws InterruptedException {
		CallGuard.Permit permit = this.gate.awaitPermit(this.shard);
		if (permit == null) {
			return null;
		}
		if (this.gate.isClosed()) {
			permit.unused();
			return NOT_NOW;
		}
		CallOutcome outcome = null;
		try {
			outcome = permitted(prepared, call);
		}
		finally {
			outcome = settle(permit, outcome);
		}
		return outcome;
	}

	private @Nullable CallOutcome permitted(List<Object> prepared, ListenerCall call) throws InterruptedException {
		AtomicReference<@Nullable CompletionStage<CallOutcome>> result = new AtomicReference<>();
		Throwable thrown = this.userCode.run(() -> result.set(this.listener.call(prepared, call)));
		if (thrown != null) {
			return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, thrown);
		}
		CompletionStage<CallOutcome> stage = result.get();
		return (stage != null) ? await(stage.toCompletableFuture()) : CallOutcome.done();
	}

	/**
	 * Waits for a call that goes on after its method has returned; if the shard must be
	 * left, no longer than the drain timeout.
	 */
	private @Nullable CallOutcome await(CompletableFuture<CallOutcome> future) throws InterruptedException {
		Duration left = this.drainTimeout;
		while (true) {
			try {
				return future.get(CHECK_INTERVAL.toMillis(), TimeUnit.MILLISECONDS);
			}
			catch (ExecutionException | CancellationException ex) {
				return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, (ex.getCause() != null) ? ex.getCause() : ex);
			}
			catch (TimeoutException ex) {
				if (this.userCode.mustLeave()) {
					left = left.minus(CHECK_INTERVAL);
					if (left.isNegative()) {
						return null;
					}
				}
			}
		}
	}

	/**
	 * Tells the guard how a call ended.
	 * @return how it ended for its records: a failure that does not count against them
	 * leads to another call, however often that happens
	 */
	private @Nullable CallOutcome settle(CallGuard.Permit permit, @Nullable CallOutcome outcome) {
		if (outcome instanceof CallOutcome.Done) {
			permit.succeeded();
		}
		else if (outcome instanceof CallOutcome.Failed failed) {
			boolean counts = permit.failed(failed.cause());
			if (!counts && this.errors.retryable().test(failed.cause())) {
				logger.debug("Listener '{}' failed while its circuit is not closed", this.listener.id(),
						failed.cause());
				return new CallOutcome.Again(Math.max(0, failed.index()), this.errors.pause(1));
			}
		}
		else {
			permit.unused();
		}
		return outcome;
	}

}
