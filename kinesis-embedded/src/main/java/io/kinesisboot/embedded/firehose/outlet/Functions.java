package io.kinesisboot.embedded.firehose.outlet;

import java.net.URI;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import org.jspecify.annotations.Nullable;

/**
 * The Lambda functions that there are, inside the JVM or at one other place. Thread-safe;
 * callers are blocked.
 */
final class Functions {

	/** What Lambda takes and gives in one synchronous call. */
	static final int MAX_PAYLOAD_BYTES = 6 * 1024 * 1024;

	private static final Pattern ARN = Pattern.compile("arn:[^:]+:lambda:[^:]*:[^:]*:function:([^:]+)(?::.*)?");

	private final Map<String, FunctionHandler> handlers = new ConcurrentHashMap<>();

	private volatile @Nullable RemoteFunctions remote;

	void add(String name, FunctionHandler handler) {
		this.handlers.put(name, handler);
	}

	void elsewhere(URI endpoint, RequestSigner signer, HttpCaller http) {
		this.remote = new RemoteFunctions(endpoint, signer, http);
	}

	byte[] invoke(String arn, byte[] event) throws FunctionFailure, InterruptedException {
		Matcher matcher = ARN.matcher(arn);
		String name = matcher.matches() ? matcher.group(1) : arn;
		byte[] answer = invokeByName(name, event);
		if (answer.length > MAX_PAYLOAD_BYTES) {
			throw new FunctionFailure("Lambda.FunctionError",
					"The answer of the Lambda function exceeds the limit of " + MAX_PAYLOAD_BYTES + " bytes.", null);
		}
		return answer;
	}

	private byte[] invokeByName(String name, byte[] event) throws FunctionFailure, InterruptedException {
		FunctionHandler handler = this.handlers.get(name);
		RemoteFunctions others = this.remote;
		if (handler != null) {
			return handle(handler, event);
		}
		if (others != null) {
			return others.invoke(name, event);
		}
		throw notFound();
	}

	private static byte[] handle(FunctionHandler handler, byte[] event) throws FunctionFailure, InterruptedException {
		try {
			return handler.handle(event);
		}
		catch (InterruptedException ex) {
			throw ex;
		}
		catch (Exception | AssertionError ex) {
			throw failed(ex);
		}
	}

	static FunctionFailure failed(@Nullable Throwable cause) {
		return new FunctionFailure("Lambda.FunctionError",
				"The Lambda function was successfully invoked but it returned an error result.", cause);
	}

	static FunctionFailure notFound() {
		return new FunctionFailure("Lambda.ResourceNotFound",
				"The specified Lambda function does not exist. Use a different function that does exist.", null);
	}

}
