package io.kinesisboot.embedded;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import com.sun.management.OperatingSystemMXBean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.http.async.SdkAsyncHttpClient;
import software.amazon.awssdk.http.nio.netty.NettyNioAsyncHttpClient;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * How fast the endpoint is, beside another emulator where
 * {@code -Dkinesis.benchmark.peer=URI} names one. The client shares the processors with
 * what it measures. Each method is run by name.
 */
class EndpointBenchmark {

	private static final int BATCH_RECORDS = 500;

	private static final int RECORD_BYTES = 100;

	private static final int CALLS_IN_FLIGHT = 8;

	private static final int READ_LIMIT = 10_000;

	private static final Duration PATIENCE = Duration.ofMinutes(5);

	private final String run = Long.toHexString(System.nanoTime());

	@Test
	void throughput() throws InterruptedException {
		System.out.printf("%-8s %16s %16s%n", "endpoint", "put records/s", "get records/s");
		Throughput ours;
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();
				KinesisAsyncClient client = client(endpoint.endpoint(), http(Protocol.HTTP1_1))) {
			measureThroughput(client, "warm-up", 200_000, 100);
			ours = measureThroughput(client, "measured", 400_000, 100);
			ours.print("ours");
		}
		String peer = System.getProperty("kinesis.benchmark.peer");
		if (peer != null) {
			try (KinesisAsyncClient client = client(URI.create(peer), http(Protocol.HTTP1_1))) {
				Throughput theirs = measureThroughput(client, "measured-" + this.run, 44_000, 5);
				theirs.print("peer");
				new Throughput(ours.put() / theirs.put(), ours.get() / theirs.get()).print("ratio");
			}
		}
	}

	private static Throughput measureThroughput(KinesisAsyncClient client, String stream, int records, int rounds)
			throws InterruptedException {
		createStream(client, stream, 4);
		long start = System.nanoTime();
		put(client, stream, records);
		double put = records / secondsSince(start);
		List<String> shards = shards(client, stream).toList();
		start = System.nanoTime();
		for (int round = 0; round < rounds; round++) {
			readFirst(client, stream, shards);
		}
		return new Throughput(put, rounds * CALLS_IN_FLIGHT * READ_LIMIT / secondsSince(start));
	}

	/**
	 * Reads as many records as one call can, from the beginning of a shard, by all calls
	 * at once.
	 */
	private static void readFirst(KinesisAsyncClient client, String stream, List<String> shards) {
		List<CompletableFuture<GetRecordsResponse>> calls = IntStream.range(0, CALLS_IN_FLIGHT)
			.mapToObj((call) -> iterator(client, stream, shards.get(call % shards.size())))
			.map((iterator) -> client.getRecords((request) -> request.shardIterator(iterator).limit(READ_LIMIT)))
			.toList();
		for (CompletableFuture<GetRecordsResponse> call : calls) {
			int read = call.join().records().size();
			if (read != READ_LIMIT) {
				throw new IllegalStateException("A call read %,d records instead of %,d".formatted(read, READ_LIMIT));
			}
		}
	}

	@Test
	void depth() throws InterruptedException {
		System.out.printf("%14s %16s%n", "records held", "get records/s");
		for (int records : List.of(10_000, 10_000_000, 10_000, 10_000_000)) {
			try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();
					KinesisAsyncClient client = client(endpoint.endpoint(), http(Protocol.HTTP1_1))) {
				createStream(client, "deep", 1);
				put(client, "deep", records);
				String last = sequenceNumberBeforeLast(client, "deep", records);
				readAfter(client, "deep", last);
				System.out.printf("%,14d %,16.0f%n", records, readAfter(client, "deep", last));
			}
		}
	}

	/**
	 * Finds where the newest records begin, which are as many as one call reads.
	 */
	private static String sequenceNumberBeforeLast(KinesisAsyncClient client, String stream, int records) {
		String iterator = iterator(client, stream, "shardId-000000000000");
		long seen = 0;
		String last = null;
		while (last == null || seen < records - READ_LIMIT) {
			String from = iterator;
			GetRecordsResponse response = client.getRecords((request) -> request.shardIterator(from)).join();
			if (last == null) {
				last = response.records().get(0).sequenceNumber();
			}
			seen += response.records().size();
			if (seen <= records - READ_LIMIT) {
				last = response.records().get(response.records().size() - 1).sequenceNumber();
			}
			iterator = response.nextShardIterator();
		}
		return last;
	}

	private static double readAfter(KinesisAsyncClient client, String stream, String sequenceNumber) {
		int calls = 200;
		long read = 0;
		long start = System.nanoTime();
		for (int call = 0; call < calls; call++) {
			String iterator = client
				.getShardIterator((request) -> request.streamName(stream)
					.shardId("shardId-000000000000")
					.shardIteratorType(ShardIteratorType.AFTER_SEQUENCE_NUMBER)
					.startingSequenceNumber(sequenceNumber))
				.join()
				.shardIterator();
			read += client.getRecords((request) -> request.shardIterator(iterator)).join().records().size();
		}
		return read / secondsSince(start);
	}

	@Test
	void start() {
		try (SdkAsyncHttpClient http = http(Protocol.HTTP1_1)) {
			List<Double> millis = IntStream.range(0, 41).mapToObj((round) -> startAndPut(http)).toList();
			List<Double> warm = millis.subList(20, millis.size()).stream().sorted().toList();
			System.out.printf(
					"from start to first accepted PutRecord: %.0f ms the first time; warm %.0f ms, worst %.0f ms%n",
					millis.get(0), warm.get(warm.size() / 2), warm.get(warm.size() - 1));
		}
	}

	private static double startAndPut(SdkAsyncHttpClient http) {
		long start = System.nanoTime();
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", 4).build().start()) {
			client(endpoint.endpoint(), http)
				.putRecord((request) -> request.streamName("orders").partitionKey("key").data(payload(1)))
				.join();
			return TimeUnit.SECONDS.toMillis(1) * secondsSince(start);
		}
	}

	@Test
	void fleet() throws InterruptedException {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().build().start();
				KinesisAsyncClient client = client(endpoint.endpoint(), http(Protocol.HTTP2))) {
			List<String> streams = IntStream.range(0, 100).mapToObj((number) -> "stream-" + number).toList();
			streams.forEach((stream) -> createStream(client, stream, 10));
			CountDownLatch delivering = new CountDownLatch(20);
			streams.stream().limit(20).forEach((stream) -> subscribe(client, stream, delivering));
			rest(Duration.ofSeconds(5));
			double idle = processorShare(Duration.ofSeconds(20));
			for (String stream : streams) {
				put(client, stream, 2 * BATCH_RECORDS);
			}
			boolean all = delivering.await(PATIENCE.toSeconds(), TimeUnit.SECONDS);
			System.out.printf(
					"100 streams of 10 shards, 20 subscriptions: %.2f %% of a processor when idle, all deliver: %s%n",
					100 * idle, all);
		}
	}

	private static void subscribe(KinesisAsyncClient client, String stream, CountDownLatch delivering) {
		String streamArn = client.describeStreamSummary((request) -> request.streamName(stream))
			.join()
			.streamDescriptionSummary()
			.streamARN();
		String consumerArn = client
			.registerStreamConsumer((request) -> request.streamARN(streamArn).consumerName("benchmark"))
			.join()
			.consumer()
			.consumerARN();
		AtomicBoolean delivered = new AtomicBoolean();
		client.subscribeToShard(
				(request) -> request.consumerARN(consumerArn)
					.shardId("shardId-000000000000")
					.startingPosition((position) -> position.type(ShardIteratorType.TRIM_HORIZON)),
				SubscribeToShardResponseHandler.builder().subscriber((event) -> {
					if (event instanceof SubscribeToShardEvent records && !records.records().isEmpty()
							&& !delivered.getAndSet(true)) {
						delivering.countDown();
					}
				}).build());
	}

	private static double processorShare(Duration time) throws InterruptedException {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		long before = system.getProcessCpuTime();
		rest(time);
		return (system.getProcessCpuTime() - before) / (double) time.toNanos();
	}

	private static void rest(Duration time) throws InterruptedException {
		new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
	}

	private static SdkAsyncHttpClient http(Protocol protocol) {
		return NettyNioAsyncHttpClient.builder().protocol(protocol).build();
	}

	private static KinesisAsyncClient client(URI endpoint, SdkAsyncHttpClient http) {
		return KinesisAsyncClient.builder()
			.httpClient(http)
			.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("embedded", "embedded")))
			.build();
	}

	private static void createStream(KinesisAsyncClient client, String stream, int shards) {
		client.createStream((request) -> request.streamName(stream).shardCount(shards)).join();
		client.waiter().waitUntilStreamExists((request) -> request.streamName(stream)).join();
	}

	private static void put(KinesisAsyncClient client, String stream, int records) throws InterruptedException {
		Semaphore calls = new Semaphore(CALLS_IN_FLIGHT);
		LongAdder failed = new LongAdder();
		for (int first = 0; first < records; first += BATCH_RECORDS) {
			List<PutRecordsRequestEntry> batch = IntStream.range(first, Math.min(first + BATCH_RECORDS, records))
				.mapToObj((number) -> PutRecordsRequestEntry.builder()
					.partitionKey("key-" + number)
					.data(payload(number))
					.build())
				.toList();
			calls.acquire();
			client.putRecords((request) -> request.streamName(stream).records(batch))
				.whenComplete((response, failure) -> {
					failed.add((failure != null) ? batch.size() : response.failedRecordCount());
					calls.release();
				});
		}
		calls.acquire(CALLS_IN_FLIGHT);
		if (failed.sum() > 0) {
			throw new IllegalStateException(failed.sum() + " records were refused");
		}
	}

	private static SdkBytes payload(int number) {
		byte[] payload = new byte[RECORD_BYTES];
		payload[0] = (byte) number;
		return SdkBytes.fromByteArrayUnsafe(payload);
	}

	private static Stream<String> shards(KinesisAsyncClient client, String stream) {
		return client.listShards((request) -> request.streamName(stream)).join().shards().stream().map(Shard::shardId);
	}

	private static String iterator(KinesisAsyncClient client, String stream, String shard) {
		return client
			.getShardIterator((request) -> request.streamName(stream)
				.shardId(shard)
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
	}

	private static double secondsSince(long start) {
		return (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
	}

	/**
	 * What was measured, in records per second.
	 */
	private record Throughput(double put, double get) {

		void print(String endpoint) {
			System.out.printf("%-8s %,16.0f %,16.0f%n", endpoint, this.put, this.get);
		}

	}

}
