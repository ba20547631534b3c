package io.kinesisboot.embedded.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AnswerWriter;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.EventSink;
import io.kinesisboot.embedded.protocol.EventSource;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.eventstream.Message;
import software.amazon.eventstream.MessageDecoder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Tests for {@link EventStreamHandler}: event streams as their clients see them, in front
 * of a service that sends what the test tells it to.
 */
class EventStreamTests {

	private static final int LIMIT_MILLIS = 30_000;

	private final ScriptedService service = new ScriptedService();

	private HttpEndpoint endpoint;

	@BeforeEach
	void open() throws IOException {
		this.endpoint = HttpEndpoint.open(new Binding(InetAddress.getLoopbackAddress(), 0, null), "us-east-1",
				List.of(this.service), Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	private Connection open(Socket socket) throws IOException, InterruptedException {
		socket.getOutputStream().write(call("Watch").getBytes(StandardCharsets.UTF_8));
		return this.service.next();
	}

	private Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.endpoint.port());
		socket.setSoTimeout(LIMIT_MILLIS);
		return socket;
	}

	private static String call(String action) {
		return "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Scripted_1." + action
				+ "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: 2\r\n\r\n{}";
	}

	@Test
	void eventsFollowTheInitialResponseAndTheConnectionClosesAfterTheLast() throws Exception {
		HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + this.endpoint.port()))
			.version(HttpClient.Version.HTTP_1_1)
			.header("X-Amz-Target", "Scripted_1.Watch")
			.header("Content-Type", "application/x-amz-json-1.1")
			.POST(HttpRequest.BodyPublishers.ofString("{}"))
			.build();
		HttpResponse<InputStream> response = HttpClient.newHttpClient()
			.send(request, HttpResponse.BodyHandlers.ofInputStream());
		Connection connection = this.service.next();
		connection.run((sink) -> {
			sink.send("Tick", (out) -> out.number("Number", 1));
			sink.send("Tick", (out) -> out.number("Number", 2));
			sink.fail(AwsError.badRequest("EnoughException", "Enough"));
			sink.send("Tick", (out) -> out.number("Number", 3));
		});
		assertThat(response.headers().firstValue("content-type")).hasValue("application/vnd.amazon.eventstream");
		assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
		assertThat(payloads(response.body().readAllBytes())).containsExactly("{\"Welcome\":true}", "{\"Number\":1}",
				"{\"Number\":2}", "{\"message\":\"Enough\"}");
		assertThat(connection.awaitClosed()).isTrue();
	}

	private static List<String> payloads(byte[] frames) {
		List<Message> messages = new ArrayList<>();
		new MessageDecoder(messages::add).feed(ByteBuffer.wrap(frames));
		return messages.stream().map((message) -> new String(message.getPayload(), StandardCharsets.UTF_8)).toList();
	}

	@Test
	void eventIsDeliveredWhileTheStreamIsOpen() throws Exception {
		try (Socket socket = connect()) {
			Connection connection = open(socket);
			connection.run((sink) -> sink.send("Tick", (out) -> out.text("Word", "early")));
			assertThat(readUntil(socket, "\"early\"")).startsWith("HTTP/1.1 200 OK\r\n");
		}
	}

	private static String readUntil(Socket socket, String end) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		while (!bytes.toString(StandardCharsets.ISO_8859_1).contains(end)) {
			int next = socket.getInputStream().read();
			assertThat(next).as("end of the connection").isNotNegative();
			bytes.write(next);
		}
		return bytes.toString(StandardCharsets.ISO_8859_1);
	}

	@Test
	void nothingFollowsAnEventStreamOnItsConnection() throws Exception {
		try (Socket socket = connect()) {
			String calls = call("Watch") + call("Say") + "POST / HTTP/1.1\r\nExpect: 100-continue\r\n"
					+ "Content-Length: 5\r\n\r\n";
			socket.getOutputStream().write(calls.getBytes(StandardCharsets.UTF_8));
			Connection connection = this.service.next();
			socket.getOutputStream().write(("12345" + call("Say")).getBytes(StandardCharsets.UTF_8));
			connection.run((sink) -> {
				sink.send("Tick", (out) -> out.text("Word", "last"));
				sink.complete();
			});
			String answers = new String(socket.getInputStream().readAllBytes(), StandardCharsets.ISO_8859_1);
			assertThat(answers).containsOnlyOnce("HTTP/1.1")
				.contains("connection: close", "\"last\"")
				.doesNotContain("\"hello\"")
				.endsWith("\r\n0\r\n\r\n");
		}
	}

	@Test
	void clientWithCallsBehindItsEventStreamIsSeenToLeave() throws Exception {
		Connection connection;
		try (Socket socket = connect()) {
			socket.getOutputStream().write((call("Watch") + call("Say").repeat(50)).getBytes(StandardCharsets.UTF_8));
			connection = this.service.next();
		}
		assertThat(connection.awaitClosed()).isTrue();
	}

	@Test
	void clientThatLeavesClosesItsSource() throws Exception {
		Connection connection;
		try (Socket socket = connect()) {
			connection = open(socket);
			connection.run((sink) -> sink.schedule(Duration.ofMillis(1), connection.scheduled::countDown));
			assertThat(connection.scheduled.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS)).isTrue();
			assertThat(connection.closed.getCount()).isEqualTo(1);
		}
		assertThat(connection.awaitClosed()).isTrue();
	}

	@Test
	void closeOfTheEndpointClosesItsSources() throws Exception {
		try (Socket socket = connect()) {
			Connection connection = open(socket);
			this.endpoint.close();
			assertThat(connection.awaitClosed()).isTrue();
			connection.run((sink) -> sink.send("Tick", Answer.EMPTY));
		}
	}

	@Test
	void sinkPausesAndGoesOnWithItsClient() throws Exception {
		try (Socket socket = connect()) {
			Connection connection = open(socket);
			connection.run((sink) -> {
				while (sink.isWritable()) {
					sink.send("Tick", (out) -> out.bytes("Data", ByteBuffer.allocate(100_000)));
				}
				connection.results.clear();
				connection.results.add("paused");
			});
			await().atMost(LIMIT_MILLIS, TimeUnit.MILLISECONDS).until(() -> connection.result().equals("paused"));
			Thread reader = new Thread(() -> readAll(socket));
			reader.start();
			assertThat(connection.result()).isEqualTo("writable");
			connection.run(EventSink::complete);
			reader.join(LIMIT_MILLIS);
			assertThat(reader.isAlive()).isFalse();
		}
	}

	private static void readAll(Socket socket) {
		try {
			socket.getInputStream().transferTo(ByteArrayOutputStream.nullOutputStream());
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Opens an event stream for {@code Watch} and leaves the rest to the test.
	 */
	private static final class ScriptedService implements AwsService {

		private final BlockingQueue<Connection> connections = new LinkedBlockingQueue<>();

		Connection next() throws InterruptedException {
			return Objects.requireNonNull(this.connections.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
		}

		@Override
		public String targetPrefix() {
			return "Scripted_1";
		}

		@Override
		public Answer call(String action, RequestBody request) {
			return action.equals("Say") ? (out) -> out.text("Word", "hello") : new Watch();
		}

		/**
		 * Hands the connection over to the test.
		 */
		private final class Watch implements EventStreamAnswer {

			@Override
			public void writeTo(AnswerWriter out) {
				out.flag("Welcome", true);
			}

			@Override
			public EventSource open(EventSink sink) {
				Connection connection = new Connection(sink);
				ScriptedService.this.connections.add(connection);
				return connection;
			}

		}

	}

	/**
	 * An open event stream.
	 */
	private static final class Connection implements EventSource {

		final CountDownLatch closed = new CountDownLatch(1);

		final CountDownLatch scheduled = new CountDownLatch(1);

		final BlockingQueue<String> results = new LinkedBlockingQueue<>();

		private final EventSink sink;

		Connection(EventSink sink) {
			this.sink = sink;
		}

		void run(Consumer<EventSink> script) {
			this.sink.execute(() -> script.accept(this.sink));
		}

		String result() throws InterruptedException {
			return Objects.requireNonNull(this.results.poll(LIMIT_MILLIS, TimeUnit.MILLISECONDS));
		}

		boolean awaitClosed() throws InterruptedException {
			return this.closed.await(LIMIT_MILLIS, TimeUnit.MILLISECONDS);
		}

		@Override
		public void writable() {
			this.results.add("writable");
		}

		@Override
		public void closed() {
			this.closed.countDown();
		}

	}

}
