package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Collections;
import java.util.List;

import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the SDK's client gets from an endpoint with the service's limits, whose time
 * stands still until it is moved.
 */
class LimitIntegrationTests {

	private static final String RATE_EXCEEDED = "Rate exceeded for shard shardId-000000000000 in stream orders "
			+ "under account 000000000000.";

	private static final int MIB = 1024 * 1024;

	private final MovableClock clock = new MovableClock(
			Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC));

	private EmbeddedKinesis endpoint;

	private KinesisAsyncClient client;

	@BeforeEach
	void start() {
		this.endpoint = EmbeddedKinesis.builder()
			.stream("orders", 1)
			.clock(this.clock)
			.limits(Limits.enforced())
			.build()
			.start();
		this.client = SdkClients.kinesisWithoutRetries(this.endpoint, Protocol.HTTP1_1);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.endpoint.close();
	}

	@Test
	void recordsOverTheShardsRateFailOneByOne() {
		assertThat(put(500, 1).failedRecordCount()).isZero();
		assertThat(put(400, 1).failedRecordCount()).isZero();
		PutRecordsResponse response = put(150, 1);
		assertThat(response.failedRecordCount()).isEqualTo(50);
		assertThat(response.records().subList(0, 100)).allMatch((entry) -> entry.errorCode() == null);
		assertThat(response.records().subList(100, 150)).allSatisfy((entry) -> {
			assertThat(entry.errorCode()).isEqualTo("ProvisionedThroughputExceededException");
			assertThat(entry.errorMessage()).isEqualTo(RATE_EXCEEDED);
		});
		this.clock.advance(Duration.ofMillis(30));
		assertThat(put(50, 1).failedRecordCount()).isEqualTo(20);
	}

	@Test
	void bytesOverTheShardsRateAreRefused() {
		assertThat(put(2, MIB / 2 - 1).failedRecordCount()).isZero();
		assertThatThrownBy(() -> this.client
			.putRecord((call) -> call.streamName("orders").partitionKey("k").data(SdkBytes.fromUtf8String("x")))
			.join()).cause()
			.isInstanceOf(ProvisionedThroughputExceededException.class)
			.hasMessageStartingWith(RATE_EXCEEDED);
		this.clock.advance(Duration.ofMillis(500));
		assertThat(put(2, MIB / 2 - 1).failedRecordCount()).isEqualTo(1);
	}

	private PutRecordsResponse put(int count, int bytes) {
		List<PutRecordsRequestEntry> records = Collections.nCopies(count,
				PutRecordsRequestEntry.builder()
					.partitionKey("k")
					.data(SdkBytes.fromByteArrayUnsafe(new byte[bytes]))
					.build());
		return this.client.putRecords((call) -> call.streamName("orders").records(records)).join();
	}

	@Test
	void sixthReadInASecondIsRefused() {
		String iterator = iterator();
		for (int read = 0; read < 5; read++) {
			get(iterator);
		}
		assertThatThrownBy(() -> get(iterator)).cause()
			.isInstanceOf(ProvisionedThroughputExceededException.class)
			.hasMessageStartingWith(RATE_EXCEEDED);
		this.clock.advance(Duration.ofMillis(200));
		get(iterator);
	}

	@Test
	void readOfTenMebibytesIsFollowedByFiveSecondsWithout() {
		for (int record = 0; record < 10; record++) {
			assertThat(put(1, MIB - 1).failedRecordCount()).isZero();
			this.clock.advance(Duration.ofSeconds(1));
		}
		String iterator = iterator();
		assertThat(get(iterator)).isEqualTo(10);
		this.clock.advance(Duration.ofMillis(4999));
		assertThatThrownBy(() -> get(iterator)).hasCauseInstanceOf(ProvisionedThroughputExceededException.class);
		this.clock.advance(Duration.ofMillis(2));
		assertThat(get(iterator)).isEqualTo(10);
	}

	private String iterator() {
		return this.client
			.getShardIterator((call) -> call.streamName("orders")
				.shardId("shardId-000000000000")
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
	}

	private int get(String iterator) {
		return this.client.getRecords((call) -> call.shardIterator(iterator)).join().records().size();
	}

	@Test
	void callsOverTheAccountsRateAreRefused() {
		for (int call = 0; call < 10; call++) {
			this.client.describeStream((describe) -> describe.streamName("orders")).join();
		}
		assertThatThrownBy(() -> this.client.describeStream((describe) -> describe.streamName("orders")).join()).cause()
			.isInstanceOf(LimitExceededException.class)
			.hasMessageStartingWith("Rate exceeded for stream orders under account 000000000000.");
		this.clock.advance(Duration.ofMillis(100));
		this.client.describeStream((describe) -> describe.streamName("orders")).join();
		assertThat(this.endpoint.calls().of("DescribeStream")).hasSize(12)
			.filteredOn((call) -> call.refusal() != null)
			.singleElement()
			.hasToString("DescribeStream of 'orders' at 2026-01-02T03:04:05Z refused with LimitExceededException: "
					+ "Rate exceeded for stream orders under account 000000000000.");
	}

	@Test
	void sixthIteratorOfAShardInASecondIsRefused() {
		for (int call = 0; call < 5; call++) {
			iterator();
		}
		assertThatThrownBy(this::iterator).cause()
			.isInstanceOf(ProvisionedThroughputExceededException.class)
			.hasMessageStartingWith(RATE_EXCEEDED);
	}

}
