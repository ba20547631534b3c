package io.kinesisboot.embedded;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardEvent;
import software.amazon.awssdk.services.kinesis.model.SubscribeToShardResponseHandler;

/**
 * How long a record takes from the call that puts it to a client that is subscribed, and
 * through the KCL to its processor; and what subscriptions cost when nothing happens. Run
 * by name.
 */
class FanOutLatencyBenchmark {

	private static final int WARM_UP = 1000;

	private static final int RECORDS = 3000;

	private static final int IDLE_SHARDS = 1000;

	private static final int IDLE_SUBSCRIPTIONS = 20;

	private static final Duration IDLE_TIME = Duration.ofSeconds(30);

	private final BlockingQueue<Long> delays = new LinkedBlockingQueue<>();

	@Test
	void measure() throws Exception {
		System.out.printf("%-24s %10s %10s %10s%n", "put to", "p50 (ms)", "p99 (ms)", "max (ms)");
		for (Protocol protocol : Protocol.values()) {
			subscriber(protocol);
		}
		kcl();
		idle();
	}

	private void subscriber(Protocol protocol) throws Exception {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", 1).build().start();
				KinesisAsyncClient client = SdkClients.kinesis(endpoint, protocol)) {
			subscribe(client, register(endpoint, client, "reader"), 0);
			report("event, " + protocol, client);
		}
	}

	private void kcl() throws Exception {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", 1).build().start();
				KinesisAsyncClient client = SdkClients.kinesis(endpoint, Protocol.HTTP2)) {
			KclFanOutWorker worker = new KclFanOutWorker(endpoint, "orders", 1, (record) -> arrived(record.data()));
			try (worker) {
				report("processRecords, HTTP2", client);
			}
		}
	}

	private void idle() throws Exception {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("orders", IDLE_SHARDS).build().start();
				KinesisAsyncClient client = SdkClients.kinesis(endpoint, Protocol.HTTP2)) {
			String consumer = register(endpoint, client, "reader");
			IntStream.range(0, IDLE_SUBSCRIPTIONS).forEach((shard) -> subscribe(client, consumer, shard));
			OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
			long before = system.getProcessCpuTime();
			new CountDownLatch(1).await(IDLE_TIME.toMillis(), TimeUnit.MILLISECONDS);
			double share = (system.getProcessCpuTime() - before) / (double) IDLE_TIME.toNanos();
			System.out.printf("idle, %d subscriptions, %d shards, client included: %.2f %% of a processor%n",
					IDLE_SUBSCRIPTIONS, IDLE_SHARDS, 100 * share);
		}
	}

	private static String register(EmbeddedKinesis endpoint, KinesisAsyncClient client, String name) {
		String streamArn = "arn:aws:kinesis:%s:%s:stream/orders".formatted(endpoint.region(), endpoint.accountId());
		return client.registerStreamConsumer((request) -> request.streamARN(streamArn).consumerName(name))
			.join()
			.consumer()
			.consumerARN();
	}

	private void subscribe(KinesisAsyncClient client, String consumer, int shard) {
		CountDownLatch begun = new CountDownLatch(1);
		client.subscribeToShard(
				(request) -> request.consumerARN(consumer)
					.shardId("shardId-%012d".formatted(shard))
					.startingPosition(StartingPosition.builder().type(ShardIteratorType.LATEST).build()),
				SubscribeToShardResponseHandler.builder().subscriber((event) -> {
					((SubscribeToShardEvent) event).records()
						.forEach((record) -> arrived(record.data().asByteBuffer()));
					begun.countDown();
				}).build());
		await(begun);
	}

	private static void await(CountDownLatch latch) {
		try {
			if (!latch.await(30, TimeUnit.SECONDS)) {
				throw new IllegalStateException("No event came");
			}
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void arrived(ByteBuffer data) {
		this.delays.add(System.nanoTime() - data.getLong(data.position()));
	}

	private void report(String name, KinesisAsyncClient client) throws InterruptedException {
		for (int record = 0; record < WARM_UP; record++) {
			delayOfOne(client);
		}
		long[] measured = new long[RECORDS];
		for (int record = 0; record < RECORDS; record++) {
			measured[record] = delayOfOne(client);
		}
		Arrays.sort(measured);
		System.out.printf("%-24s %10.2f %10.2f %10.2f%n", name, millis(measured[RECORDS / 2]),
				millis(measured[RECORDS * 99 / 100]), millis(measured[RECORDS - 1]));
	}

	private long delayOfOne(KinesisAsyncClient client) throws InterruptedException {
		byte[] data = ByteBuffer.allocate(100).putLong(System.nanoTime()).array();
		client.putRecord(
				(request) -> request.streamName("orders").partitionKey("key").data(SdkBytes.fromByteArrayUnsafe(data)))
			.join();
		Long delay = this.delays.poll(2, TimeUnit.MINUTES);
		if (delay == null) {
			throw new IllegalStateException("The record did not come");
		}
		return delay;
	}

	private static double millis(long nanos) {
		return nanos / 1e6;
	}

}
