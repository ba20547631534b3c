package io.kinesisboot.embedded.http;

import io.netty.handler.codec.http.DefaultFullHttpRequest;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CredentialScope}.
 */
class CredentialScopeTests {

	@Test
	void regionIsReadFromTheHeader() {
		assertThat(CredentialScope
			.of(signed("AWS4-HMAC-SHA256 Credential=KEY/20261123/eu-west-1/kinesis/aws4_request, SignedHeaders=host, "
					+ "Signature=00")))
			.isEqualTo(new CredentialScope("eu-west-1"));
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "Bearer token", "AWS4-HMAC-SHA256 Credential=KEY",
			"AWS4-HMAC-SHA256 Credential=KEY/20261123/kinesis/aws4_request",
			"AWS4-HMAC-SHA256 Credential=//eu-west-1//aws4_request" })
	void whatCannotBeReadIsNoScope(String header) {
		assertThat(CredentialScope.of(signed(header))).isNull();
	}

	@Test
	void requestWithoutTheHeaderHasNoScope() {
		assertThat(CredentialScope.of(new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/"))).isNull();
	}

	private static HttpRequest signed(String header) {
		HttpRequest request = new DefaultFullHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
		request.headers().set(HttpHeaderNames.AUTHORIZATION, header);
		return request;
	}

}
