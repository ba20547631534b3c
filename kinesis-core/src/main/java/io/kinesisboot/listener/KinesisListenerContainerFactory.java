package io.kinesisboot.listener;

import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.event.ObservedShardHandlers;
import io.kinesisboot.listener.event.ShardEvent;
import io.kinesisboot.listener.filter.RecordFilter;
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
	}

	/**
	 * Makes the container of a listener; it is not started.
	 * @param endpoint the listener
	 * @return its container
	 * @throws InvalidListenerException if the method takes or returns what it cannot
	 */
	public KinesisMessageListenerContainer create(KinesisListenerEndpoint endpoint) {
		ListenerContainerOptions options = endpoint.options().apply(this.options);
		ListenerGate gate = new ListenerGate();
		ObservedShardHandlers observed = new ObservedShardHandlers(endpoint.id(), handlers(endpoint, options, gate),
				options.events(), this.events, this.clock);
		return new KinesisMessageListenerContainer(endpoint, options, request(endpoint, options), this.sources,
				observed, gate);
	}

	private static RecordSource.Request request(KinesisListenerEndpoint endpoint, ListenerContainerOptions options) {
		Map<String, String> roles = new HashMap<>(options.roles());
		roles.keySet().retainAll(endpoint.streams());
		try {
			return new RecordSource.Request(endpoint.applicationName(), endpoint.streams(), options.startingPosition(),
					options.retrieval(), roles);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(endpoint.id(), ex);
		}
	}

	private ListenerShardHandlers handlers(KinesisListenerEndpoint endpoint, ListenerContainerOptions options,
			ListenerGate gate) {
		RecordListener listener = listener(endpoint, options.filter());
		try {
			return new ListenerShardHandlers(listener, dispatch(options), options.errors(), gate,
					ListenerThreads.executor(endpoint.id(), options.virtualThreads()), this.clock);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(endpoint.id(), ex);
		}
	}

	/**
	 * Leaves some of the time that a shutdown may take for what follows the last call:
	 * the checkpoint, and giving the shards back.
	 */
	private static DispatchOptions dispatch(ListenerContainerOptions options) {
		return options.dispatch().withDrainTimeout(options.shutdownTimeout().multipliedBy(4).dividedBy(5));
	}

	private RecordListener listener(KinesisListenerEndpoint endpoint, @Nullable RecordFilter filter) {
		RecordListener listener = listener(endpoint);
		return (filter != null) ? new FilteredRecordListener(listener, filter) : listener;
	}

	private RecordListener listener(KinesisListenerEndpoint endpoint) {
		try {
			return this.listeners.create(endpoint.id(), endpoint.bean(), endpoint.methods());
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException(endpoint.id(), ex);
		}
	}

}
