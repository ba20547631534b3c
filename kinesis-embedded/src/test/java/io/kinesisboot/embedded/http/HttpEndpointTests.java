package io.kinesisboot.embedded.http;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.List;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link HttpEndpoint}: good and bad requests byte by byte, in front of a
 * service that says what it was told.
 */
class HttpEndpointTests {

	private static final int SOCKET_LIMIT_MILLIS = 30_000;

	private static final Binding LOOPBACK = new Binding(InetAddress.getLoopbackAddress(), 0, null);

	private static final HttpClient http = HttpClient.newHttpClient();

	private static HttpEndpoint endpoint;

	@BeforeAll
	static void open() throws IOException {
		endpoint = HttpEndpoint.open(LOOPBACK, "us-east-1", List.of(new EchoService()), Clock.systemUTC());
	}

	@AfterAll
	static void close() {
		endpoint.close();
	}

	@ParameterizedTest
	@ValueSource(strings = { "application/x-amz-json-1.0", "application/x-amz-json-1.1",
			"application/x-amz-json-1.1; charset=UTF-8" })
	void answerHasTheTypeOfItsRequest(String contentType) throws IOException, InterruptedException {
		HttpResponse<String> response = post("Echo_1.Say", contentType, "{\"Word\":\"hello\"}");
		assertThat(response.statusCode()).isEqualTo(200);
		assertThat(response.headers().firstValue("content-type")).hasValue(contentType);
		assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
		assertThat(response.body()).isEqualTo("{\"Word\":\"hello\"}");
	}

