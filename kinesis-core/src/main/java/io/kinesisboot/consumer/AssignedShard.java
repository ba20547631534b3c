package io.kinesisboot.consumer;

import java.time.Duration;

import io.kinesisboot.KinesisBootException;
import org.jspecify.annotations.Nullable;

/**
 * A shard that this process may handle, for as long as it may. Thread-safe.
 *
 * @since 0.1.0
 */
public interface AssignedShard {

	/**
	 * The stream's name.
	 * @return the name
	 */
	String stream();

	/**
	 * The shard's id.
	 * @return the id, such as {@code shardId-000000000000}
	 */
	String shardId();

	/**
	 * Waits, but no longer than the shard is ours.
	 * @param time how long at most; zero only asks
	 * @return true if the shard must be left now: the source is stopping, or another
	 * worker has the shard
	 * @throws InterruptedException if the thread is interrupted
	 */
	boolean awaitStop(Duration time) throws InterruptedException;

	/**
	 * How far its handling is. May be asked by any thread, cheaply enough for a gauge.
	 * @return the progress at this moment
	 */
	default ShardProgress progress() {
		return ShardProgress.NONE;
	}

	/**
	 * The tumbling window that the records belong to, if the source keeps windows.
	 * @return the window, whose state the source takes in the end; null if windows are
	 * for the handler to keep
	 * @throws KinesisBootException if the source is to keep windows and was not told to
	 */
	default @Nullable ShardWindow window() {
		return null;
	}

}
