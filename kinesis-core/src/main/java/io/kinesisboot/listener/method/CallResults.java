package io.kinesisboot.listener.method;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.function.Function;

import io.kinesisboot.listener.dispatch.CallOutcome;
import org.jspecify.annotations.Nullable;

import org.springframework.core.ReactiveAdapter;
import org.springframework.core.ReactiveAdapterRegistry;

/**
 * How calls end, by what a listener method has returned or thrown. Thread-safe.
 */
final class CallResults {

	private static final int MAX_CAUSES = 20;

	private final @Nullable ResultDestination destination;

	/**
	 * Creates what ends the calls of a method.
	 * @param destination where results go, or null if they go nowhere
	 */
	CallResults(@Nullable ResultDestination destination) {
		this.destination = destination;
	}

	/**
	 * How a call ends that has returned.
	 * @param result what it has returned
	 * @param read what the method was called with
	 * @return completes, never with an exception, when the call has ended; null if it has
	 */
	@Nullable CompletionStage<CallOutcome> returned(@Nullable Object result, List<?> read) {
		if (result == null) {
			return null;
		}
		return end(result, read).handle(
				(outcome, failure) -> (failure != null) ? failed(failure, read.size()) : checked(outcome, read.size()));
	}

	private CompletionStage<CallOutcome> end(Object result, List<?> read) {
		Function<@Nullable Object, CompletionStage<CallOutcome>> value = (each) -> value(each, read);
		if (result instanceof CompletionStage<?> stage) {
			return stage.thenCompose(value);
		}
		ReactiveAdapter adapter = ReactiveAdapterRegistry.getSharedInstance().getAdapter(null, result);
		if (adapter != null) {
			return PublisherEnd.of(adapter.toPublisher(result), value);
		}
		if (ListenerSignature.isFuture(result.getClass()) || ListenerSignature.isPublisher(result.getClass())) {
			throw new IllegalStateException(
					"The listener has returned a " + result.getClass().getName() + ", whose end is not seen");
		}
		return value.apply(result);
	}

	private CompletionStage<CallOutcome> value(@Nullable Object value, List<?> read) {
		if (value instanceof BatchOutcome result) {
			return CompletableFuture.completedFuture(result.outcome());
		}
		if (value == null || this.destination == null) {
			return CompletableFuture.completedFuture(CallOutcome.done());
		}
		String partitionKey = PayloadReader.record(read.get(0)).partitionKey();
		Collection<?> results = (value instanceof Collection<?> several) ? several : List.of(value);
		return this.destination.send(results, partitionKey).thenApply((sent) -> CallOutcome.done());
	}

	/**
	 * How a call ends that has thrown.
	 * @return the end, or null if the exception does not tell which record has failed
	 */
	@Nullable CompletionStage<CallOutcome> thrown(Throwable failure, int size) {
		return (batchFailure(failure) != null) ? CompletableFuture.completedFuture(failed(failure, size)) : null;
	}

	private static CallOutcome.Failed failed(Throwable failure, int size) {
		Throwable cause = failure;
		while ((cause instanceof CompletionException || cause instanceof ExecutionException)
				&& cause.getCause() != null) {
			cause = cause.getCause();
		}
		BatchListenerFailedException batch = batchFailure(cause);
		return checked((batch != null) ? batch.index() : CallOutcome.Failed.UNKNOWN, cause, size);
	}

	private static @Nullable BatchListenerFailedException batchFailure(Throwable failure) {
		Throwable cause = failure;
		for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
			if (cause instanceof BatchListenerFailedException batch) {
				return batch;
			}
			cause = cause.getCause();
		}
		return null;
	}

	private static CallOutcome checked(CallOutcome outcome, int size) {
		return (outcome instanceof CallOutcome.Failed failed) ? checked(failed.index(), failed.cause(), size) : outcome;
	}

	private static CallOutcome.Failed checked(int index, Throwable cause, int size) {
		if (index >= CallOutcome.Failed.UNKNOWN && index < size) {
			return new CallOutcome.Failed(index, cause);
		}
		return new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, new IllegalStateException(
				"The listener names record %d of %d as the one that has failed".formatted(index, size), cause));
	}

}
