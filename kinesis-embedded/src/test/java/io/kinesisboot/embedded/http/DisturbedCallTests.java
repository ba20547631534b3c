package io.kinesisboot.embedded.http;

import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.regex.Pattern;

import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.Call;
import io.kinesisboot.embedded.protocol.CallInterceptor;
import io.kinesisboot.embedded.protocol.Delivery;
import io.kinesisboot.embedded.protocol.Disturbance;
import io.kinesisboot.embedded.protocol.RequestBody;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for what befalls calls between the connection and the service, byte by byte. The
 * action says what befalls a call.
 */
class DisturbedCallTests implements CallInterceptor, AwsService {

	private static final int SOCKET_LIMIT_MILLIS = 30_000;

	private final List<String> seen = Collections.synchronizedList(new ArrayList<>());

	private HttpEndpoint endpoint;

	@BeforeEach
	void open() throws IOException {
		this.endpoint = HttpEndpoint.open(new Binding(InetAddress.getLoopbackAddress(), 0, null), "us-east-1",
				List.of(this), this, (request) -> {
					throw new IllegalStateException("Deliberate failure of a test");
				}, Clock.systemUTC());
	}

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	@Override
	public String targetPrefix() {
		return "Echo_1";
	}

	@Override
	public Answer call(String action, RequestBody request) {
		this.seen.add("call " + action);
		return (out) -> out.text("Word", request.text("Word"));
	}

	@Override
	public Disturbance before(Call call) {
		return switch (call.action()) {
			case "Slow", "SlowAndLost" -> Disturbance.NONE.delayedBy(Duration.ofMillis(50));
			case "Refused" -> Disturbance.NONE.refusedWith(new AwsError(418, "Teapot", "short and stout"));
			case "Bad" -> throw new IllegalStateException("Deliberate failure of a test");
			default -> Disturbance.NONE;
		};
	}

	@Override
	public Delivery after(Call call, @Nullable AwsError refusal) {
		this.seen.add("after " + call.action() + ((refusal != null) ? " " + refusal.type() : ""));
		return switch (call.action()) {
			case "Cut" -> Delivery.CUT;
			case "Lost", "SlowAndLost" -> Delivery.LOST;
			default -> Delivery.WHOLE;
		};
	}

	private static String request(String action, String word, String headers) {
		String body = "{\"Word\":\"" + word + "\"}";
		return "POST / HTTP/1.1\r\nHost: x\r\nX-Amz-Target: Echo_1." + action
				+ "\r\nContent-Type: application/x-amz-json-1.1\r\nContent-Length: " + body.length() + "\r\n" + headers
				+ "\r\n" + body;
	}

	private String exchange(String bytes) throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.endpoint.port())) {
			socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
			OutputStream out = socket.getOutputStream();
			out.write(bytes.getBytes(StandardCharsets.ISO_8859_1));
			out.flush();
			return new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
	}

	@Test
	void pipelinedAnswersKeepTheirOrderBehindOnesThatAreHeldBack() throws IOException {
		String answers = exchange(request("Say", "a", "") + request("Slow", "b", "") + request("Say", "c", "")
				+ request("Slow", "d", "") + request("Say", "e", "Connection: close\r\n"));
		assertThat(answers.replaceAll("(?s)HTTP/1.1 200.*?\\{\"Word\":\"([^\"]*)\"}", "$1")).isEqualTo("abcde");
	}

	@Test
	void answerIsHeldBackForLessThanTheSilenceThatEndsItsConnection() {
		assertThat(Fault.MAX_DELAY).isLessThan(ConnectionLimits.usual().silence());
	}

	@Test
	void refusalAndContinueDoNotOvertakeAnAnswerThatIsHeldBack() throws IOException {
		String tooLarge = "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\nExpect: 100-continue\r\n\r\n";
		String answers = exchange(
				request("Slow", "a", "") + request("Say", "b", "Expect: 100-continue\r\n") + tooLarge);
		assertThat(Pattern.compile("HTTP/1.1 (\\d+)").matcher(answers).results().map((line) -> line.group(1)))
			.containsExactly("200", "100", "200", "413");
	}

	@Test
	void refusedBodyOfAClientThatWantsToCloseEndsTheConnection() throws IOException {
		assertThat(exchange("POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 30000000\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 413 ")
			.contains("connection: close");
	}

	@Test
	void connectionGoesOnAfterAnAnswerThatWasHeldBack() throws IOException {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.endpoint.port())) {
			socket.setSoTimeout(SOCKET_LIMIT_MILLIS);
			OutputStream out = socket.getOutputStream();
			out.write(request("Slow", "first", "").getBytes(StandardCharsets.ISO_8859_1));
			StringBuilder answer = new StringBuilder();
			while (!answer.toString().endsWith("first\"}")) {
				answer.append((char) socket.getInputStream().read());
			}
			out.write(request("Say", "second", "Connection: close\r\n").getBytes(StandardCharsets.ISO_8859_1));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.endsWith("second\"}");
		}
	}

	@Test
	void refusedCallIsNotServed() throws IOException {
		String answer = exchange(request("Refused", "a", "Connection: close\r\n"));
		assertThat(answer).startsWith("HTTP/1.1 418 ")
			.endsWith("{\"__type\":\"Teapot\",\"message\":\"short and stout\"}");
		assertThat(this.seen).containsExactly("after Refused Teapot");
	}

	@Test
	void halfOfACutAnswerArrives() throws IOException {
		String answer = exchange(request("Cut", "0123456789", "") + request("Say", "b", ""));
		assertThat(answer).startsWith("HTTP/1.1 200 OK")
			.contains("content-length: 21")
			.endsWith("\r\n\r\n{\"Word\":\"0");
		assertThat(this.seen).startsWith("call Cut", "after Cut");
	}

	@Test
	void nothingOfALostAnswerArrivesThoughTheCallIsServed() throws IOException {
		assertThat(exchange(request("Say", "a", "") + request("Lost", "b", ""))).endsWith("{\"Word\":\"a\"}");
		assertThat(exchange(request("SlowAndLost", "c", ""))).isEmpty();
		assertThat(this.seen).containsExactly("call Say", "after Say", "call Lost", "after Lost", "call SlowAndLost",
				"after SlowAndLost");
	}

	@Test
	void unexpectedFailureIsAnswered() throws IOException {
		assertThat(exchange(request("Bad", "a", "Connection: close\r\n"))).startsWith("HTTP/1.1 500 ")
			.contains("{\"__type\":\"InternalFailure\"");
		assertThat(exchange("GET /_kinesis/calls HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"))
			.startsWith("HTTP/1.1 500 ")
			.contains("{\"error\":\"InternalFailure\"");
	}

	@Test
	void brokenQueryOfTheControlPathIsRefused() throws IOException {
		String answer = exchange("GET /_kinesis/calls?limit=%zz HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n");
		assertThat(answer).startsWith("HTTP/1.1 400 ").contains("MalformedPath");
	}

}
