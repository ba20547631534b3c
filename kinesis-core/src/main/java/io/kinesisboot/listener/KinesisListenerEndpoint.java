package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.UnaryOperator;

/**
 * A listener method and what it listens to. Immutable.
 *
 * @param id names the listener within the application context
 * @param applicationName the name under which checkpoints are kept, and of the lease
 * table
 * @param streams the streams' names, at least one
 * @param options changes the container's options, where the listener differs from the
 * factory
 * @param bean the bean to call
 * @param method the method to call
 * @since 0.1.0
 */
public record KinesisListenerEndpoint(String id, String applicationName, List<String> streams,
		UnaryOperator<ListenerContainerOptions> options, Object bean, Method method) {

	public KinesisListenerEndpoint {
		if (applicationName.isBlank()) {
			throw new InvalidListenerException("'applicationName' of listener '" + id
					+ "' must be set, there or by 'kinesis.listener.application-name' or 'spring.application.name'");
		}
		streams = List.copyOf(streams);
		if (streams.isEmpty() || streams.stream().anyMatch(String::isBlank)) {
			throw new InvalidListenerException(
					"'streams' of listener '" + id + "' must name at least one stream but was " + streams);
		}
	}

	@Override
	public String toString() {
		return "listener '" + this.id + "' on " + this.streams;
	}

}
