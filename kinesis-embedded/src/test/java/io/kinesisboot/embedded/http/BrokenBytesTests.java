package io.kinesisboot.embedded.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Arrays;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.AfterTry;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that break HTTP/1.1, HTTP/2 or TLS get an answer or the end of the connection,
 * and a client beside them keeps its own.
 */
class BrokenBytesTests {

	private static final int TRIES = 300;

	private static final int LIMIT_MILLIS = 30_000;

	private static final HttpEndpoint endpoint = open();

	private static final Socket bystander = connect();

	private static HttpEndpoint open() {
		try {
			return HttpEndpoint.open(new Binding(InetAddress.getLoopbackAddress(), 0, null), "us-east-1",
					List.of(new EchoService()), Clock.systemUTC());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	private static Socket connect() {
		try {
			Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
			socket.setSoTimeout(LIMIT_MILLIS);
			return socket;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	@AfterContainer
	static void close() throws IOException {
		bystander.close();
		endpoint.close();
	}

	@AfterTry
	void bystanderNoticesNothing() throws IOException {
		bystander.getOutputStream().write(ask("{\"Word\":\"calm\"}"));
		StringBuilder answer = new StringBuilder();
		while (!answer.toString().endsWith("{\"Word\":\"calm\"}")) {
			int next = bystander.getInputStream().read();
			assertThat(next).as("End of the connection after: %s", answer).isNotNegative();
			answer.append((char) next);
		}
		assertThat(answer).startsWith("HTTP/1.1 200 OK");
	}

	@Property(tries = TRIES)
	void damagedHttp1(@ForAll int at, @ForAll byte damage, @ForAll boolean cut) throws IOException {
		assertEnds(damaged(ask("{\"Word\":\"x\",\"List\":[1,2,3]}"), at, damage, cut));
	}

	@Property(tries = TRIES)
	void anyBytesAfterAHeadOfHttp1(@ForAll @Size(max = 200) byte[] bytes, @ForAll boolean chunked) throws IOException {
		String head = "POST / HTTP/1.1\r\nX-Amz-Target: Echo_1.Say\r\nContent-Type: application/x-amz-cbor-1.1\r\n"
				+ (chunked ? "Transfer-Encoding: chunked\r\n\r\n"
						: "Content-Encoding: gzip\r\nContent-Length: 100\r\n\r\n");
		ByteArrayOutputStream request = new ByteArrayOutputStream();
		request.writeBytes(head.getBytes(StandardCharsets.US_ASCII));
		request.writeBytes(bytes);
		assertEnds(request.toByteArray());
	}

	@Property(tries = TRIES)
	void anyFrameOfHttp2(@ForAll @IntRange(max = 12) int type, @ForAll byte flags,
			@ForAll @IntRange(max = 9) int stream, @ForAll @Size(max = 100) byte[] payload) throws IOException {
		try (Http2Socket client = new Http2Socket(endpoint.port())) {
			client.send(client.call(1, "Say", "{}".getBytes(StandardCharsets.US_ASCII)));
			send(client, Http2Socket.frame(type, flags, stream, payload));
			assertEnds(client);
		}
	}

	@Property(tries = TRIES)
	void damagedHttp2(@ForAll int at, @ForAll byte damage, @ForAll boolean cut) throws IOException {
		try (Http2Socket client = new Http2Socket(endpoint.port())) {
			byte[] frames = client.call(1, "Say", "{\"Word\":\"x\"}".getBytes(StandardCharsets.US_ASCII));
			send(client, damaged(frames, at, damage, cut));
			assertEnds(client);
		}
	}

	@Property(tries = TRIES)
	void anyBytesAfterTheFirstOfTls(@ForAll @Size(max = 200) byte[] bytes) throws IOException {
		byte[] hello = new byte[bytes.length + 3];
		hello[0] = 0x16;
		hello[1] = 3;
		hello[2] = 1;
		System.arraycopy(bytes, 0, hello, 3, bytes.length);
		assertEnds(hello);
	}

	private static byte[] ask(String body) {
		return ("POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Echo_1.Say\r\n"
				+ "Content-Type: application/x-amz-json-1.1\r\nContent-Length: " + body.length() + "\r\n\r\n" + body)
			.getBytes(StandardCharsets.US_ASCII);
	}

	private static byte[] damaged(byte[] bytes, int at, byte damage, boolean cut) {
		int position = Math.floorMod(at, bytes.length);
		if (cut) {
			return Arrays.copyOf(bytes, position);
		}
		bytes[position] = damage;
		return bytes;
	}

	private static void assertEnds(byte[] bytes) throws IOException {
		try (Socket socket = connect()) {
			socket.getOutputStream().write(bytes);
			socket.shutdownOutput();
			socket.getInputStream().transferTo(OutputStream.nullOutputStream());
		}
		catch (SocketException ex) {
			// It has closed before everything was written or read
			assertThat(ex).hasMessageMatching("Connection reset.*|Broken pipe.*|Socket output is already shutdown");
		}
	}

	private static void send(Http2Socket client, byte[] bytes) throws IOException {
		client.send(bytes);
		client.endOutput();
	}

	private static void assertEnds(Http2Socket client) throws IOException {
		try {
			client.drain();
		}
		catch (SocketException ex) {
			assertThat(ex).hasMessageMatching("Connection reset.*");
		}
	}

}
