package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.CheckpointingProcessor;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ProcessorConfig;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * How long a worker takes to its first record, and to a record of each shard, beside a
 * worker of KCL with KCL's own defaults, and how many calls of DynamoDB each makes when
 * there is nothing to read. One worker, four shards, the embedded endpoint. Run by name.
 */
class StartUpBenchmark {

	private static final int SHARDS = 4;

	private static final Duration IDLE_TIME = Duration.ofMinutes(1);

	private final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final AtomicLong calls = new AtomicLong();

	@Test
	void compare() throws Exception {
		try (this.endpoint; DynamoDbAsyncClient dynamoDb = this.endpoint.countingDynamoDb(this.calls)) {
			System.out.printf("%-8s %-8s %12s %12s %16s%n", "worker", "start", "first (s)", "all (s)",
					"idle calls/min");
			measure("ours", (stream, arrivals) -> ours(dynamoDb, stream, arrivals));
			measure("KCL's", (stream, arrivals) -> kcl(dynamoDb, stream, arrivals));
		}
	}

	private void measure(String name, Starter starter) throws Exception {
		String stream = this.endpoint.createStream("benchmark", SHARDS);
		for (String start : List.of("new", "again")) {
			putOneRecordAShard(stream);
			Arrivals arrivals = new Arrivals();
			Runnable stop = starter.start(stream, arrivals);
			arrivals.await();
			long before = this.calls.get();
			new CountDownLatch(1).await(IDLE_TIME.toMillis(), TimeUnit.MILLISECONDS);
			long idleCalls = this.calls.get() - before;
			stop.run();
			System.out.printf("%-8s %-8s %12.2f %12.2f %16d%n", name, start, arrivals.first(), arrivals.all(),
					idleCalls);
		}
	}

	private Runnable ours(DynamoDbAsyncClient dynamoDb, String stream, Arrivals arrivals) {
		RecordSource source = new KclSourceFactory(this.endpoint.kinesis(), dynamoDb, KclOptions.defaults(), List.of(),
				Clock.systemUTC())
			.create(new RecordSource.Request("app-" + stream, List.of(stream), StartingPosition.TRIM_HORIZON),
					(shard) -> TestShards.handler((record) -> arrivals.arrived(record.shardId())));
		source.start();
		return () -> source.stop(Duration.ofSeconds(20));
	}

	private Runnable kcl(DynamoDbAsyncClient dynamoDb, String stream, Arrivals arrivals) {
		String application = "app-" + stream;
		Scheduler scheduler = new Scheduler(new CheckpointConfig(), new CoordinatorConfig(application),
				new LeaseManagementConfig(application, application, dynamoDb, this.endpoint.kinesis(),
						UUID.randomUUID().toString()),
				new LifecycleConfig(), new MetricsConfig(null, application).metricsFactory(new NullMetricsFactory()),
				new ProcessorConfig(() -> new PlainProcessor(arrivals)),
				new RetrievalConfig(this.endpoint.kinesis(),
						new SingleStreamTracker(stream,
								InitialPositionInStreamExtended
									.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
						application)
					.retrievalSpecificConfig(new PollingConfig(stream, this.endpoint.kinesis())));
		Executors.newSingleThreadExecutor().execute(scheduler);
		return () -> {
			try {
				scheduler.createGracefulShutdownCallable().call();
			}
			catch (Exception ex) {
				throw new IllegalStateException(ex);
			}
		};
	}

	private void putOneRecordAShard(String stream) {
		// Enough keys that every shard gets one
		IntStream.range(0, 20 * SHARDS).forEach((key) -> this.endpoint.put(stream, "key-" + key, List.of("text")));
	}

	private interface Starter {

		Runnable start(String stream, Arrivals arrivals);

	}

	/** When the first record of each shard was handled, counted from the start. */
	private static final class Arrivals {

		private final long start = System.nanoTime();

		private final Map<String, Long> times = new ConcurrentHashMap<>();

		private final CountDownLatch open = new CountDownLatch(SHARDS);

		void arrived(String shardId) {
			if (this.times.putIfAbsent(shardId, System.nanoTime() - this.start) == null) {
				this.open.countDown();
			}
		}

		void await() throws InterruptedException {
			if (!this.open.await(5, TimeUnit.MINUTES)) {
				throw new IllegalStateException("Only " + this.times.keySet() + " came");
			}
		}

		double first() {
			return seconds(this.times.values().stream().mapToLong(Long::longValue).min().orElseThrow());
		}

		double all() {
			return seconds(this.times.values().stream().mapToLong(Long::longValue).max().orElseThrow());
		}

		private static double seconds(long nanos) {
			return nanos / (double) TimeUnit.SECONDS.toNanos(1);
		}

	}

	private static final class PlainProcessor extends CheckpointingProcessor {

		private final Arrivals arrivals;

		PlainProcessor(Arrivals arrivals) {
			this.arrivals = arrivals;
		}

		@Override
		protected void handle(String shardId, List<KinesisClientRecord> records) {
			this.arrivals.arrived(shardId);
		}

	}

}
