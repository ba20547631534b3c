package io.kinesisboot.embedded;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * The stock Kinesis Client Library with its own defaults, polling and by enhanced fan-out
 * at once, as a client that nobody here wrote. It takes minutes, most of which the
 * library waits: {@code -Dkinesis.witness.kcl=true} runs it.
 */
@EnabledIfSystemProperty(named = "kinesis.witness.kcl", matches = "true",
		disabledReason = "Takes minutes, -Dkinesis.witness.kcl=true runs it")
class KclWitnessTests {

	private static final String STREAM = "orders";

	private static final int KEYS = 100;

	private static final int ROUNDS_OF_PHASE = 10;

	private static final Duration LIMIT = Duration.ofMinutes(4);

	private static final String MIDDLE_HASH_KEY_OF_FIRST_SHARD = "85070591730234615865843651857942052864";

	private int rounds;

	@Test
	void recordsAreReadWithoutLossInTheOrderOfEachKeyThroughASplitAndAMerge() {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream(STREAM, 2).build().start();
				KinesisAsyncClient client = SdkClients.kinesis(endpoint, Protocol.HTTP2)) {
			putPhase(client);
			try (StockKclWorker polling = StockKclWorker.polling(endpoint, STREAM);
					StockKclWorker fanOut = StockKclWorker.fanOut(endpoint, STREAM)) {
				putPhase(client);
				awaitAll(polling);
				awaitAll(fanOut);
				client
					.splitShard((request) -> request.streamName(STREAM)
						.shardToSplit("shardId-000000000000")
						.newStartingHashKey(MIDDLE_HASH_KEY_OF_FIRST_SHARD))
					.join();
				putPhase(client);
				awaitAll(polling);
				awaitAll(fanOut);
				putPhase(client);
				client
					.mergeShards((request) -> request.streamName(STREAM)
						.shardToMerge("shardId-000000000003")
						.adjacentShardToMerge("shardId-000000000001"))
					.join();
				putPhase(client);
				awaitAll(polling);
				awaitAll(fanOut);
			}
		}
	}

	private void putPhase(KinesisAsyncClient client) {
		for (int round = 0; round < ROUNDS_OF_PHASE; round++) {
			SdkBytes number = SdkBytes.fromByteBuffer(ByteBuffer.allocate(4).putInt(0, this.rounds));
			List<PutRecordsRequestEntry> entries = IntStream.range(0, KEYS)
				.mapToObj((key) -> PutRecordsRequestEntry.builder().partitionKey("key-" + key).data(number).build())
				.toList();
			assertThat(client.putRecords((request) -> request.streamName(STREAM).records(entries))
				.join()
				.failedRecordCount()).isZero();
			this.rounds++;
		}
	}

	private void awaitAll(StockKclWorker worker) {
		List<Integer> expected = IntStream.range(0, this.rounds).boxed().toList();
		await().atMost(LIMIT).pollInterval(Duration.ofMillis(200)).untilAsserted(() -> {
			assertThat(worker.received()).hasSize(KEYS);
			assertThat(worker.received()).allSatisfy((key, numbers) -> assertThat(numbers).isEqualTo(expected));
		});
	}

}
