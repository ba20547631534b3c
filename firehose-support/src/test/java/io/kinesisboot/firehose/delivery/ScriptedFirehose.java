package io.kinesisboot.firehose.delivery;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.retry.RetryMode;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * An endpoint that answers PutRecordBatch as a script says, and keeps what it has taken.
 * Thread-safe.
 */
final class ScriptedFirehose implements AutoCloseable {

	private static final JsonMapper mapper = JsonMapper.shared();

	private final HttpServer server;

	private final ExecutorService threads = Executors.newFixedThreadPool(4);

	private final FirehoseAsyncClient client;

	private final AtomicInteger ids = new AtomicInteger();

	/** The calls that came, each with the data of its records. */
	final List<List<String>> calls = new CopyOnWriteArrayList<>();

	/** What was taken. */
	final List<String> taken = new CopyOnWriteArrayList<>();

	/** Whole calls that fail before others are answered, by their error codes. */
	final Queue<String> failures = new ConcurrentLinkedQueue<>();

	/** Why a record is refused. */
	volatile Function<String, @Nullable String> refusal = (data) -> null;

	ScriptedFirehose() throws IOException {
		this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
		this.server.setExecutor(this.threads);
		this.server.createContext("/", this::answer);
		this.server.start();
		this.client = FirehoseAsyncClient.builder()
			.endpointOverride(URI.create("http://127.0.0.1:" + this.server.getAddress().getPort()))
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")))
			.overrideConfiguration((override) -> override.retryStrategy(RetryMode.STANDARD)
				.retryStrategy((retry) -> retry.maxAttempts(1)))
			.build();
	}

	FirehoseAsyncClient client() {
		return this.client;
	}

	private void answer(HttpExchange exchange) throws IOException {
		try (exchange) {
			JsonNode request = mapper.readTree(exchange.getRequestBody());
			String failure = this.failures.poll();
			ObjectNode answer = (failure != null) ? failed(failure) : put(request);
			byte[] body = mapper.writeValueAsBytes(answer);
			exchange.getResponseHeaders().set("Content-Type", "application/x-amz-json-1.1");
			exchange.sendResponseHeaders(status(failure), body.length);
			exchange.getResponseBody().write(body);
		}
		catch (RuntimeException ex) {
			throw new UncheckedIOException(new IOException(ex));
		}
	}

	private static int status(@Nullable String failure) {
		if (failure == null) {
			return 200;
		}
		return failure.equals("ServiceUnavailableException") ? 503 : 400;
	}

	private static ObjectNode failed(String errorCode) {
		return mapper.createObjectNode().put("__type", errorCode).put("message", "as scripted");
	}

	private ObjectNode put(JsonNode request) {
		List<String> call = new ArrayList<>();
		ObjectNode answer = mapper.createObjectNode();
		ArrayNode answers = answer.putArray("RequestResponses");
		int failed = 0;
		for (JsonNode record : request.required("Records")) {
			String data = new String(Base64.getDecoder().decode(record.required("Data").stringValue()),
					StandardCharsets.UTF_8);
			call.add(data);
			String errorCode = this.refusal.apply(data);
			if (errorCode != null) {
				failed++;
				answers.addObject().put("ErrorCode", errorCode).put("ErrorMessage", "as scripted");
			}
			else {
				this.taken.add(data);
				answers.addObject().put("RecordId", "id-" + this.ids.incrementAndGet());
			}
		}
		this.calls.add(call);
		return answer.put("FailedPutCount", failed);
	}

	/** Forgets what came, and what was scripted. */
	void reset() {
		this.calls.clear();
		this.taken.clear();
		this.failures.clear();
		this.ids.set(0);
		this.refusal = (data) -> null;
	}

	@Override
	public void close() {
		this.client.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

}
