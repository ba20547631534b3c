package io.kinesisboot.listener;

import java.time.Clock;
import java.util.List;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;

import org.springframework.aop.framework.AopProxyUtils;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.messaging.handler.annotation.support.DefaultMessageHandlerMethodFactory;
import org.springframework.messaging.handler.annotation.support.MessageHandlerMethodFactory;

/**
 * Makes the containers of listener methods. Thread-safe.
 *
 * @since 0.1.0
 */
public final class KinesisListenerContainerFactory {

	private final RecordSource.Factory sources;

	private final SmartMessageConverter converter;

	private final ListenerContainerOptions options;

	private final Clock clock;

	private final MessageHandlerMethodFactory methods;

	/**
	 * Creates a factory.
	 * @param sources makes what the containers read from
	 * @param converter makes payloads of bytes
	 * @param options how the containers run, where a listener does not say otherwise
	 * @param clock tells how old records are
	 */
	public KinesisListenerContainerFactory(RecordSource.Factory sources, SmartMessageConverter converter,
			ListenerContainerOptions options, Clock clock) {
		this.sources = sources;
		this.converter = converter;
		this.options = options;
		this.clock = clock;
		DefaultMessageHandlerMethodFactory methods = new DefaultMessageHandlerMethodFactory();
		methods.setMessageConverter(converter);
		methods.setCustomArgumentResolvers(List.of(new ReceivedRecordArgumentResolver()));
		methods.afterPropertiesSet();
		this.methods = methods;
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
		ListenerSignature signature = ListenerSignature.of(endpoint.method(),
				AopProxyUtils.ultimateTargetClass(endpoint.bean()));
		return new MethodRecordListener(endpoint.id(), signature,
				this.methods.createInvocableHandlerMethod(endpoint.bean(), endpoint.method()), this.converter);
	}

}
