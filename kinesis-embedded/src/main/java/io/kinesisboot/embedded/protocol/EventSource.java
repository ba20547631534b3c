package io.kinesisboot.embedded.protocol;

/**
 * What feeds an event stream. Called on the event loop of the client's connection only.
 *
 * @since 0.1.0
 */
public interface EventSource {

	/**
	 * The client has read on: after {@link EventSink#isWritable()} was false there is
	 * room again. May come in the middle of {@link EventSink#send}.
	 */
	void writable();

	/**
	 * The stream has ended, whoever ended it. Called once; nothing can be sent any more.
	 */
	void closed();

}
