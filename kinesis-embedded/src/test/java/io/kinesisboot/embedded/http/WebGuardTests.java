package io.kinesisboot.embedded.http;

import java.net.InetAddress;
import java.net.UnknownHostException;

import io.netty.handler.codec.http.DefaultHttpRequest;
import io.netty.handler.codec.http.HttpMethod;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.codec.http.HttpVersion;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link WebGuard}.
 */
class WebGuardTests {

	private static final byte[] LOOPBACK = { 127, 0, 0, 1 };

	private final WebGuard guard = new WebGuard(named("kinesis.example.com", LOOPBACK));

	private static InetAddress named(String name, byte[] address) {
		try {
			return InetAddress.getByAddress(name, address);
		}
		catch (UnknownHostException ex) {
			throw new AssertionError(ex);
		}
	}

	private static HttpRequest request(String host) {
		HttpRequest request = new DefaultHttpRequest(HttpVersion.HTTP_1_1, HttpMethod.POST, "/");
		request.headers().set("Host", host);
		return request;
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "localhost", "localhost:4567", "localhost.", "127.0.0.1", "127.0.0.1:4567", "[::1]",
			"[::1]:4567", "[::ffff:127.0.0.1]:4567", "kinesis", "kinesis:80", "a.localhost:80", "mac.local",
			"host.docker.internal:4567", "aws.test", "Kinesis.Example.com:4567" })
	void namesOfThisMachineAreServed(String host) {
		assertThat(this.guard.isFromTheWeb(request(host))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(strings = { "example.com", "example.com:4567", "kinesis.us-east-1.amazonaws.com",
			"rebound.example.com.", "127.0.0.1.example.com", "localhost.example.com", "notlocal.com" })
	void namesThatAnybodyCanHaveLeadHereAreNotServed(String host) {
		assertThat(this.guard.isFromTheWeb(request(host))).isTrue();
	}

	@Test
	void whoeverSaysItsOriginIsABrowser() {
		HttpRequest request = request("localhost");
		request.headers().set("Origin", "null");
		assertThat(this.guard.isFromTheWeb(request)).isTrue();
		assertThat(new WebGuard(named("any", new byte[4])).isFromTheWeb(request)).isTrue();
	}

	@Test
	void endpointForOtherMachinesHasAnyName() {
		WebGuard open = new WebGuard(named("any", new byte[4]));
		assertThat(open.isFromTheWeb(request("kinesis.example.com"))).isFalse();
	}

}
