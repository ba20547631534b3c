package io.kinesisboot.producer;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.IntStream;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.retries.DefaultRetryStrategy;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;
import tools.jackson.dataformat.cbor.CBORMapper;

/**
 * An endpoint for tests which stores nothing and answers PutRecords by a script, to have
 * the faults of the service at hand. Each of its streams has one shard. Thread-safe.
 */
public final class ScriptedKinesisEndpoint implements AutoCloseable {

	/** One for all tests: closing it takes two seconds. */
	private static final SdkAsyncHttpClient HTTP = NettyNioAsyncHttpClient.builder().protocol(Protocol.HTTP1_1).build();

	private static final ObjectMapper JSON = new JsonMapper();

	private static final ObjectMapper CBOR = new CBORMapper();

	static {
		// Else the server's answers wait for delayed acknowledgements.
		System.setProperty("sun.net.httpserver.nodelay", "true");
	}

	private final ExecutorService threads = Executors.newCachedThreadPool();

	private final Queue<Script> scripts = new ConcurrentLinkedQueue<>();

	private final List<Call> calls = new CopyOnWriteArrayList<>();

	private final AtomicInteger sequence = new AtomicInteger();

	private final AtomicInteger atOnce = new AtomicInteger();

	private final AtomicInteger mostAtOnce = new AtomicInteger();

	private final HttpServer server;

	private final KinesisAsyncClient client;

	private volatile Script otherwise = accept();

	private volatile CountDownLatch shards = new CountDownLatch(0);

