package io.kinesisboot.embedded.http;

import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * Which action of which service a request calls. Immutable.
 *
 * @param service the service's target prefix
 * @param action the action
 */
record CallTarget(String service, String action) {

	/**
	 * Reads the target of a request: in AWS JSON and CBOR it is a header, in Smithy RPC
	 * v2, which CloudWatch clients speak, the path.
	 * @param request the request
	 * @return the target, or null if the request names none
	 */
	static @Nullable CallTarget of(HttpRequest request) {
		String header = request.headers().get("X-Amz-Target");
		if (header != null) {
			int dot = header.lastIndexOf('.');
			return (dot > 0) ? new CallTarget(header.substring(0, dot), header.substring(dot + 1)) : null;
		}
		String[] path = request.uri().split("/");
		if (path.length == 5 && path[1].equals("service") && path[3].equals("operation")) {
			return new CallTarget(path[2], path[4]);
		}
		return null;
	}

}
