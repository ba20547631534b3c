package io.kinesisboot.embedded.protocol;

/**
 * Answers what concerns the endpoint itself, in JSON, for programs of any language.
 * Thread-safe; must not block.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface ControlPath {

	/** How the paths of its requests begin. */
	String PREFIX = "/_kinesis/";

	/** Knows no request. */
	ControlPath NONE = (request) -> {
		throw notFound(request);
	};

	/**
	 * Answers a request.
	 * @param request the request
	 * @return the answer, which is written once, at once, on the calling thread
	 * @throws AwsError if the request is refused
	 */
	Answer answer(ControlRequest request);

	/**
	 * A request for something that there is not.
	 * @param request the request
	 * @return an error of status 404
	 */
	static AwsError notFound(ControlRequest request) {
		return new AwsError(404, "NotFound", "There is no " + request.method() + " " + PREFIX + request.path());
	}

}
