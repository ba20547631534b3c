package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ScalingType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The stock Kinesis Client Library, reading by enhanced fan-out.
 */
class KclFanOutIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(90);

	private final MovableClock clock = new MovableClock(Clock.systemUTC());

	@Test
	void workerReceivesEveryRecordOnceOverTheEndOfSubscriptionsAndOfShards() throws Exception {
		Collection<String> received = new ConcurrentLinkedQueue<>();
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().clock(this.clock).stream("orders", 2).build().start();
				KinesisAsyncClient client = SdkClients.kinesis(endpoint, Protocol.HTTP2)) {
			List<String> before = put(client, 0);
			KclFanOutWorker worker = new KclFanOutWorker(endpoint, "orders", 2,
					(record) -> received.add(record.partitionKey()));
			try (worker) {
				assertReceived(received, before);
				assertReceived(received, put(client, 1));
				this.clock.advance(Duration.ofMinutes(5));
				assertReceived(received, put(client, 2));
				client
					.updateShardCount((request) -> request.streamName("orders")
						.targetShardCount(4)
						.scalingType(ScalingType.UNIFORM_SCALING))
					.join();
				assertReceived(received, put(client, 3));
			}
			assertThat(received).doesNotHaveDuplicates().hasSize(800);
		}
	}

	private static List<String> put(KinesisAsyncClient client, int round) {
		List<String> keys = IntStream.range(0, 200).mapToObj((number) -> round + "-" + number).toList();
		keys.forEach((key) -> client.putRecord(
				(request) -> request.streamName("orders").partitionKey(key).data(SdkBytes.fromUtf8String("payload")))
			.join());
		return keys;
	}

	private static void assertReceived(Collection<String> received, List<String> keys) {
		await().atMost(LIMIT).untilAsserted(() -> assertThat(received).containsAll(keys));
	}

}
