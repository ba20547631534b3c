package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

/**
 * How long a shard stays unread at most while three workers are restarted one after
 * another. Records come to six shards all the time, the embedded endpoint. Run by name.
 */
class RollingRestartBenchmark {

	private static final int SHARDS = 6;

	private static final int WORKERS = 3;

	private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 2);

	private static final Duration PUT_INTERVAL = Duration.ofMillis(50);

	private static final Duration SETTLING = Duration.ofSeconds(20);

	private final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final Map<String, Long> lastRead = new ConcurrentHashMap<>();

	private final Map<String, Long> gaps = new ConcurrentHashMap<>();

	@Test
	void restart() throws Exception {
		try (this.endpoint) {
			String stream = this.endpoint.createStream("benchmark", SHARDS);
			List<RecordSource> workers = new ArrayList<>();
			for (int worker = 0; worker < WORKERS; worker++) {
				workers.add(start(stream));
			}
			CountDownLatch end = new CountDownLatch(1);
			Thread producer = new Thread(() -> put(stream, end), "producer");
			producer.start();
			// The leases are balanced within the first minute
			pause(Duration.ofSeconds(75));
			this.gaps.clear();
			for (int round = 0; round < ROUNDS; round++) {
				for (int worker = 0; worker < WORKERS; worker++) {
					workers.get(worker).stop(Duration.ofSeconds(20));
					workers.set(worker, start(stream));
					pause(SETTLING);
					System.out.printf("round %d, worker %d: longest gaps of the shards %s ms%n", round, worker,
							this.gaps.values().stream().map(TimeUnit.NANOSECONDS::toMillis).sorted().toList());
					this.gaps.clear();
				}
			}
			end.countDown();
			producer.join();
			workers.forEach((worker) -> worker.stop(Duration.ofSeconds(20)));
		}
	}

	private RecordSource start(String stream) {
		RecordSource source = new KclSourceFactory(this.endpoint.kinesis(), this.endpoint.dynamoDb(),
				KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200)), List.of(), Clock.systemUTC())
			.create(new RecordSource.Request("app-" + stream, List.of(stream), StartingPosition.TRIM_HORIZON),
					(shard) -> TestShards.handler((record) -> read(record.shardId())));
		source.start();
		return source;
	}

	private void read(String shardId) {
		long now = System.nanoTime();
		Long last = this.lastRead.put(shardId, now);
		if (last != null) {
			this.gaps.merge(shardId, now - last, Math::max);
		}
	}

	private void put(String stream, CountDownLatch end) {
		try {
			List<String> hashKeys = this.endpoint.shards(stream)
				.stream()
				.map((shard) -> shard.hashKeyRange().startingHashKey())
				.toList();
			while (!end.await(PUT_INTERVAL.toMillis(), TimeUnit.MILLISECONDS)) {
				for (String hashKey : hashKeys) {
					this.endpoint.kinesis()
						.putRecord((request) -> request.streamName(stream)
							.partitionKey("key")
							.explicitHashKey(hashKey)
							.data(SdkBytes.fromUtf8String("text")))
						.join();
				}
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	private static void pause(Duration time) throws InterruptedException {
		new CountDownLatch(1).await(time.toMillis(), TimeUnit.MILLISECONDS);
	}

}
