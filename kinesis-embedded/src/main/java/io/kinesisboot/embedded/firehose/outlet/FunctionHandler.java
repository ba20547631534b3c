package io.kinesisboot.embedded.firehose.outlet;

/**
 * A Lambda function inside the JVM. Must be thread-safe: each delivery stream has a
 * thread of its own, which calls it and waits.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface FunctionHandler {

	/**
	 * Handles an event.
	 * @param event the event in JSON, as Firehose sends it to a Lambda function, 6 MiB at
	 * most
	 * @return the function's answer in JSON, 6 MiB at most
	 * @throws Exception if the function fails; it is called again, three times unless the
	 * delivery stream says otherwise
	 */
	byte[] handle(byte[] event) throws Exception;

}
