package io.kinesisboot.embedded;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;

import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link StreamView} and the calls that an endpoint remembers.
 */
class StreamViewTests {

	private final MovableClock clock = TestClocks.standing();

	private EmbeddedKinesis endpoint;

	private KinesisAsyncClient client;

	@BeforeEach
	void start() {
		this.endpoint = EmbeddedKinesis.builder()
			.stream("orders", 2)
			.clock(this.clock)
			.rememberedCalls(3)
			.build()
			.start();
		this.client = SdkClients.kinesis(this.endpoint, Protocol.HTTP1_1);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.endpoint.close();
	}

	private void put(String key, byte[] data) {
		this.client.putRecord((call) -> call.streamName("orders").partitionKey(key).data(SdkBytes.fromByteArray(data)))
			.join();
	}

	private void put(String key, String text) {
		put(key, text.getBytes(StandardCharsets.UTF_8));
	}

	@Test
	void recordsOfAllShardsAreShownInTheOrderOfTheirArrival() {
		for (int record = 0; record < 20; record++) {
			put("key-" + record, "text-" + record);
			this.clock.advance(Duration.ofMillis(1));
		}
		List<RecordView> records = this.endpoint.stream("orders").records();
		assertThat(records).extracting(RecordView::text).startsWith("text-0", "text-1").endsWith("text-19").hasSize(20);
		assertThat(records).extracting(RecordView::partitionKey).startsWith("key-0", "key-1");
		assertThat(records).extracting(RecordView::shardId).contains("shardId-000000000000", "shardId-000000000001");
		assertThat(records.get(3).bytes()).isEqualTo("text-3".getBytes(StandardCharsets.UTF_8));
		assertThat(records.get(3).arrivalTime()).isEqualTo(this.clock.instant().minusMillis(17));
		assertThat(this.endpoint.stream("orders").shards()).extracting(ShardView::records, ShardView::open)
			.allMatch((shard) -> (Boolean) shard.toList().get(1))
			.extracting((shard) -> (Long) shard.toList().get(0))
			.satisfies((counts) -> assertThat(counts.get(0) + counts.get(1)).isEqualTo(20));
	}

	@Test
	void failedAssertionNamesWhatWasReceived() {
		put("a", "hello");
		put("a", "x".repeat(200));
		put("a", new byte[] { (byte) 0xff, 0, 1 });
		put("a", HexFormat.of().parseHex("f3899ac2" + "ab".repeat(60)));
		List<RecordView> records = this.endpoint.stream("orders").records();
		String shard = records.get(0).shardId();
		assertThatExceptionOfType(AssertionError.class).isThrownBy(() -> assertThat(records).hasSize(5))
			.withMessageContaining("a = \"hello\" in " + shard)
			.withMessageContaining("a = \"" + "x".repeat(100) + "\"... (200 bytes) in " + shard)
			.withMessageContaining("a = 0xff0001 in " + shard)
			.withMessageContaining("a = 0xf3899ac2" + "ab".repeat(46) + "... (64 bytes) in " + shard);
		assertThat(records).extracting(RecordView::isAggregated).containsExactly(false, false, false, true);
	}

	@Test
	void waiterIsWokenByTheRecordItWaitsFor() {
		StreamView stream = this.endpoint.stream("orders");
		CompletableFuture<List<RecordView>> awaited = CompletableFuture
			.supplyAsync(() -> stream.awaitRecords(2, Duration.ofSeconds(30)));
		put("a", "first");
		put("a", "second");
		assertThat(awaited).succeedsWithin(Duration.ofSeconds(30))
			.asString()
			.contains("a = \"first\"", "a = \"second\"");
	}

	@Test
	void waiterInVainIsToldWhatThereIs() {
		put("a", "hello");
		assertThatExceptionOfType(AssertionError.class)
			.isThrownBy(() -> this.endpoint.stream("orders").awaitRecords(2, Duration.ofMillis(50)))
			.withMessageStartingWith(
					"Expected 2 records in stream 'orders' within PT0.05S but there are 1: [a = \"hello\" in shardId-");
	}

