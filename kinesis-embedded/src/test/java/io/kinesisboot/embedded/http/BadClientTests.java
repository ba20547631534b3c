package io.kinesisboot.embedded.http;

import java.io.EOFException;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.ControlPath;
import io.netty.handler.codec.http2.Http2Error;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Clients that keep to the protocols and still take more than their share: of time, of
 * connections and of memory.
 */
class BadClientTests {

	private static final ConnectionLimits USUAL = ConnectionLimits.usual();

	private static final int LIMIT_MILLIS = 30_000;

	private static final int LARGE_ANSWER = EchoService.MEGABYTE + "{'Word':''}".length();

	private static final Pattern CONTENT_LENGTH = Pattern.compile("(?i)content-length: (\\d+)");

	private static final String HEAD = "POST / HTTP/1.1\r\nHost: x\r\nContent-Type: application/x-amz-json-1.1\r\n"
			+ "X-Amz-Target: Echo_1.";

	private final EchoService service = new EchoService();

	private final List<AutoCloseable> open = new ArrayList<>();

	private int port;

	@AfterEach
	void close() throws Exception {
		for (AutoCloseable resource : this.open) {
			resource.close();
		}
	}

	@ParameterizedTest
	@ValueSource(strings = { "", "POS", "POST / HTTP/1.1\r\nHost: x", "PRI * HTTP/2.0\r\n", "\u0016\u0003\u0001" })
	void connectionThatFallsSilentIsClosed(String bytes) throws IOException {
		open(new ConnectionLimits(USUAL.connections(), USUAL.streams(), Duration.ofMillis(200), USUAL.transfer(),
				USUAL.heldBytes()));
		Socket socket = connect();
		send(socket, bytes);
		assertThat(socket.getInputStream().readAllBytes()).isEmpty();
	}

	@Test
	void requestThatNeverGetsWholeIsClosedHoweverBusyItIs() throws IOException {
		open(withTransfer(Duration.ofMillis(500)));
		Socket socket = connect();
		send(socket, HEAD + "Say\r\nContent-Length: 1000000\r\n\r\n");
		Awaitility.await()
			.atMost(Duration.ofMillis(LIMIT_MILLIS))
			.pollInterval(Duration.ofMillis(20))
			.until(() -> isRefused(socket, " "));
		assertThat(this.service.calls()).isZero();
	}

	private static boolean isRefused(Socket socket, String bytes) throws IOException {
		try {
			send(socket, bytes);
			return false;
		}
		catch (SocketException ex) {
			return true;
		}
	}

	@Test
	void streamThatNeverGetsWholeIsResetAndTheConnectionGoesOn() throws IOException {
		open(withTransfer(Duration.ofMillis(200)));
		Http2Socket client = closeLater(new Http2Socket(this.port));
		client.send(Http2Socket.frame(Http2Socket.HEADERS, Http2Socket.END_HEADERS, 1, client.head(1, "Say")));
		assertThat(client.await(Http2Socket.RST_STREAM, 1)).isEqualTo(error(Http2Error.CANCEL));
		client.send(client.call(3, "Say", "{}".getBytes(StandardCharsets.US_ASCII)));
		assertThat(new String(client.await(Http2Socket.DATA, 3), StandardCharsets.US_ASCII)).isEqualTo("{}");
	}

	@Test
	void answerThatIsNeverReadIsGivenUp() throws IOException {
		open(withTransfer(Duration.ofMillis(500)));
		Socket socket = connect();
		send(socket, (HEAD + "SayMuch\r\nContent-Length: 0\r\n\r\n").repeat(100));
		Awaitility.await().atMost(Duration.ofMillis(LIMIT_MILLIS)).until(() -> isRefused(socket, " "));
		assertThat(this.service.calls()).isLessThan(100);
	}