	private ScriptedKinesisEndpoint(HttpServer server) {
		this.server = server;
		this.client = KinesisAsyncClient.builder()
			.endpointOverride(endpoint())
			.region(Region.EU_WEST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")))
			.httpClient(HTTP)
			.overrideConfiguration((override) -> override.retryStrategy(DefaultRetryStrategy.doNotRetry()))
			.build();
	}

	public static ScriptedKinesisEndpoint start() {
		try {
			HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
			ScriptedKinesisEndpoint endpoint = new ScriptedKinesisEndpoint(server);
			server.setExecutor(endpoint.threads);
			server.createContext("/", endpoint::handle);
			server.start();
			return endpoint;
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
	}

	/**
	 * Returns a client of this endpoint which does not retry by itself.
	 * @return the client, closed with the endpoint
	 */
	public KinesisAsyncClient client() {
		return this.client;
	}

	public URI endpoint() {
		return URI.create("http://127.0.0.1:" + this.server.getAddress().getPort());
	}

	/**
	 * Scripts the next calls, one each; those after them are answered by
	 * {@link #otherwise}, which accepts everything unless set.
	 * @param next the scripts
	 */
	public void script(Script... next) {
		this.scripts.addAll(List.of(next));
	}

	public void otherwise(Script script) {
		this.otherwise = script;
	}

	/**
	 * Holds the answers of ListShards back, so that what is sent meanwhile goes together.
	 * @param latch opens when they may go
	 */
	public void holdShards(CountDownLatch latch) {
		this.shards = latch;
	}

	public List<Call> calls() {
		return List.copyOf(this.calls);
	}

	/**
	 * Returns how many calls were under way at once at the most.
	 * @return the number
	 */
	public int mostAtOnce() {
		return this.mostAtOnce.get();
	}

	@Override
	public void close() {
		this.client.close();
		this.server.stop(0);
		this.threads.shutdownNow();
	}

	private void handle(HttpExchange exchange) throws IOException {
		String contentType = exchange.getRequestHeaders().getFirst("Content-Type");
		ObjectMapper format = contentType.contains("cbor") ? CBOR : JSON;
		JsonNode body = format.readTree(exchange.getRequestBody());
		boolean shards = exchange.getRequestHeaders().getFirst("X-Amz-Target").endsWith(".ListShards");
		Answer answer = shards ? listShards() : putRecords(Call.of(body));
		if (answer.status() != Answer.DROPPED) {
			byte[] bytes = format.writeValueAsBytes(answer.body());
			exchange.getResponseHeaders().set("Content-Type", contentType);
			exchange.sendResponseHeaders(answer.status(), bytes.length);
			exchange.getResponseBody().write(bytes);
		}
		exchange.close();
	}

	private Answer putRecords(Call call) {
		this.mostAtOnce.accumulateAndGet(this.atOnce.incrementAndGet(), Math::max);
		this.calls.add(call);
		Script script = this.scripts.poll();
		Answer answer = ((script != null) ? script : this.otherwise).answer(call, this);
		this.atOnce.decrementAndGet();
		return answer;
	}

	private Answer listShards() {
		await(this.shards);
		ObjectNode body = JSON.createObjectNode();
		ObjectNode shard = body.putArray("Shards").addObject().put("ShardId", "shardId-000000000000");
		shard.putObject("HashKeyRange")
			.put("StartingHashKey", "0")
			.put("EndingHashKey", "340282366920938463463374607431768211455");
		shard.putObject("SequenceNumberRange").put("StartingSequenceNumber", "0");
		return new Answer(200, body);
	}

	private static void await(CountDownLatch latch) {
		try {
			latch.await(30, TimeUnit.SECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** Accepts every entry. */
	public static Script accept() {
		return refuseKeys((key) -> false);
	}

	/** Throttles the entries at these places of the call, and accepts the others. */
	public static Script refuse(Integer... indexes) {
		Set<Integer> refused = Set.of(indexes);
		return (call, endpoint) -> endpoint.putRecords(call, refused::contains);
	}

	/** Throttles the entries with such partition keys, and accepts the others. */
	public static Script refuseKeys(Predicate<String> refused) {
		return (call, endpoint) -> endpoint.putRecords(call,
				(index) -> refused.test(call.entries().get(index).partitionKey()));
	}

	/** Fails the whole call. */
	public static Script fail(int status, String code) {
		ObjectNode body = JSON.createObjectNode().put("__type", code).put("message", "scripted");
		return (call, endpoint) -> new Answer(status, body);
	}

	/** Closes the connection without an answer. */
	public static Script drop() {
		return (call, endpoint) -> new Answer(Answer.DROPPED, JSON.createObjectNode());
	}

	/** Answers one record less than the call has. */
	public static Script truncate() {
		return (call, endpoint) -> {
			Answer answer = endpoint.putRecords(call, (index) -> false);
			((ArrayNode) answer.body().get("Records")).remove(0);
			return answer;
		};
	}

	/** Holds the answer back until the latch opens. */
	public static Script hold(CountDownLatch latch, Script then) {
		return (call, endpoint) -> {
			await(latch);
			return then.answer(call, endpoint);
		};
	}

	private Answer putRecords(Call call, Predicate<Integer> refused) {
		ObjectNode body = JSON.createObjectNode();
		ArrayNode records = body.putArray("Records");
		for (int i = 0; i < call.entries().size(); i++) {
			if (refused.test(i)) {
				records.addObject()
					.put("ErrorCode", "ProvisionedThroughputExceededException")
					.put("ErrorMessage", "Rate exceeded for shard shardId-000000000007 in stream " + call.stream());
			}
			else {
				records.addObject()
					.put("ShardId", "shardId-000000000000")
					.put("SequenceNumber", Integer.toString(this.sequence.incrementAndGet()));
			}
		}
		return new Answer(200, body);
	}

	/**
	 * What to answer.
	 */
	@FunctionalInterface
	public interface Script {

		Answer answer(Call call, ScriptedKinesisEndpoint endpoint);

	}

	/**
	 * An answer.
	 *
	 * @param status the HTTP status, or that the connection is to be closed
	 * @param body its body
	 */
	public record Answer(int status, ObjectNode body) {

		private static final int DROPPED = 0;

	}

	/**
	 * A call that arrived.
	 *
	 * @param stream the name of the stream
	 * @param entries what it carried
	 */
	public record Call(String stream, List<Put> entries) {

		private static Call of(JsonNode body) {
			JsonNode records = body.get("Records");
			return new Call(body.get("StreamName").asString(),
					IntStream.range(0, records.size()).mapToObj(records::get).map(Put::of).toList());
		}

		public List<String> partitionKeys() {
			return this.entries.stream().map(Put::partitionKey).toList();
		}

		public int bytes() {
			return this.entries.stream().mapToInt((put) -> put.data().length + put.partitionKey().length()).sum();
		}

	}

	/**
	 * An entry that arrived.
	 *
	 * @param partitionKey its key
	 * @param explicitHashKey its hash key, if any
	 * @param data its payload
	 */
	public record Put(String partitionKey, @Nullable String explicitHashKey, byte[] data) {

		private static Put of(JsonNode entry) {
			return new Put(entry.get("PartitionKey").asString(),
					entry.has("ExplicitHashKey") ? entry.get("ExplicitHashKey").asString() : null,
					entry.get("Data").binaryValue());
		}

	}

}