	@Test
	void unknownStreamIsToldWithThoseThatThereAre() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.endpoint.stream("clicks"))
			.withMessage("There is no stream 'clicks' but [orders]");
	}

	@Test
	void lookAtALargeStreamShowsTheNewest() {
		for (int record = 0; record < 50; record++) {
			put("key-" + record, "text-" + record);
			this.clock.advance(Duration.ofMillis(1));
		}
		StreamView stream = this.endpoint.stream("orders");
		assertThat(stream.newest(3, Long.MAX_VALUE, null)).extracting(RecordView::text)
			.containsExactly("text-47", "text-48", "text-49");
		List<RecordView> ofShard = stream.records()
			.stream()
			.filter((record) -> record.shardId().endsWith("1"))
			.toList();
		assertThat(stream.newest(3, Long.MAX_VALUE, "shardId-000000000001"))
			.isEqualTo(ofShard.subList(ofShard.size() - 3, ofShard.size()));
		assertThat(stream.count("shardId-000000000001")).isEqualTo(ofShard.size());
		assertThat(stream.toString()).startsWith("Stream 'orders' with records 50, the newest of them: [key-30 = ")
			.contains("key-49 = \"text-49\"");
	}

	@Test
	void lookThatHasEnoughBytesLeavesOutTheOldestOfAllShards() {
		put("b", "x".repeat(2));
		this.clock.advance(Duration.ofMillis(1));
		put("a", "x".repeat(40));
		this.clock.advance(Duration.ofMillis(1));
		put("b", "x".repeat(3));
		this.clock.advance(Duration.ofMillis(1));
		put("a", "x".repeat(60));
		StreamView stream = this.endpoint.stream("orders");
		assertThat(stream.records()).extracting(RecordView::shardId)
			.containsOnly("shardId-000000000000", "shardId-000000000001");
		assertThat(stream.newest(10, 1, null)).extracting(RecordView::size).containsExactly(60);
		assertThat(stream.newest(10, 60, null)).extracting(RecordView::size).containsExactly(60);
		assertThat(stream.newest(10, 64, null)).extracting(RecordView::size).containsExactly(40, 3, 60);
		assertThat(stream.newest(2, 64, null)).extracting(RecordView::size).containsExactly(3, 60);
		assertThat(stream.newest(10, 104, null)).extracting(RecordView::size).containsExactly(2, 40, 3, 60);
	}

	@Test
	void streamOfTheSameNameIsShownAfterADeletion() {
		StreamView stream = this.endpoint.stream("orders");
		put("a", "first");
		this.client.deleteStream((call) -> call.streamName("orders")).join();
		assertThat(stream.records()).isEmpty();
		this.client.createStream((call) -> call.streamName("orders").shardCount(1)).join();
		put("a", "second");
		assertThat(stream.records()).extracting(RecordView::text).containsExactly("second");
	}

	@Test
	void callWithANameThatIsTooLongIsRememberedWithoutIt() {
		String name = "x".repeat(100_000);
		assertThat(this.client.describeStream((call) -> call.streamName(name))).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class);
		String arn = "arn:aws:kinesis:us-east-1:000000000000:stream/" + name;
		assertThat(this.client.listShards((call) -> call.streamARN(arn))).failsWithin(Duration.ofSeconds(30))
			.withThrowableOfType(ExecutionException.class);
		assertThat(this.endpoint.calls().calls()).hasSize(2).allSatisfy((call) -> {
			assertThat(call.stream()).isNull();
			assertThat(call.toString()).hasSizeLessThan(1000);
		});
	}

	@Test
	void onlyTheNewestCallsAreRemembered() {
		for (int record = 0; record < 4; record++) {
			put("a", "hello");
		}
		this.client.listStreams().join();
		CallHistory history = this.endpoint.calls();
		assertThat(history.calls()).extracting(ObservedCall::action)
			.containsExactly("PutRecord", "PutRecord", "ListStreams");
		assertThat(history.dropped()).isEqualTo(2);
		assertThat(history).hasToString("[PutRecord of 'orders' at 2026-01-02T03:04:05.678Z, "
				+ "PutRecord of 'orders' at 2026-01-02T03:04:05.678Z, ListStreams at 2026-01-02T03:04:05.678Z]"
				+ " and 2 before");
	}

}
