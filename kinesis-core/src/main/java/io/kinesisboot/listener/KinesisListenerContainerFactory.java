package io.kinesisboot.listener;

import java.util.List;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
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

	private final MessageHandlerMethodFactory methods;

	/**
	 * Creates a factory.
	 * @param sources makes what the containers read from
	 * @param converter makes payloads of bytes
	 * @param options how the containers run
	 */
	public KinesisListenerContainerFactory(RecordSource.Factory sources, SmartMessageConverter converter,
			ListenerContainerOptions options) {
		this.sources = sources;
		this.converter = converter;
		this.options = options;
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
		ListenerShardHandlers handlers = new ListenerShardHandlers(listener(endpoint), this.options.backOff(),
				this.options.recoverer());
		StartingPosition position = (endpoint.startingPosition() != null) ? endpoint.startingPosition()
				: this.options.startingPosition();
		RecordSource.Request request = new RecordSource.Request(endpoint.applicationName(), endpoint.streams(),
				position);
		return new KinesisMessageListenerContainer(endpoint, () -> this.sources.create(request, handlers),
				this.options);
	}

	private RecordListener listener(KinesisListenerEndpoint endpoint) {
		ListenerSignature signature = ListenerSignature.of(endpoint.method(),
				AopProxyUtils.ultimateTargetClass(endpoint.bean()));
		return new MethodRecordListener(endpoint.id(), signature,
				this.methods.createInvocableHandlerMethod(endpoint.bean(), endpoint.method()), this.converter);
	}

}
