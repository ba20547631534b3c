package io.kinesisboot.embedded.protocol;

/**
 * An answer that goes on: what {@link #writeTo} writes is the initial response, and
 * events follow until one side ends it. Thread-safe.
 *
 * @since 0.1.0
 */
public interface EventStreamAnswer extends Answer {

	/**
	 * Begins to send. Called on the event loop of the client's connection when the
	 * initial response is on its way: once, or never if the client has left before.
	 * @param sink where to send
	 * @return what to tell about the connection
	 */
	EventSource open(EventSink sink);

}
