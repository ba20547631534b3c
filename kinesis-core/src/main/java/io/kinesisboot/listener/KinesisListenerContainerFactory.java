package io.kinesisboot.listener;

import java.time.Clock;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.event.ObservedShardHandlers;
import io.kinesisboot.listener.event.ShardEvent;
import io.kinesisboot.listener.filter.RecordFilter;
import io.kinesisboot.listener.idempotency.IdempotentRecordListener;
import io.kinesisboot.listener.method.ListenerMethodOptions;
import io.kinesisboot.listener.method.MethodListenerFactory;
import org.jspecify.annotations.Nullable;

import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Makes the containers of listener methods. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisListenerContainerFactory {

	private final RecordSource.Factory sources;

	private final ListenerContainerOptions options;

	private final Consumer<ShardEvent> events;

	private final Clock clock;

	private final MethodListenerFactory listeners;

	private final @Nullable RetryStreams retryStreams;

	private final @Nullable ListenerResilience resilience;

	/**
	 * Creates a factory.
	 * @param sources makes what the containers read from
	 * @param converter makes payloads of bytes
	 * @param options how the containers run, where a listener does not say otherwise
	 * @param clock tells how old records are
	 */
	public KinesisListenerContainerFactory(RecordSource.Factory sources, SmartMessageConverter converter,
			ListenerContainerOptions options, Clock clock) {
		this(sources, ListenerMethodOptions.of(converter), options, (event) -> {
		}, clock);
	}

	/**
	 * Creates a factory.
	 * @param sources makes what the containers read from
	 * @param methods what listener methods are called with the help of
	 * @param options how the containers run, where a listener does not say otherwise
	 * @param events is told what happens to the shards, by their threads
	 * @param clock tells how old records are
	 */
	public KinesisListenerContainerFactory(RecordSource.Factory sources, ListenerMethodOptions methods,
			ListenerContainerOptions options, Consumer<ShardEvent> events, Clock clock) {
		this.sources = sources;
		this.options = options;
		this.events = events;
		this.clock = clock;
		this.listeners = new MethodListenerFactory(methods);
		this.retryStreams = null;
		this.resilience = null;
	}

	private KinesisListenerContainerFactory(KinesisListenerContainerFactory other, @Nullable RetryStreams retryStreams,
			@Nullable ListenerResilience resilience) {
		this.sources = other.sources;
		this.options = other.options;
		this.events = other.events;
		this.clock = other.clock;
		this.listeners = other.listeners;
		this.retryStreams = retryStreams;
		this.resilience = resilience;
	}

	/**
	 * Allows retry streams.
	 * @param retryStreams makes what writes to them
	 * @return a factory that is otherwise the same
	 */
	public KinesisListenerContainerFactory withRetryStreams(RetryStreams retryStreams) {
		return new KinesisListenerContainerFactory(this, retryStreams, this.resilience);
	}

	/**
	 * Allows circuit breakers and their like.
	 * @param resilience finds them by their names
	 * @return a factory that is otherwise the same
	 */
	public KinesisListenerContainerFactory withResilience(ListenerResilience resilience) {
		return new KinesisListenerContainerFactory(this, this.retryStreams, resilience);
	}

	/**
	 * Makes the container of a listener; it is not started.
	 * @param endpoint the listener
	 * @return its container
	 * @throws InvalidListenerException if the method takes or returns what it cannot, or
	 * if an option is not possible with another one
	 */
	public KinesisMessageListenerContainer create(KinesisListenerEndpoint endpoint) {
		ListenerContainerOptions given = endpoint.options().apply(this.options);
		try {
			ResilientCalls calls = ResilientCalls.of(given.resilience(), this.resilience);
			ListenerGate gate = new ListenerGate(calls.guard());
			ListenerContainerOptions options = given.withErrors(calls.errors(given.errors()));
			return new KinesisMessageListenerContainer(endpoint, options, this.sources,
					sources(endpoint, options, gate, calls), gate);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(endpoint.id(), ex);
		}
	}

	private List<ListenerSource> sources(KinesisListenerEndpoint endpoint, ListenerContainerOptions options,
			ListenerGate gate, ResilientCalls calls) {
		RecordListener listener = listener(endpoint, options, calls);
		RecordSource.Request request = request(endpoint, options);
		if (options.retryStream().stream() == null) {
			return List.of(source(request, handlers(listener, options, gate), options, listener));
		}
		RetryStreamSetup retry = new RetryStreamSetup(endpoint, options);
		ListenerContainerOptions retrying = options.withErrors(retry.errors(this.retryStreams));
		ListenerContainerOptions once = retrying.withErrors(retrying.errors().withMaxRetries(0));
		ShardHandler.Factory retries = new DueShardHandlers(handlers(new RetriedRecordListener(listener), once, gate),
				endpoint.applicationName(), this.clock);
		return List.of(source(request, handlers(listener, retrying, gate), options, listener),
				source(retry.request(), retries, options, listener));
	}

	private ListenerSource source(RecordSource.Request request, ShardHandler.Factory handlers,
			ListenerContainerOptions options, RecordListener listener) {
		return new ListenerSource(request, this.sources,
				new ObservedShardHandlers(listener.id(), handlers, options.events(), this.events, this.clock));
	}

	private static RecordSource.Request request(KinesisListenerEndpoint endpoint, ListenerContainerOptions options) {
		Map<String, String> roles = new HashMap<>(options.roles());
		roles.keySet().retainAll(endpoint.streams());
		return new RecordSource.Request(endpoint.applicationName(), endpoint.streams(), options.startingPosition(),
				options.retrieval(), roles);
	}

	private ListenerShardHandlers handlers(RecordListener listener, ListenerContainerOptions options,
			ListenerGate gate) {
		return new ListenerShardHandlers(listener, dispatch(options), options.errors(), gate,
				ListenerThreads.executor(listener.id(), options.virtualThreads()), this.clock);
	}

	/**
	 * Leaves some of the time that a shutdown may take for what follows the last call:
	 * the checkpoint, and giving the shards back.
	 */
	private static DispatchOptions dispatch(ListenerContainerOptions options) {
		return options.dispatch().withDrainTimeout(options.shutdownTimeout().multipliedBy(4).dividedBy(5));
	}

	private RecordListener listener(KinesisListenerEndpoint endpoint, ListenerContainerOptions options,
			ResilientCalls calls) {
		RecordListener listener = IdempotentRecordListener.of(
				calls.limited(this.listeners.create(endpoint.id(), endpoint.bean(), endpoint.methods()),
						endpoint.methods()),
				endpoint.applicationName(), options.idempotency(),
				ListenerThreads.executor(endpoint.id(), options.virtualThreads()));
		RecordFilter filter = options.filter();
		return (filter != null) ? new FilteredRecordListener(listener, filter) : listener;
	}

}