	@Test
	void answersThatAreNeverReadOnStreamsAreGivenUpAndMakeRoomForOthers() throws IOException {
		open(withTransfer(Duration.ofMillis(500)));
		Http2Socket client = closeLater(new Http2Socket(this.port));
		byte[] nothing = "{}".getBytes(StandardCharsets.US_ASCII);
		for (int stream = 1; stream <= 15; stream += 2) {
			client.send(client.call(stream, "SayMuch", nothing));
		}
		client.send(client.call(17, "Say", nothing));
		for (int stream = 1; stream <= 15; stream += 2) {
			assertThat(client.await(Http2Socket.RST_STREAM, stream)).isEqualTo(error(Http2Error.CANCEL));
		}
		client.send(windowUpdate(0, EchoService.MEGABYTE));
		assertThat(client.await(Http2Socket.DATA, 17)).isEqualTo(nothing);
		assertThat(client.dataBytes()).isLessThan(EchoService.MEGABYTE);
	}

	private static ConnectionLimits withTransfer(Duration transfer) {
		return new ConnectionLimits(USUAL.connections(), USUAL.streams(), USUAL.silence(), transfer, USUAL.heldBytes());
	}

	@Test
	void connectionOverTheLimitIsClosedUntilAnotherOneEnds() throws IOException {
		open(new ConnectionLimits(2, USUAL.streams(), USUAL.silence(), USUAL.transfer(), USUAL.heldBytes()));
		Socket first = connect();
		assertServed(first);
		assertServed(connect());
		assertThat(isServed(connect())).isFalse();
		first.close();
		Awaitility.await().atMost(Duration.ofMillis(LIMIT_MILLIS)).until(() -> isServed(connect()));
	}

	@Test
	void streamOverTheLimitIsRefused() throws IOException {
		open(new ConnectionLimits(USUAL.connections(), 2, USUAL.silence(), USUAL.transfer(), USUAL.heldBytes()));
		Http2Socket client = closeLater(new Http2Socket(this.port));
		client.await(Http2Socket.SETTINGS, 0);
		for (int stream = 1; stream <= 5; stream += 2) {
			client.send(Http2Socket.frame(Http2Socket.HEADERS, Http2Socket.END_HEADERS, stream,
					client.head(stream, "Say")));
		}
		assertThat(client.await(Http2Socket.RST_STREAM, 5)).isEqualTo(error(Http2Error.REFUSED_STREAM));
	}

	@Test
	void clientThatGivesUpManyCallsKeepsItsConnection() throws IOException {
		open(USUAL);
		Http2Socket client = closeLater(new Http2Socket(this.port));
		int stream = 1;
		for (int call = 0; call < 500; call++) {
			client.send(Http2Socket.frame(Http2Socket.HEADERS, Http2Socket.END_HEADERS, stream,
					client.head(stream, "Say")));
			client.send(Http2Socket.frame(Http2Socket.RST_STREAM, 0, stream, error(Http2Error.CANCEL)));
			stream += 2;
		}
		client.send(client.call(stream, "Say", "{}".getBytes(StandardCharsets.US_ASCII)));
		assertThat(new String(client.await(Http2Socket.DATA, stream), StandardCharsets.US_ASCII)).isEqualTo("{}");
	}

	private static byte[] error(Http2Error error) {
		return Http2Socket.number((int) error.code());
	}

	@Test
	void bodiesThatNeverEndAreRefusedBeforeTheyFillTheMemory() throws IOException {
		open(new ConnectionLimits(USUAL.connections(), USUAL.streams(), USUAL.silence(), USUAL.transfer(),
				8 * EchoService.MEGABYTE));
		String part = "x".repeat(EchoService.MEGABYTE);
		List<Socket> clients = new ArrayList<>();
		for (int client = 0; client < 12; client++) {
			clients.add(connect());
			send(clients.get(client), HEAD + "Say\r\nContent-Length: 20000000\r\n\r\n" + part);
		}
		Awaitility.await()
			.atMost(Duration.ofMillis(LIMIT_MILLIS))
			.untilAsserted(() -> assertThat(clients).anyMatch(BadClientTests::hasAnswer));
		assertThat(clients).filteredOn(BadClientTests::hasAnswer)
			.allSatisfy((client) -> assertThat(new String(readAnswer(client), StandardCharsets.US_ASCII))
				.startsWith("{\"__type\":\"ServiceUnavailable\""));
		Awaitility.await().atMost(Duration.ofMillis(LIMIT_MILLIS)).until(() -> isServed(connect()));
	}

