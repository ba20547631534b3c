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
import io.kinesisboot.listener.dispatch.ListenerDecorator;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerMetrics;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.error.CountingRecoverer;
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

	private final ListenerDecorator decorator;

	private final ListenerMetrics metrics;

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
		this.decorator = ListenerDecorator.NONE;
		this.metrics = ListenerMetrics.NONE;
		this.resilience = null;
	}

	private KinesisListenerContainerFactory(KinesisListenerContainerFactory other, @Nullable RetryStreams retryStreams,
			ListenerDecorator decorator, ListenerMetrics metrics, @Nullable ListenerResilience resilience) {
		this.sources = other.sources;
		this.options = other.options;
		this.events = other.events;
		this.clock = other.clock;
		this.listeners = other.listeners;
		this.retryStreams = retryStreams;
		this.decorator = decorator;
		this.metrics = metrics;
		this.resilience = resilience;
	}

	/**
	 * Allows retry streams.
	 * @param retryStreams makes what writes to them
	 * @return a factory that is otherwise the same
	 */
	public KinesisListenerContainerFactory withRetryStreams(RetryStreams retryStreams) {
		return new KinesisListenerContainerFactory(this, retryStreams, this.decorator, this.metrics, this.resilience);
	}

	/**
	 * Adds something to the calls of listener methods, which idempotent listeners do not
	 * repeat.
	 * @param decorator what adds it
	 * @return a factory that is otherwise the same
	 */
	public KinesisListenerContainerFactory withDecorator(ListenerDecorator decorator) {
		return new KinesisListenerContainerFactory(this, this.retryStreams, decorator, this.metrics, this.resilience);
	}

	/**
	 * Has somebody told what becomes of shards and their records.
	 * @param metrics is told it
	 * @return a factory that is otherwise the same
	 */
	public KinesisListenerContainerFactory withMetrics(ListenerMetrics metrics) {
		return new KinesisListenerContainerFactory(this, this.retryStreams, this.decorator, metrics, this.resilience);
	}

	/**
	 * Allows circuit breakers and their like.
	 * @param resilience finds them by their names
	 * @return a factory that is otherwise the same
	 */
	public KinesisListenerContainerFactory withResilience(ListenerResilience resilience) {
		return new KinesisListenerContainerFactory(this, this.retryStreams, this.decorator, this.metrics, resilience);
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
			CountingRecoverer recoverer = new CountingRecoverer(given.errors().recoverer());
			ListenerContainerOptions options = given.withErrors(calls.errors(given.errors()).withRecoverer(recoverer));
			return new KinesisMessageListenerContainer(endpoint, options, this.sources,
					sources(endpoint, options, gate, calls), gate, recoverer);
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
				new ObservedShardHandlers(listener.id(),
						this.metrics.shards(listener.id(), request.applicationName(), handlers), options.events(),
						this.events, this.clock));
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
				ListenerThreads.executor(listener.id(), options.virtualThreads()), this.clock, this.metrics);
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
		RecordListener method = this.listeners.create(endpoint.id(), endpoint.bean(), endpoint.methods());
		RecordListener call = this.decorator.decorate(calls.limited(method, endpoint.methods()),
				endpoint.applicationName());
		RecordListener listener = IdempotentRecordListener.of(call, endpoint.applicationName(), options.idempotency(),
				ListenerThreads.executor(endpoint.id(), options.virtualThreads()));
		RecordFilter filter = options.filter();
		return (filter != null) ? new FilteredRecordListener(listener, filter) : listener;
	}

}
