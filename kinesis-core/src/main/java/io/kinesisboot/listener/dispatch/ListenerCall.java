package io.kinesisboot.listener.dispatch;

import io.kinesisboot.consumer.ShardWindow;
import org.jspecify.annotations.Nullable;

/**
 * A call of a listener, as the listener sees it. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ListenerCall {

	/**
	 * Says, while the call goes on, that a part of its records is done.
	 * @param index the index of the record up to which all are done
	 */
	void acknowledged(int index);

	/**
	 * The tumbling window that the records belong to.
	 * @return the window, which takes the new state; null if the listener takes no
	 * windows
	 */
	default @Nullable ShardWindow window() {
		return null;
	}

}
