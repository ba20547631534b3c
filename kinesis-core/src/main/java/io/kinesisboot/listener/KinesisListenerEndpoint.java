package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.util.List;
import java.util.function.UnaryOperator;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.listener.method.ListenerMethods;

import org.springframework.util.ClassUtils;

/**
 * A listener and what it listens to. A bean of this type is registered like an annotated
 * method. Immutable.
 *
 * @param id names the listener within the application context
 * @param applicationName the name under which checkpoints are kept, and of the lease
 * table
 * @param streams the streams' names, at least one
 * @param options changes the container's options, where the listener differs from the
 * factory
 * @param bean the bean to call
 * @param methods its methods to call
 * @since 0.1.0
 */
public record KinesisListenerEndpoint(String id, String applicationName, List<String> streams,
		UnaryOperator<ListenerContainerOptions> options, Object bean, ListenerMethods methods) {

	public KinesisListenerEndpoint {
		if (id.isBlank()) {
			throw new InvalidListenerException("'id' of a listener on " + streams + " must not be blank");
		}
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

	/**
	 * Creates an endpoint of one method, which is called with all records.
	 * @param id names the listener within the application context
	 * @param applicationName the name under which checkpoints are kept
	 * @param streams the streams' names, at least one
	 * @param options changes the container's options
	 * @param bean the bean to call
	 * @param method the method to call
	 */
	public KinesisListenerEndpoint(String id, String applicationName, List<String> streams,
			UnaryOperator<ListenerContainerOptions> options, Object bean, Method method) {
		this(id, applicationName, streams, options, bean, ListenerMethods.of(method));
	}

	/**
	 * A listener that is called with one record at a time.
	 * @param id names the listener within the application context
	 * @param applicationName the name under which checkpoints are kept, different from
	 * that of any other listener
	 * @param streams the streams' names, at least one
	 * @param handler is called with each record
	 * @return the endpoint
	 */
	public static KinesisListenerEndpoint ofRecords(String id, String applicationName, List<String> streams,
			RecordHandler handler) {
		return new KinesisListenerEndpoint(id, applicationName, streams, UnaryOperator.identity(), handler,
				ClassUtils.getMethod(RecordHandler.class, "handle", ReceivedRecord.class));
	}

	/**
	 * A listener that is called with all records at hand.
	 * @param id names the listener within the application context
	 * @param applicationName the name under which checkpoints are kept, different from
	 * that of any other listener
	 * @param streams the streams' names, at least one
	 * @param handler is called with each batch
	 * @return the endpoint
	 */
	public static KinesisListenerEndpoint ofBatches(String id, String applicationName, List<String> streams,
			BatchHandler handler) {
		return new KinesisListenerEndpoint(id, applicationName, streams, UnaryOperator.identity(), handler,
				ClassUtils.getMethod(BatchHandler.class, "handle", List.class));
	}

	/**
	 * The same listener with other options.
	 * @param options changes the container's options
	 * @return the endpoint
	 */
	public KinesisListenerEndpoint withOptions(UnaryOperator<ListenerContainerOptions> options) {
		return new KinesisListenerEndpoint(this.id, this.applicationName, this.streams, options, this.bean,
				this.methods);
	}

	@Override
	public String toString() {
		return "listener '" + this.id + "' on " + this.streams;
	}

	/**
	 * Handles a record. Thread-safe: shards, and keys of a shard, call it at once.
	 */
	@FunctionalInterface
	public interface RecordHandler {

		/**
		 * Handles a record, which is done when this returns.
		 * @param record the record
		 * @throws Exception if it fails; it is then called again
		 */
		void handle(ReceivedRecord record) throws Exception;

	}

	/**
	 * Handles batches of records. Thread-safe: shards call it at once.
	 */
	@FunctionalInterface
	public interface BatchHandler {

		/**
		 * Handles records, which are done when this returns.
		 * @param records the records, in order within each key
		 * @throws Exception if it fails; see
		 * {@link io.kinesisboot.listener.method.BatchListenerFailedException}
		 */
		void handle(List<ReceivedRecord> records) throws Exception;

	}

}
