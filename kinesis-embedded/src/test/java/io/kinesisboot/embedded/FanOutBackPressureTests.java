package io.kinesisboot.embedded;

import java.io.IOException;
import java.net.InetAddress;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.Collections;
import java.util.List;

import io.kinesisboot.embedded.action.KinesisService;
import io.kinesisboot.embedded.fanout.ShardSubscription;
import io.kinesisboot.embedded.http.Binding;
import io.kinesisboot.embedded.http.HttpEndpoint;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/**
 * What the endpoint holds for clients that read slowly or leave.
 */
class FanOutBackPressureTests {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final String SHARD = "shardId-000000000000";

	private static final int RECORDS = 500;

	private final KinesisService service = TestServices.kinesis(Clock.systemUTC());

	private HttpEndpoint endpoint;

	private String consumerArn = "";

	@BeforeEach
	void start() throws IOException {
		this.endpoint = HttpEndpoint.open(new Binding(InetAddress.getLoopbackAddress(), 0, null), "us-east-1",
				List.of(this.service), Clock.systemUTC());
		this.service.createStream("orders", 1);
		try (KinesisAsyncClient client = client(Protocol.HTTP2)) {
			this.consumerArn = client
				.registerStreamConsumer(
						(request) -> request.streamARN("arn:aws:kinesis:us-east-1:000000000000:stream/orders")
							.consumerName("reader"))
				.join()
				.consumer()
				.consumerARN();
			putFiftyMegabytes(client);
		}
	}

	private KinesisAsyncClient client(Protocol protocol) {
		return SdkClients.kinesis(URI.create("http://127.0.0.1:" + this.endpoint.port()), protocol);
	}

	private static void putFiftyMegabytes(KinesisAsyncClient client) {
		PutRecordsRequestEntry entry = PutRecordsRequestEntry.builder()
			.partitionKey("key")
			.data(SdkBytes.fromByteArrayUnsafe(new byte[100_000]))
			.build();
		for (int batch = 0; batch < 10; batch++) {
			client
				.putRecords((request) -> request.streamName("orders").records(Collections.nCopies(RECORDS / 10, entry)))
				.join();
		}
	}

	@AfterEach
	void stop() {
		this.endpoint.close();
	}

	private Subscriber subscribeSlowly(KinesisAsyncClient client) {
		return Subscriber.slowly(client, this.consumerArn, SHARD,
				StartingPosition.builder().type(ShardIteratorType.TRIM_HORIZON).build());
	}

	private ShardSubscription onlySubscription() {
		assertThat(this.service.subscriptions().all()).hasSize(1);
		return this.service.subscriptions().all().get(0);
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void subscriptionWaitsForItsReader(Protocol protocol) {
		try (KinesisAsyncClient client = client(protocol)) {
			Subscriber subscriber = subscribeSlowly(client);
			await().atMost(LIMIT).until(() -> !subscriber.events().isEmpty());
			await().atMost(LIMIT)
				.during(Duration.ofMillis(500))
				.until(() -> onlySubscription().position() < RECORDS / 2);
			subscriber.readOn();
			await().atMost(LIMIT).until(() -> subscriber.records().count() == RECORDS);
			assertThat(onlySubscription().position()).isEqualTo(RECORDS);
			subscriber.leave();
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void clientThatLeavesFreesItsPlace(Protocol protocol) {
		try (KinesisAsyncClient client = client(protocol)) {
			Subscriber subscriber = subscribeSlowly(client);
			await().atMost(LIMIT).until(() -> !subscriber.events().isEmpty());
			assertThat(onlySubscription().shard().id()).isEqualTo(SHARD);
			subscriber.leave();
			await().atMost(LIMIT).until(() -> this.service.subscriptions().all().isEmpty());
		}
	}

	@ParameterizedTest
	@EnumSource(Protocol.class)
	void closeOfTheEndpointFreesEveryPlace(Protocol protocol) {
		try (KinesisAsyncClient client = client(protocol)) {
			Subscriber subscriber = subscribeSlowly(client);
			await().atMost(LIMIT).until(() -> !subscriber.events().isEmpty());
			this.endpoint.close();
			assertThat(this.service.subscriptions().all()).isEmpty();
		}
	}

}
