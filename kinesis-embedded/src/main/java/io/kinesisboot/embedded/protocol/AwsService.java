package io.kinesisboot.embedded.protocol;

/**
 * One AWS service behind the endpoint. Thread-safe; calls arrive on the endpoint's event
 * loops, so an implementation must not block.
 *
 * @since 0.1.0
 */
public interface AwsService {

	/**
	 * What stands before the dot in the {@code X-Amz-Target} header of the service's
	 * calls.
	 * @return the prefix, such as {@code Kinesis_20131202}
	 */
	String targetPrefix();

	/**
	 * Answers one call.
	 * @param action the action's name, such as {@code PutRecords}
	 * @param request the call's parameters
	 * @return the answer, which is written once, at once, on the calling thread
	 * @throws AwsError if the service refuses the call, the action being unknown included
	 */
	Answer call(String action, RequestBody request);

}
