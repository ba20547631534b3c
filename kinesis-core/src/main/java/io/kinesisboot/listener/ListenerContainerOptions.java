package io.kinesisboot.listener;

import java.time.Duration;
import java.util.Map;

import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.event.EventOptions;
import io.kinesisboot.listener.filter.RecordFilter;
import io.kinesisboot.listener.idempotency.IdempotencyOptions;
import org.jspecify.annotations.Nullable;

/**
 * How a container runs its listener. Immutable.
 *
 * @param startingPosition where to start without a checkpoint
 * @param retrieval how records are got
 * @param roles the ARNs of the IAM roles that streams are read with, by the streams as
 * listeners name them
 * @param filter which records the listener is called with; null for all
 * @param dispatch how the records of a shard are handed to the listener
 * @param errors what is done when the listener fails
 * @param retryStream whether and how records that failed are tried again by way of a
 * stream, before the recoverer of {@code errors} gets them
 * @param idempotency whether and how the effect of a record happens once
 * @param resilience what keeps calls from doing harm
 * @param events when events are published that tell of time
 * @param shutdownTimeout how long a stop waits for the records in hand
 * @param autoStartup whether to start with the application context
 * @param virtualThreads whether calls that run at the same time do so on virtual threads,
 * which needs Java 21
 * @since 0.1.0
 */
public record ListenerContainerOptions(StartingPosition startingPosition, Retrieval retrieval,
		Map<String, String> roles, @Nullable RecordFilter filter, DispatchOptions dispatch, ErrorOptions errors,
		RetryStreamOptions retryStream, IdempotencyOptions idempotency, ResilienceOptions resilience,
		EventOptions events, Duration shutdownTimeout, boolean autoStartup, boolean virtualThreads) {

	public ListenerContainerOptions {
		roles = Map.copyOf(roles);
	}

	/**
	 * From the oldest record, one call at a time for each shard; nine repetitions in half
	 * a minute, then the log.
	 * @return the defaults
	 */
	public static ListenerContainerOptions defaults() {
		return new ListenerContainerOptions(StartingPosition.TRIM_HORIZON, Retrieval.POLLING, Map.of(), null,
				DispatchOptions.defaults(), ErrorOptions.defaults(), RetryStreamOptions.NONE, IdempotencyOptions.NONE,
				ResilienceOptions.NONE, EventOptions.NONE, Duration.ofSeconds(20), true, false);
	}

	public ListenerContainerOptions withStartingPosition(StartingPosition startingPosition) {
		return new ListenerContainerOptions(startingPosition, this.retrieval, this.roles, this.filter, this.dispatch,
				this.errors, this.retryStream, this.idempotency, this.resilience, this.events, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withRetrieval(Retrieval retrieval) {
		return new ListenerContainerOptions(this.startingPosition, retrieval, this.roles, this.filter, this.dispatch,
				this.errors, this.retryStream, this.idempotency, this.resilience, this.events, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withRoles(Map<String, String> roles) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, roles, this.filter, this.dispatch,
				this.errors, this.retryStream, this.idempotency, this.resilience, this.events, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withFilter(@Nullable RecordFilter filter) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, filter, this.dispatch,
				this.errors, this.retryStream, this.idempotency, this.resilience, this.events, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withDispatch(DispatchOptions dispatch) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter, dispatch,
				this.errors, this.retryStream, this.idempotency, this.resilience, this.events, this.shutdownTimeout,
				this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withErrors(ErrorOptions errors) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, errors, this.retryStream, this.idempotency, this.resilience, this.events,
				this.shutdownTimeout, this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withRetryStream(RetryStreamOptions retryStream) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, retryStream, this.idempotency, this.resilience, this.events,
				this.shutdownTimeout, this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withIdempotency(IdempotencyOptions idempotency) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, this.retryStream, idempotency, this.resilience, this.events,
				this.shutdownTimeout, this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withResilience(ResilienceOptions resilience) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, this.retryStream, this.idempotency, resilience, this.events,
				this.shutdownTimeout, this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withEvents(EventOptions events) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, this.retryStream, this.idempotency, this.resilience, events,
				this.shutdownTimeout, this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withShutdownTimeout(Duration shutdownTimeout) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, this.retryStream, this.idempotency, this.resilience, this.events,
				shutdownTimeout, this.autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withAutoStartup(boolean autoStartup) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, this.retryStream, this.idempotency, this.resilience, this.events,
				this.shutdownTimeout, autoStartup, this.virtualThreads);
	}

	public ListenerContainerOptions withVirtualThreads(boolean virtualThreads) {
		return new ListenerContainerOptions(this.startingPosition, this.retrieval, this.roles, this.filter,
				this.dispatch, this.errors, this.retryStream, this.idempotency, this.resilience, this.events,
				this.shutdownTimeout, this.autoStartup, virtualThreads);
	}

}
