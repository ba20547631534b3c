package io.kinesisboot.embedded.http;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * What a request was signed for, as its {@code Authorization} header says. Immutable.
 *
 * @param region the region
 */
record CredentialScope(String region) {

	private static final Pattern CREDENTIAL = Pattern
		.compile("Credential=[^/,\\s]+/\\d{8}/([^/,\\s]+)/[^/,\\s]+/aws4_request");

	/**
	 * Reads the scope of a request.
	 * @param request the request
	 * @return the scope, or null if the request names none that can be read
	 */
	static @Nullable CredentialScope of(HttpRequest request) {
		Matcher credential = CREDENTIAL.matcher(request.headers().get(HttpHeaderNames.AUTHORIZATION, ""));
		return credential.find() ? new CredentialScope(credential.group(1)) : null;
	}

}