	private static boolean hasAnswer(Socket socket) {
		try {
			return socket.getInputStream().available() > 0;
		}
		catch (IOException ex) {
			return false;
		}
	}

	@Test
	void pipelinedCallsWaitUntilTheAnswersBeforeThemAreRead() throws IOException {
		open(USUAL);
		int calls = 200;
		Socket socket = connect();
		send(socket, (HEAD + "SayMuch\r\nContent-Length: 0\r\n\r\n").repeat(calls));
		for (int answered = 0; answered < calls; answered++) {
			assertThat(readAnswer(socket)).hasSize(LARGE_ANSWER);
			// Eight in the backlog, and what the sockets of the machine keep
			assertThat(this.service.calls() - answered).isLessThan(40);
		}
		assertThat(this.service.calls()).isEqualTo(calls);
	}

	@Test
	void callsOnStreamsWaitUntilTheAnswersBeforeThemAreRead() throws IOException {
		open(USUAL);
		int calls = 100;
		Http2Socket client = closeLater(new Http2Socket(this.port));
		for (int call = 0; call < calls; call++) {
			client.send(client.call(2 * call + 1, "SayMuch", "{}".getBytes(StandardCharsets.US_ASCII)));
		}
		client.send(Http2Socket.frame(Http2Socket.PING, 0, 0, new byte[8]));
		client.await(Http2Socket.PING, 0);
		assertThat(this.service.calls()).isEqualTo(8);
		assertServed(connect());
		client.send(windowUpdate(0, Integer.MAX_VALUE - 65_535));
		for (int call = 0; call < calls; call++) {
			client.send(windowUpdate(2 * call + 1, EchoService.MEGABYTE));
		}
		while (client.dataBytes() < (long) calls * LARGE_ANSWER) {
			assertThat(client.read().type()).isNotIn(Http2Socket.RST_STREAM, Http2Socket.GO_AWAY);
		}
		assertThat(this.service.calls()).isEqualTo(calls + 1);
	}

	private static byte[] windowUpdate(int stream, int increment) {
		return Http2Socket.frame(Http2Socket.WINDOW_UPDATE, 0, stream, Http2Socket.number(increment));
	}

	private void open(ConnectionLimits limits) throws IOException {
		HttpEndpoint endpoint = closeLater(
				HttpEndpoint.open(new Binding(InetAddress.getLoopbackAddress(), 0, null),
						new CallRouter(new WebGuard(InetAddress.getLoopbackAddress()), "us-east-1",
								List.of(this.service), CallInterceptor.NONE, ControlPath.NONE, Clock.systemUTC()),
						limits));
		this.port = endpoint.port();
	}

	private Socket connect() throws IOException {
		Socket socket = closeLater(new Socket(InetAddress.getLoopbackAddress(), this.port));
		socket.setSoTimeout(LIMIT_MILLIS);
		return socket;
	}

	private <T extends AutoCloseable> T closeLater(T resource) {
		this.open.add(resource);
		return resource;
	}

	private static void assertServed(Socket socket) throws IOException {
		assertThat(isServed(socket)).isTrue();
	}

	private static boolean isServed(Socket socket) throws IOException {
		try {
			send(socket, HEAD + "Say\r\nContent-Length: 2\r\n\r\n{}");
			return new String(readAnswer(socket), StandardCharsets.US_ASCII).equals("{}");
		}
		catch (SocketException | EOFException ex) {
			return false;
		}
	}

	private static byte[] readAnswer(Socket socket) throws IOException {
		StringBuilder head = new StringBuilder();
		while (!head.toString().endsWith("\r\n\r\n")) {
			int next = socket.getInputStream().read();
			if (next < 0) {
				throw new EOFException();
			}
			head.append((char) next);
		}
		Matcher length = CONTENT_LENGTH.matcher(head);
		assertThat(length.find()).isTrue();
		return socket.getInputStream().readNBytes(Integer.parseInt(length.group(1)));
	}

	private static void send(Socket socket, String bytes) throws IOException {
		socket.getOutputStream().write(bytes.getBytes(StandardCharsets.ISO_8859_1));
	}

}
