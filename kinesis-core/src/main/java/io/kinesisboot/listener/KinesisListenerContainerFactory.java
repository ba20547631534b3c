package io.kinesisboot.listener;

import java.time.Clock;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.method.ListenerMethodOptions;
import io.kinesisboot.listener.method.MethodListenerFactory;

import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Makes the containers of listener methods. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisListenerContainerFactory {

	private final RecordSource.Factory sources;

	private final ListenerContainerOptions options;

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
		this(sources, ListenerMethodOptions.of(converter), options, clock);
	}

	/**
	 * Creates a factory.
	 * @param sources makes what the containers read from
	 * @param methods what listener methods are called with the help of
	 * @param options how the containers run, where a listener does not say otherwise
	 * @param clock tells how old records are
	 */
	public KinesisListenerContainerFactory(RecordSource.Factory sources, ListenerMethodOptions methods,
			ListenerContainerOptions options, Clock clock) {
		this.sources = sources;
		this.options = options;
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
		RecordSource.Request request = new RecordSource.Request(endpoint.applicationName(), endpoint.streams(),
				options.startingPosition());
		ListenerGate gate = new ListenerGate();
		ListenerShardHandlers handlers = new ListenerShardHandlers(listener(endpoint), dispatch(options),
				options.errors(), gate, ListenerThreads.executor(endpoint.id(), options.virtualThreads()), this.clock);
		return new KinesisMessageListenerContainer(endpoint, () -> this.sources.create(request, handlers), gate,
				options);
	}

	/**
	 * Leaves some of the time that a shutdown may take for what follows the last call:
	 * the checkpoint, and giving the shards back.
	 */
	private static DispatchOptions dispatch(ListenerContainerOptions options) {
		return options.dispatch().withDrainTimeout(options.shutdownTimeout().multipliedBy(4).dividedBy(5));
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
