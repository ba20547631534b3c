package io.kinesisboot.embedded.firehose.outlet;

import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpRequest;
import java.net.http.HttpTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;

/**
 * Functions behind an endpoint that speaks the protocol of Lambda. Thread-safe.
 */
final class RemoteFunctions {

	private static final Duration TIMEOUT = Duration.ofMinutes(5);

	private final String endpoint;

	private final RequestSigner signer;

	private final HttpCaller http;

	RemoteFunctions(URI endpoint, RequestSigner signer, HttpCaller http) {
		this.endpoint = endpoint.toString().replaceFirst("/$", "");
		this.signer = signer;
		this.http = http;
	}

	byte[] invoke(String name, byte[] event) throws FunctionFailure, InterruptedException {
		URI uri = URI.create(this.endpoint + "/2015-03-31/functions/" + URLEncoder.encode(name, StandardCharsets.UTF_8)
				+ "/invocations");
		HttpRequest request = this.signer.request("POST", uri, event)
			.header("Content-Type", "application/json")
			.timeout(TIMEOUT)
			.build();
		try {
			return answer(this.http.send(request, Functions.MAX_PAYLOAD_BYTES));
		}
		catch (HttpTimeoutException ex) {
			throw new FunctionFailure("Lambda.FunctionTimedOut", "The Lambda function did not answer in time.", ex);
		}
		catch (IOException ex) {
			throw new FunctionFailure("Lambda.InvocationFailed", "The Lambda function could not be reached: " + ex, ex);
		}
	}

	private static byte[] answer(HttpCaller.Reply reply) throws FunctionFailure {
		if (reply.headers().firstValue("X-Amz-Function-Error").isPresent()) {
			throw Functions.failed(null);
		}
		return switch (reply.status()) {
			case 200 -> reply.body();
			case 404 -> throw Functions.notFound();
			case 429 -> throw new FunctionFailure("Lambda.InvokeLimitExceeded",
					"The Lambda function was called more often than its limit allows.", null);
			default -> throw new FunctionFailure("Lambda.InvocationFailed",
					"The call of the Lambda function was answered with " + reply.status() + ".", null);
		};
	}

}