	private static HttpResponse<String> post(String target, String contentType, String body)
			throws IOException, InterruptedException {
		HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port()))
			.version(HttpClient.Version.HTTP_1_1)
			.timeout(Duration.ofMillis(SOCKET_LIMIT_MILLIS))
			.POST(HttpRequest.BodyPublishers.ofString(body));
		if (!target.isEmpty()) {
			request.header("X-Amz-Target", target);
		}
		if (!contentType.isEmpty()) {
			request.header("Content-Type", contentType);
		}
		return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
			Echo_1.Say|application/x-amz-json-1.1|{"Word":|400|SerializationException
			Echo_1.Say|application/x-amz-json-1.1|[]|400|SerializationException
			Echo_1.Say|application/x-amz-json-1.1|{"Word":1}|400|SerializationException
			Echo_1.Say|application/x-amz-json-1.1|{} {}|400|SerializationException
			Echo_1.Say|application/x-amz-cbor-1.1|{"Word":"x"}|400|SerializationException
			Echo_1.Shout|application/x-amz-json-1.1|{}|400|UnknownOperationException
			Echo_2.Say|application/x-amz-json-1.1|{}|400|UnknownOperationException
			Echo|application/x-amz-json-1.1|{}|400|UnknownOperationException
			``|application/x-amz-json-1.1|{}|400|UnknownOperationException
			Echo_1.Refuse|application/x-amz-json-1.1|{}|400|com.example.echo#RefusedException
			Echo_1.Fail|application/x-amz-json-1.1|{}|500|InternalFailure
			Echo_1.FailLate|application/x-amz-json-1.1|{}|500|InternalFailure
			Echo_1.Say|text/plain|{}|404|<UnknownOperationException/>
			``|``|{}|403|<AccessDeniedException>
			""")
	void badCallIsAnsweredWithTheServicesOwnError(String target, String contentType, String body, int status,
			String error) throws IOException, InterruptedException {
		HttpResponse<String> response = post(target, contentType, body);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(error).doesNotContain("\tat ", "java.");
		assertThat(response.headers().firstValue("x-amzn-requestid")).isPresent();
	}

	@Test
	void detailsOfAnErrorFollowItsMessage() throws IOException, InterruptedException {
		HttpResponse<String> response = post("Echo_1.Refuse", "application/x-amz-json-1.0", "{}");
		assertThat(response.body())
			.isEqualTo("{\"__type\":\"com.example.echo#RefusedException\",\"message\":\"Not today\",\"Until\":42}");
		assertThat(response.headers().firstValue("x-amzn-errortype")).hasValue("RefusedException");
	}

	@Test
	void callWithoutPostIsDenied() throws IOException {
		assertThat(exchange("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")).startsWith("HTTP/1.1 403 ")
			.contains("Unable to determine service/operation name to be authorized");
	}

	@ParameterizedTest
	@ValueSource(
			strings = { "GARBAGE\r\n\r\n", "PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n", "POST / HTTP/1.1\r\nno colon\r\n\r\n",
					"POST / HTTP/1.1\r\nContent-Length: -1\r\n\r\n", "\u0016\u0003\u0001\u0002", "\r\n\r\n",
					"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\nno frame of HTTP/2 begins like this" })
	void whatIsNoRequestGetsAnAnswerOrAClosedConnection(String bytes) throws IOException {
		String answer = exchange(bytes);
		if (answer.startsWith("HTTP/1.1")) {
			assertThat(answer).containsPattern("^HTTP/1.1 40[03] ");
		}
	}

	@Test
	void halfSentRequestOfAClientThatLeavesIsDropped() throws IOException {
		try (Socket socket = connect()) {
			send(socket, "POST / HTTP/1.1\r\nContent-Length: 100\r\n\r\n{");
			socket.shutdownOutput();
			assertThat(socket.getInputStream().readAllBytes()).isEmpty();
		}
	}

	@Test
	void pipelinedCallsAreAnsweredInTheirOrder() throws IOException {
		StringBuilder calls = new StringBuilder();
		StringBuilder words = new StringBuilder();
		for (int call = 0; call < 20; call++) {
			calls.append(say("word-" + call + ";", ""));
			words.append("word-").append(call).append(';');
		}
		calls.append(say("end", "Connection: close\r\n"));
		String answers = exchange(calls.toString());
		assertThat(answers.replaceAll("(?s)HTTP/1.1 200.*?\\{\"Word\":\"([^\"]*)\"}", "$1")).isEqualTo(words + "end");
	}

	private static String say(String word, String headers) {
		String body = "{\"Word\":\"" + word + "\"}";
		return "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Echo_1.Say\r\n"
				+ "Content-Type: application/x-amz-json-1.1\r\nContent-Length: " + body.length() + "\r\n" + headers
				+ "\r\n" + body;
	}

	@Test
	void clientThatWaitsForConsentGetsIt() throws IOException {
		try (Socket socket = connect()) {
			String call = say("patience", "Expect: 100-continue\r\nConnection: close\r\n");
			int body = call.indexOf("\r\n\r\n") + 4;
			send(socket, call.substring(0, body));
			byte[] consent = socket.getInputStream().readNBytes(25);
			assertThat(new String(consent, StandardCharsets.UTF_8)).isEqualTo("HTTP/1.1 100 Continue\r\n\r\n");
			send(socket, call.substring(body));
			assertThat(readAll(socket.getInputStream())).contains("patience");
		}
	}

	@Test
	void bodyOverTheLimitIsRefusedInTheFormatOfTheCall() throws IOException, InterruptedException {
		HttpResponse<String> response = post("Echo_1.Say", "application/x-amz-json-1.1", "x".repeat(21 * 1024 * 1024));
		assertThat(response.statusCode()).isEqualTo(413);
		assertThat(response.body()).isEqualTo("{\"__type\":\"RequestEntityTooLargeException\","
				+ "\"message\":\"The request body must not be larger than 20971520 bytes\"}");
	}

	@Test
	void targetInThePathIsRouted() throws IOException, InterruptedException {
		HttpRequest request = HttpRequest
			.newBuilder(URI.create("http://127.0.0.1:" + endpoint.port() + "/service/Echo_1/operation/Say"))
			.header("Content-Type", "application/cbor")
			.header("smithy-protocol", "rpc-v2-cbor")
			.POST(HttpRequest.BodyPublishers.ofByteArray(new byte[] { (byte) 0xa0 }))
			.build();
		HttpResponse<byte[]> response = http.send(request, HttpResponse.BodyHandlers.ofByteArray());
		assertThat(response.body()).isEqualTo(new byte[] { (byte) 0xbf, (byte) 0xff });
		assertThat(response.headers().firstValue("smithy-protocol")).hasValue("rpc-v2-cbor");
	}

	@Test
	void closeEndsOpenConnections() throws IOException {
		HttpEndpoint own = HttpEndpoint.open(LOOPBACK, "us-east-1", List.of(new EchoService()), Clock.systemUTC());
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), own.port())) {
			socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
			send(socket, say("first", ""));
			assertThat(socket.getInputStream().read()).isEqualTo('H');
			own.close();
			assertThat(readAll(socket.getInputStream())).endsWith("{\"Word\":\"first\"}");
		}
		finally {
			own.close();
		}
	}

	private static Socket connect() throws IOException {
		Socket socket = new Socket(InetAddress.getLoopbackAddress(), endpoint.port());
		socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
		return socket;
	}

	private static String exchange(String bytes) throws IOException {
		try (Socket socket = connect()) {
			send(socket, bytes);
			return readAll(socket.getInputStream());
		}
	}

	private static void send(Socket socket, String bytes) throws IOException {
		OutputStream out = socket.getOutputStream();
		out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
		out.flush();
	}

	private static String readAll(InputStream in) throws IOException {
		ByteArrayOutputStream bytes = new ByteArrayOutputStream();
		in.transferTo(bytes);
		return bytes.toString(StandardCharsets.UTF_8);
	}

}
