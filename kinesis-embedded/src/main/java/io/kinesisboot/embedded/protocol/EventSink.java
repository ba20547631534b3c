package io.kinesisboot.embedded.protocol;

import java.time.Duration;

/**
 * The way of events to a client. Confined to the event loop of the client's connection,
 * but for {@link #execute}. Everything is without effect after the end of the stream.
 *
 * @since 0.1.0
 */
public interface EventSink {

	/**
	 * Whether the client keeps up. What is sent while it does not is kept in memory.
	 * @return whether to send more; false after the end of the stream
	 */
	boolean isWritable();

	/**
	 * Sends an event.
	 * @param type its type, such as {@code SubscribeToShardEvent}
	 * @param payload its members, written at once
	 */
	void send(String type, Answer payload);

	/**
	 * Sends an exception as the last thing and ends the stream.
	 * @param error the exception
	 */
	void fail(AwsError error);

	/**
	 * Ends the stream.
	 */
	void complete();

	/**
	 * Runs something on the event loop. May be called from any thread.
	 * @param task what to run
	 */
	void execute(Runnable task);

	/**
	 * Runs something on the event loop after a while, unless the stream has ended by
	 * then. Only one thing waits: what was scheduled before no longer runs.
	 * @param delay after how long
	 * @param task what to run
	 */
	void schedule(Duration delay, Runnable task);

}
