package io.kinesisboot.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.zip.GZIPInputStream;

import com.sun.net.httpserver.Headers;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import software.amazon.awssdk.services.firehose.model.ContentEncoding;
import software.amazon.awssdk.services.firehose.model.HttpEndpointCommonAttribute;
import software.amazon.awssdk.services.firehose.model.HttpEndpointDestinationConfiguration;
import software.amazon.awssdk.services.firehose.model.HttpEndpointS3BackupMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Delivery to an HTTP endpoint: what is sent, and what becomes of records that the
 * endpoint does not take.
 */
class FirehoseHttpIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private final List<Received> received = Collections.synchronizedList(new ArrayList<>());

	@TempDir
	private Path directory;

	private FirehoseTestbed testbed;

	private HttpServer server;

	private volatile Function<Received, Reply> answer = Reply::accepting;

	@BeforeEach
	void start() throws IOException {
		this.testbed = new FirehoseTestbed(this.directory);
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/hook", this::answer);
		this.server.start();
	}

	private void answer(HttpExchange exchange) throws IOException {
		Received request = new Received(exchange.getRequestHeaders(), exchange.getRequestBody().readAllBytes());
		this.received.add(request);
		Reply reply = this.answer.apply(request);
		exchange.getResponseHeaders().set("Content-Type", reply.contentType);
		byte[] body = reply.body.getBytes(StandardCharsets.UTF_8);
		exchange.sendResponseHeaders(reply.status, reply.chunked ? 0 : body.length);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	@AfterEach
	void close() {
		this.server.stop(0);
		this.testbed.close();
	}

	private void create(Consumer<HttpEndpointDestinationConfiguration.Builder> customizer) {
		this.testbed.client()
			.createDeliveryStream((request) -> request.deliveryStreamName("hook")
				.httpEndpointDestinationConfiguration((http) -> customizer.accept(http
					.endpointConfiguration((endpoint) -> endpoint.accessKey("secret")
						.url("http://127.0.0.1:" + this.server.getAddress().getPort() + "/hook"))
					.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0))
					.retryOptions((retry) -> retry.durationInSeconds(60))
					.s3Configuration((s3) -> s3.roleARN(FirehoseTestbed.ROLE)
						.bucketARN("arn:aws:s3:::lake")
						.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0))))))
			.join();
	}

	private static HttpEndpointDestinationConfiguration.Builder gathering(
			HttpEndpointDestinationConfiguration.Builder http) {
		return http.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(60));
	}

	@Test
	void requestIsAsTheServiceSpecifies() {
		create((http) -> gathering(http).requestConfiguration((request) -> request.commonAttributes(
				HttpEndpointCommonAttribute.builder().attributeName("team").attributeValue("blue").build())));
		this.testbed.put("hook", "one", "two");
		this.testbed.clock().advance(Duration.ofSeconds(60));
		await().atMost(LIMIT).until(() -> this.received.size() == 1);
		Received request = this.received.get(0);
		assertThat(request.header("Content-Type")).isEqualTo("application/json");
		assertThat(request.header("X-Amz-Firehose-Protocol-Version")).isEqualTo("1.0");
		assertThat(request.header("X-Amz-Firehose-Request-Id")).isEqualTo(request.id());
		assertThat(request.header("X-Amz-Firehose-Source-Arn"))
			.isEqualTo("arn:aws:firehose:us-east-1:000000000000:deliverystream/hook");
		assertThat(request.header("X-Amz-Firehose-Access-Key")).isEqualTo("secret");
		assertThat(request.header("X-Amz-Firehose-Common-Attributes"))
			.isEqualTo("{\"commonAttributes\":{\"team\":\"blue\"}}");
		assertThat(request.header("Content-Encoding")).isNull();
		assertThat(request.read().members()).containsOnlyKeys("requestId", "timestamp", "records")
			.containsEntry("timestamp", 1767323105678L);
		assertThat(request.texts()).containsExactly("one", "two");
		assertThat(this.testbed.objects()).isEmpty();
	}

	@Test
	void requestIsCompressedIfWanted() {
		create((http) -> http.requestConfiguration((request) -> request.contentEncoding(ContentEncoding.GZIP)));
		this.testbed.put("hook", "one");
		await().atMost(LIMIT).until(() -> this.received.size() == 1);
		assertThat(this.received.get(0).header("Content-Encoding")).isEqualTo("gzip");
		assertThat(this.received.get(0).texts()).containsExactly("one");
	}

	@Test
	void requestIsSentAgainWithTheSameIdUntilItIsTaken() {
		this.answer = (request) -> (this.received.size() < 3) ? Reply.of(500, request) : Reply.accepting(request);
		create((http) -> {
		});
		this.testbed.put("hook", "one");
		this.testbed.advanceUntil(Duration.ofSeconds(3), () -> this.received.size() >= 3);
		assertThat(this.received).extracting(Received::id).hasSize(3).containsOnly(this.received.get(0).id());
		this.testbed.put("hook", "two");
		await().atMost(LIMIT).until(() -> this.received.size() == 4);
		assertThat(this.received.get(3).id()).isNotEqualTo(this.received.get(0).id());
		assertThat(this.testbed.objects()).isEmpty();
	}

	@Test
	void recordsThatAreNotTakenInTimeGoIntoErrorFiles() {
		this.answer = (request) -> Reply.of(500, request);
		create(FirehoseHttpIntegrationTests::gathering);
		this.testbed.put("hook", "one", "two");
		this.testbed.advanceUntil(Duration.ofSeconds(30), () -> !this.testbed.objects().isEmpty());
		Map.Entry<String, String> file = this.testbed.objects(1).entrySet().iterator().next();
		assertThat(file.getKey()).startsWith("http-endpoint-failed/2026/01/02/03/hook-1-");
		List<Map<String, Object>> lines = file.getValue()
			.lines()
			.map((line) -> WireFormat.JSON.read(line.getBytes(StandardCharsets.UTF_8)).members())
			.toList();
		assertThat(lines).extracting((line) -> line.get("rawData")).containsExactly("b25l", "dHdv");
		assertThat(lines.get(0)).containsEntry("errorCode", "HttpEndpoint.DestinationException")
			.containsEntry("attemptsMade", this.received.size())
			.containsKeys("arrivalTimestamp", "attemptEndingTimestamp", "errorMessage", "subsequenceNumber", "dataId");
	}

	@Test
	void requestThatIsTooLargeIsNotSentAgain() {
		this.answer = (request) -> Reply.of(413, request);
		create((http) -> {
		});
		this.testbed.put("hook", "one");
		assertThat(this.testbed.objects(1).values().iterator().next()).contains("\"attemptsMade\":1");
		assertThat(this.received).hasSize(1);
	}

	@ParameterizedTest
	@CsvSource(delimiter = '|', quoteCharacter = '`', textBlock = """
			201|application/json|false|{"requestId":"ID","timestamp":1}|DestinationException
			302|application/json|false|{"requestId":"ID","timestamp":1}|DestinationException
			200|text/plain|false|{"requestId":"ID","timestamp":1}|InvalidResponseFromDestination
			200|application/json|true|{"requestId":"ID","timestamp":1}|InvalidResponseFromDestination
			200|application/json|false|{"requestId":"other","timestamp":1}|InvalidResponseFromDestination
			200|application/json|false|{"timestamp":1}|InvalidResponseFromDestination
			200|application/json|false|done|InvalidResponseFromDestination
			""")
	void answerThatIsNotAsSpecifiedIsAFailure(int status, String contentType, boolean chunked, String body,
			String code) {
		this.answer = (request) -> new Reply(status, contentType, chunked, body.replace("ID", request.id()));
		create((http) -> http.retryOptions((retry) -> retry.durationInSeconds(0)));
		this.testbed.put("hook", "one");
		assertThat(this.testbed.objects(1).values().iterator().next()).contains("HttpEndpoint." + code);
	}

	@Test
	void endpointThatIsNotThereIsAFailure() {
		create((http) -> http.retryOptions((retry) -> retry.durationInSeconds(0)));
		this.server.stop(0);
		this.testbed.put("hook", "one");
		assertThat(this.testbed.objects(1).values().iterator().next()).contains("HttpEndpoint.ConnectionFailed");
	}

	@Test
	void backupHoldsAllRecordsIfWanted() {
		create((http) -> http.s3BackupMode(HttpEndpointS3BackupMode.ALL_DATA));
		this.testbed.put("hook", "one");
		assertThat(this.testbed.objects(1).values()).containsExactly("one");
		await().atMost(LIMIT).until(() -> this.received.size() == 1);
	}

	@Test
	void largeBufferIsSentInSeveralRequests() {
		create((http) -> http.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(900)));
		String large = "x".repeat(600_000);
		this.testbed.put("hook", large, large, large);
		await().atMost(LIMIT).until(() -> this.received.size() == 2);
		this.testbed.clock().advance(Duration.ofSeconds(900));
		await().atMost(LIMIT).until(() -> this.received.size() == 3);
		assertThat(this.received).allSatisfy((request) -> assertThat(request.texts()).containsExactly(large));
	}

	private record Received(Headers headers, byte[] body) {

		private String header(String name) {
			return this.headers.getFirst(name);
		}

		private RequestBody read() {
			return WireFormat.JSON.read("gzip".equals(header("Content-Encoding")) ? unzipped() : this.body);
		}

		private byte[] unzipped() {
			try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(this.body))) {
				return in.readAllBytes();
			}
			catch (IOException ex) {
				throw new UncheckedIOException(ex);
			}
		}

		private String id() {
			return String.valueOf(read().text("requestId"));
		}

		private List<String> texts() {
			return FirehoseTestbed.records(read()).stream().map(FirehoseTestbed::text).toList();
		}

	}

	private record Reply(int status, String contentType, boolean chunked, String body) {

		private static Reply accepting(Received request) {
			return of(200, request);
		}

		private static Reply of(int status, Received request) {
			return new Reply(status, "application/json", false,
					"{\"requestId\":\"%s\",\"timestamp\":1}".formatted(request.id()));
		}

	}

}
