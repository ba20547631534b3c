package io.kinesisboot.embedded;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.protocol.WireFormat;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.http.SdkHttpMethod;
import software.amazon.awssdk.http.SdkHttpRequest;
import software.amazon.awssdk.http.auth.aws.signer.AwsV4HttpSigner;
import software.amazon.awssdk.http.auth.spi.signer.HttpSigner;
import software.amazon.awssdk.identity.spi.AwsCredentialsIdentity;
import software.amazon.awssdk.services.firehose.model.Processor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * Buckets and functions behind endpoints of others. The SDK's own signer judges the
 * signatures.
 */
class FirehoseOutletIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("yyyyMMdd'T'HHmmssX")
		.withZone(ZoneOffset.UTC);

	private final List<Received> received = new CopyOnWriteArrayList<>();

	@TempDir
	private Path directory;

	private FirehoseTestbed testbed;

	private HttpServer server;

	private URI address;

	private volatile int status = 200;

	private volatile String functionError = "";

	@BeforeEach
	void start() throws IOException {
		this.testbed = new FirehoseTestbed(this.directory);
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.address = URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	private void answer(HttpExchange exchange) throws IOException {
		Received request = new Received(exchange.getRequestMethod(), exchange.getRequestURI().getRawPath(),
				String.valueOf(exchange.getRequestHeaders().getFirst("Authorization")),
				String.valueOf(exchange.getRequestHeaders().getFirst("X-Amz-Date")),
				exchange.getRequestBody().readAllBytes());
		this.received.add(request);
		if (!this.functionError.isEmpty()) {
			exchange.getResponseHeaders().set("X-Amz-Function-Error", this.functionError);
		}
		byte[] body = request.path.endsWith("/invocations") ? transformed(request.body) : new byte[0];
		exchange.sendResponseHeaders(this.status, (body.length > 0) ? body.length : -1);
		exchange.getResponseBody().write(body);
		exchange.close();
	}

	private static byte[] transformed(byte[] event) {
		RequestBody read = WireFormat.JSON.read(event);
		return WireFormat.JSON.write((out) -> out.objects("records", FirehoseTestbed.records(read),
				(entry, record) -> entry.text("recordId", record.text("recordId"))
					.text("result", "Ok")
					.text("data", "YW5zd2VyZWQ=")));
	}

	@AfterEach
	void close() {
		this.server.stop(0);
		this.testbed.close();
	}

	private void create(Processor... processors) {
		this.testbed.create("orders", (s3) -> s3.prefix("a b+c=d/e~*'/!{timestamp:yyyy}/")
			.errorOutputPrefix("errors/")
			.bufferingHints((hints) -> hints.sizeInMBs(1).intervalInSeconds(0))
			.processingConfiguration((processing) -> processing.enabled(processors.length > 0).processors(processors)));
	}

	private static Processor function(String retries) {
		return FirehoseTestbed.processor("Lambda", "LambdaArn", "arn:aws:lambda:us-east-1:000000000000:function:shout",
				"BufferIntervalInSeconds", "0", "NumberOfRetries", retries);
	}

	@Test
	void objectIsPutAndSignedAsTheSdkWould() {
		this.testbed.endpoint().firehose().bucketsAt(this.address, "key", "secret");
		create();
		this.testbed.put("orders", "content");
		await().atMost(LIMIT).until(() -> this.received.size() == 1);
		Received put = this.received.get(0);
		assertThat(put.method).isEqualTo("PUT");
		assertThat(put.path).startsWith("/lake/a%20b%2Bc%3Dd/e~%2A%27/2026/orders-1-2026-01-02-03-04-05-");
		assertThat(put.body).asString(StandardCharsets.UTF_8).isEqualTo("content");
		assertThat(put.authorization).isEqualTo(signature(put));
	}

	private String signature(Received put) {
		Instant signed = TIMESTAMP.parse(put.date, Instant::from);
		return AwsV4HttpSigner.create()
			.sign((request) -> request.identity(AwsCredentialsIdentity.create("key", "secret"))
				.request(SdkHttpRequest.builder()
					.method(SdkHttpMethod.PUT)
					.uri(URI.create(this.address + put.path))
					.build())
				.payload(() -> new ByteArrayInputStream(put.body))
				.putProperty(AwsV4HttpSigner.SERVICE_SIGNING_NAME, "s3")
				.putProperty(AwsV4HttpSigner.REGION_NAME, "us-east-1")
				.putProperty(AwsV4HttpSigner.DOUBLE_URL_ENCODE, false)
				.putProperty(AwsV4HttpSigner.NORMALIZE_PATH, false)
				.putProperty(HttpSigner.SIGNING_CLOCK, Clock.fixed(signed, ZoneOffset.UTC)))
			.request()
			.firstMatchingHeader("Authorization")
			.orElseThrow();
	}

	@Test
	void objectThatTheEndpointRefusesIsPutAgain() {
		this.status = 503;
		this.testbed.endpoint().firehose().bucketsAt(this.address, "key", "secret");
		create();
		this.testbed.put("orders", "content");
		await().atMost(LIMIT).until(() -> this.received.size() == 1);
		this.status = 200;
		this.testbed.advanceUntil(Duration.ofSeconds(2), () -> this.received.size() >= 2);
		assertThat(this.received.get(1).path).isEqualTo(this.received.get(0).path);
		assertThat(this.received.get(1).body).isEqualTo(this.received.get(0).body);
	}

	@Test
	void functionElsewhereIsCalledAsLambdaIs() {
		this.testbed.endpoint().firehose().functionsAt(this.address, "key", "secret");
		create(function("0"));
		this.testbed.put("orders", "asked");
		assertThat(this.testbed.objects(1).values()).containsExactly("answered");
		Received call = this.received.get(0);
		assertThat(call.method).isEqualTo("POST");
		assertThat(call.path).isEqualTo("/2015-03-31/functions/shout/invocations");
		assertThat(FirehoseTestbed.text(FirehoseTestbed.records(WireFormat.JSON.read(call.body)).get(0)))
			.isEqualTo("asked");
		assertThat(call.authorization).contains("/us-east-1/lambda/aws4_request");
	}

	@Test
	void functionElsewhereThatFailsIsCalledAgain() {
		this.functionError = "Unhandled";
		this.testbed.endpoint().firehose().functionsAt(this.address, "key", "secret");
		create(function("2"));
		this.testbed.put("orders", "asked");
		assertThat(this.testbed.objects(1).values().iterator().next()).contains("Lambda.FunctionError");
		assertThat(this.received).hasSize(3);
	}

	@Test
	void functionInsideTheJvmComesFirst() {
		this.testbed.endpoint()
			.firehose()
			.functionsAt(this.address, "key", "secret")
			.function("shout", FirehoseOutletIntegrationTests::transformed);
		create(function("0"));
		this.testbed.put("orders", "asked");
		assertThat(this.testbed.objects(1).values()).containsExactly("answered");
		assertThat(this.received).isEmpty();
	}

	private record Received(String method, String path, String authorization, String date, byte[] body) {

	}

}
