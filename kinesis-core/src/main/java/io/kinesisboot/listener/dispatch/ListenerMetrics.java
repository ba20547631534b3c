package io.kinesisboot.listener.dispatch;

import io.kinesisboot.consumer.ShardHandler;

/**
 * Is told what becomes of the shards of listeners, and of their records. Thread-safe.
 *
 * @since 0.1.0
 */
public interface ListenerMetrics {

	/** Counts nothing. */
	ListenerMetrics NONE = new ListenerMetrics() {
	};

	/**
	 * Has the shards measured that a listener has.
	 * @param listenerId the listener's id; it may come again, with other handlers
	 * @param applicationName the name under which checkpoints are kept
	 * @param handlers makes the handlers of its shards
	 * @return what makes them, and sees what they are told
	 */
	default ShardHandler.Factory shards(String listenerId, String applicationName, ShardHandler.Factory handlers) {
		return handlers;
	}

	/**
	 * Has the records counted of a shard that a listener has.
	 * @param listenerId the listener's id
	 * @param stream the stream's name
	 * @return what is told of them
	 */
	default DeliveryMetrics deliveries(String listenerId, String stream) {
		return DeliveryMetrics.NONE;
	}

}
