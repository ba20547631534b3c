package io.kinesisboot.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;

import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for the control path as other languages use it.
 */
class EndpointControlTests {

	private static final HttpClient http = HttpClient.newHttpClient();

	private EmbeddedKinesis endpoint;

	@BeforeEach
	void start() {
		MovableClock clock = new MovableClock(Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));
		this.endpoint = EmbeddedKinesis.builder().stream("orders", 1).clock(clock).faultSeed(42).build().start();
	}

	@AfterEach
	void close() {
		this.endpoint.close();
	}

	private HttpResponse<String> send(String method, String path, String body) {
		HttpRequest request = HttpRequest.newBuilder(this.endpoint.endpoint().resolve("/_kinesis/" + path))
			.method(method, HttpRequest.BodyPublishers.ofString(body))
			.build();
		try {
			return http.send(request, HttpResponse.BodyHandlers.ofString());
		}
		catch (IOException | InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private String ok(String method, String path, String body) {
		HttpResponse<String> response = send(method, path, body);
		assertThat(response.statusCode()).as(response.body()).isEqualTo(200);
		assertThat(response.headers().firstValue("content-type")).hasValue("application/json");
		return response.body();
	}

	@Test
	void faultsAreAddedListedAndRemoved() {
		assertThat(ok("POST", "faults",
				"{\"kind\":\"failCalls\",\"code\":\"InternalFailure\",\"action\":\"PutRecords\",\"times\":2}"))
			.isEqualTo("{\"id\":1,\"kind\":\"failCalls\",\"action\":\"PutRecords\",\"share\":1.0,\"times\":2,"
					+ "\"code\":\"InternalFailure\",\"status\":500,\"message\":\"Refused by a fault on demand\","
					+ "\"strikes\":0}");
		ok("POST", "faults", "{\"kind\":\"throttleRecords\",\"stream\":\"orders\",\"share\":0.25}");
		assertThat(this.endpoint.faults().list()).extracting(ActiveFault::fault)
			.extracting(Fault::toString)
			.containsExactly("failCalls with 500 InternalFailure, action PutRecords, 2 times",
					"throttleRecords, stream 'orders', share 0.25");
		assertThat(ok("DELETE", "faults/1", ""))
			.isEqualTo("{\"seed\":42,\"faults\":[{\"id\":2,"
					+ "\"kind\":\"throttleRecords\",\"stream\":\"orders\",\"share\":0.25,\"strikes\":0}]}")
			.isEqualTo(ok("GET", "faults", ""));
		assertThat(ok("DELETE", "faults", "")).isEqualTo("{\"seed\":42,\"faults\":[]}");
	}

	@Test
	void faultThatWasAddedStrikes() {
		ok("POST", "faults", "{\"kind\":\"loseAnswers\",\"action\":\"PutRecord\",\"times\":1}");
		put("hello");
		assertThat(this.endpoint.stream("orders").records()).extracting(RecordView::text)
			.containsExactly("hello", "hello");
		assertThat(ok("GET", "faults", "")).contains("\"strikes\":1");
	}

	private void put(String text) {
		try (KinesisAsyncClient client = SdkClients.kinesis(this.endpoint, Protocol.HTTP1_1)) {
			client.putRecord((call) -> call.streamName("orders").partitionKey("a").data(SdkBytes.fromUtf8String(text)))
				.join();
		}
	}

	@Test
	void recordsAreShown() {
		put("Hello");
		put("again");
		String sequenceNumber = this.endpoint.stream("orders").records().get(0).sequenceNumber();
		assertThat(ok("GET", "streams/orders/records", "")).startsWith("{\"total\":2,\"records\":[{"
				+ "\"partitionKey\":\"a\",\"data\":\"SGVsbG8=\",\"sequenceNumber\":\"" + sequenceNumber
				+ "\",\"shardId\":\"shardId-000000000000\",\"arrivalTime\":\"2026-01-02T03:04:05Z\","
				+ "\"aggregated\":false},{");
		assertThat(ok("GET", "streams/orders/records?limit=1", "")).startsWith("{\"total\":2,")
			.contains("YWdhaW4=")
			.doesNotContain("SGVsbG8=");
		assertThat(ok("GET", "streams/orders/records?shardId=shardId-000000000001", ""))
			.isEqualTo("{\"total\":0,\"records\":[]}");
	}

	@Test
	void noMoreRecordsAreShownThanFitIntoAnAnswer() {
		String large = "x".repeat(1_000_000);
		for (int record = 0; record < 9; record++) {
			put(large);
		}
		String answer = ok("GET", "streams/orders/records", "");
		assertThat(answer).startsWith("{\"total\":9,");
		assertThat(answer.split("partitionKey", -1)).hasSize(1 + 8);
	}

	@Test
	void callsAreShown() {
		put("hello");
		ok("POST", "faults", "{\"kind\":\"failCalls\",\"code\":\"InternalFailure\",\"times\":1}");
		put("again");
		String served = "{\"action\":\"PutRecord\",\"stream\":\"orders\",\"time\":\"2026-01-02T03:04:05Z\","
				+ "\"answer\":\"WHOLE\"}";
		String refused = "{\"action\":\"PutRecord\",\"stream\":\"orders\",\"time\":\"2026-01-02T03:04:05Z\","
				+ "\"status\":500,\"code\":\"InternalFailure\",\"message\":\"Refused by a fault on demand\","
				+ "\"answer\":\"WHOLE\"}";
		assertThat(ok("GET", "calls", ""))
			.isEqualTo("{\"dropped\":0,\"calls\":[" + served + "," + refused + "," + served + "]}");
		assertThat(ok("GET", "calls?limit=1", "")).isEqualTo("{\"dropped\":2,\"calls\":[" + served + "]}");
	}

	@Test
	void clockIsMoved() {
		assertThat(ok("POST", "clock", "{\"advanceMillis\":61000}")).isEqualTo("{\"now\":\"2026-01-02T03:05:06Z\"}");
		put("later");
		assertThat(this.endpoint.stream("orders").records()).extracting(RecordView::arrivalTime)
			.containsExactly(Instant.parse("2026-01-02T03:05:06Z"));
	}

	@Test
	void clockThatCannotBeMovedIsTold() {
		this.endpoint.close();
		this.endpoint = EmbeddedKinesis.builder().build().start();
		HttpResponse<String> response = send("POST", "clock", "{\"advanceMillis\":1}");
		assertThat(response.statusCode()).isEqualTo(400);
		assertThat(response.body()).contains("cannot be moved; build it with a MovableClock");
	}

	@ParameterizedTest
	@CsvSource({ "DELETE,/_kinesis/faults,Origin: https://example.com", "POST,/_kinesis/clock,Origin: null",
			"GET,/_kinesis/calls,Host: rebound.example.com", "POST,/,Origin: http://localhost:8080" })
	void pageOfTheWebIsRefused(String method, String path, String header) throws IOException {
		this.endpoint.faults().add(Fault.loseAnswers().build());
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), this.endpoint.endpoint().getPort())) {
			socket.setSoTimeout(30_000);
			socket.getOutputStream()
				.write("%s %s HTTP/1.1\r\n%s\r\nConnection: close\r\n\r\n".formatted(method, path, header)
					.getBytes(StandardCharsets.US_ASCII));
			assertThat(new String(socket.getInputStream().readAllBytes(), StandardCharsets.UTF_8))
				.startsWith("HTTP/1.1 403 ")
				.contains("does not serve web pages");
		}
		assertThat(this.endpoint.faults().list()).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', emptyValue = "", textBlock = """
			POST|faults|{"kind":"explode"}|400|'kind' must be one of [throttleRecords,
			POST|faults|{"kind":"cutAnswers","shares":1}|400|Unknown field 'shares'
			POST|faults|{"kind":|400|The request body is not well-formed
			POST|faults|[]|400|Start of structure or map found where not expected.
			DELETE|faults/7|``|404|There is no DELETE /_kinesis/faults/7
			DELETE|faults/x|``|400|'id' must be a whole number but was 'x'
			POST|clock|{"advanceMillis":-1}|400|'advanceMillis' must be a whole number of at least 0 but was -1
			POST|clock|{"advanceMillis":9223372036854775807}|400|A clock can be moved by PT876600H (100 years) in all
			POST|clock|{"advanceMillis":"1"}|400|'advanceMillis' must be a whole number of at least 0 but was 1
			POST|clock|{"advance":1}|400|Unknown field 'advance': there is [advanceMillis]
			GET|clock|``|404|There is no GET /_kinesis/clock
			GET|streams/clicks/records|``|404|There is no stream 'clicks' but [orders]
			GET|streams/orders/shards|``|404|There is no GET /_kinesis/streams/orders/shards
			GET|streams/orders/records?limit=0|``|400|'limit' must be between 1 and 10000 but was 0
			GET|calls?shardId=1|``|400|Unknown field 'shardId': there is [limit]
			PUT|faults|``|404|There is no PUT /_kinesis/faults
			GET|``|``|404|There is no GET /_kinesis/
			GET|/|``|404|There is no GET /_kinesis//
			DELETE|faults/|``|400|'id' must be a whole number but was ''
			DELETE|faults/1/x|``|404|There is no DELETE /_kinesis/faults/1/x
			GET|streams/orders|``|404|There is no GET /_kinesis/streams/orders
			""")
	void wrongRequestGetsOneClearMessage(String method, String path, String body, int status, String message) {
		HttpResponse<String> response = send(method, path, body);
		assertThat(response.statusCode()).isEqualTo(status);
		assertThat(response.body()).contains(message);
	}

}
