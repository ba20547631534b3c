package io.kinesisboot.listener.dispatch;

import io.kinesisboot.consumer.ShardWindow;

/**
 * A call for a tumbling window. Acknowledgements of a part count only with the end of the
 * call, as the window's new state does. Immutable.
 *
 * @param window the window, which takes the new state
 */
record WindowCall(ShardWindow window) implements ListenerCall {

	@Override
	public void acknowledged(int index) {
	}

}
