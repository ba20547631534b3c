package io.kinesisboot.embedded;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * What the SDK's client, with CBOR bodies, gets from the endpoint.
 */
class EmbeddedKinesisIntegrationTests {

	private static EmbeddedKinesis endpoint;

	private static KinesisAsyncClient client;

	@BeforeAll
	static void start() {
		endpoint = EmbeddedKinesis.builder().build().start();
		client = SdkClients.kinesis(endpoint, Protocol.HTTP2);
	}

	@AfterAll
	static void close() {
		client.close();
		endpoint.close();
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void whatIsPutCanBeReadOverBothProtocols(Protocol protocol) {
		String stream = "both-" + protocol;
		byte[] payload = { 0, -1, 127, -128, 'x' };
		try (KinesisAsyncClient own = SdkClients.kinesis(endpoint, protocol)) {
			own.createStream((request) -> request.streamName(stream).shardCount(1)).join();
			PutRecordResponse put = own
				.putRecord((request) -> request.streamName(stream)
					.partitionKey("schlüssel-é-😀")
					.data(SdkBytes.fromByteArray(payload)))
				.join();
			String iterator = own
				.getShardIterator((request) -> request.streamName(stream)
					.shardId(put.shardId())
					.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
				.join()
				.shardIterator();
			GetRecordsResponse got = own.getRecords((request) -> request.shardIterator(iterator)).join();
			assertThat(got.millisBehindLatest()).isZero();
			assertThat(got.hasChildShards()).isFalse();
			assertThat(got.records()).singleElement().satisfies((record) -> {
				assertThat(record.data().asByteArray()).isEqualTo(payload);
				assertThat(record.partitionKey()).isEqualTo("schlüssel-é-😀");
				assertThat(record.sequenceNumber()).isEqualTo(put.sequenceNumber());
				assertThat(record.approximateArrivalTimestamp()).isBetween(Instant.now().minus(Duration.ofMinutes(1)),
						Instant.now());
			});
		}
	}

	@Test
	void batchesUpToTheServicesLimitsPassInOneCall(TestInfo test) {
		String stream = createStream(test, 2);
		List<PutRecordsRequestEntry> entries = IntStream.range(0, 500)
			.mapToObj((number) -> entry("key-" + number, new byte[20_900]))
			.toList();
		PutRecordsResponse response = client.putRecords((request) -> request.streamName(stream).records(entries))
			.join();
		assertThat(response.failedRecordCount()).isZero();
		assertThat(response.records()).hasSize(500);
		assertThat(response.records().stream().map(PutRecordsResultEntry::shardId).distinct()).hasSize(2);
		assertThat(readAll(stream)).hasSize(500);
	}

	private String createStream(TestInfo test, int shards) {
		String stream = test.getTestMethod().orElseThrow().getName();
		client.createStream((request) -> request.streamName(stream).shardCount(shards)).join();
		return stream;
	}

	private static PutRecordsRequestEntry entry(String key, byte[] data) {
		return PutRecordsRequestEntry.builder().partitionKey(key).data(SdkBytes.fromByteArray(data)).build();
	}

	private static List<Record> readAll(String stream) {
		return client.listShards((request) -> request.streamName(stream))
			.join()
			.shards()
			.stream()
			.flatMap((shard) -> readShard(stream, shard.shardId()))
			.toList();
	}

	private static Stream<Record> readShard(String stream, String shardId) {
		List<Record> records = new ArrayList<>();
		String next = iterator(stream, shardId, (request) -> request.shardIteratorType(ShardIteratorType.TRIM_HORIZON));
		GetRecordsResponse response;
		do {
			String iterator = next;
			response = client.getRecords((request) -> request.shardIterator(iterator)).join();
			records.addAll(response.records());
			next = response.nextShardIterator();
		}
		while (response.millisBehindLatest() > 0 || !response.records().isEmpty());
		return records.stream();
	}

	private static String iterator(String stream, String shardId,
			Consumer<software.amazon.awssdk.services.kinesis.model.GetShardIteratorRequest.Builder> start) {
		return client.getShardIterator((request) -> start.accept(request.streamName(stream).shardId(shardId)))
			.join()
			.shardIterator();
	}

}
