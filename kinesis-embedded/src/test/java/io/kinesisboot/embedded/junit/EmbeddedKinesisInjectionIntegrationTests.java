package io.kinesisboot.embedded.junit;

import java.time.Duration;

import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What tests with {@link EmbeddedKinesis} have injected.
 */
@EmbeddedKinesis(streams = { "orders", "payments:4" }, region = "eu-west-1", accountId = "123456789012")
class EmbeddedKinesisInjectionIntegrationTests {

	private final KinesisAsyncClient kinesis;

	EmbeddedKinesisInjectionIntegrationTests(KinesisAsyncClient kinesis) {
		this.kinesis = kinesis;
	}

	@Test
	void streamsAreThereFromTheStart(KinesisAsyncClient same) {
		assertThat(same).isSameAs(this.kinesis);
		assertThat(shards("orders")).isEqualTo(1);
		assertThat(shards("payments")).isEqualTo(4);
	}

	private int shards(String stream) {
		return this.kinesis.listShards((request) -> request.streamName(stream)).join().shards().size();
	}

	@Test
	void streamsAreOfTheAccountAndTheRegion() {
		assertThat(this.kinesis.describeStreamSummary((request) -> request.streamName("orders"))
			.join()
			.streamDescriptionSummary()
			.streamARN()).isEqualTo("arn:aws:kinesis:eu-west-1:123456789012:stream/orders");
	}

	@Test
	void clientsOfEveryServiceAreOfTheEndpoint(KinesisEndpoint endpoint, DynamoDbAsyncClient dynamoDb,
			CloudWatchAsyncClient cloudWatch) {
		assertThat(dynamoDb.listTables().join().tableNames()).isEmpty();
		assertThat(this.kinesis.serviceClientConfiguration().endpointOverride()).contains(endpoint.endpoint());
		assertThat(dynamoDb.serviceClientConfiguration().region().id()).isEqualTo(endpoint.region())
			.isEqualTo("eu-west-1");
		assertThat(cloudWatch.serviceClientConfiguration().endpointOverride()).contains(endpoint.endpoint());
	}

	@Test
	void clockMovesTheTimeOfTheEndpoint(MovableClock clock) {
		String shard = this.kinesis.putRecord(
				(request) -> request.streamName("orders").partitionKey("key").data(SdkBytes.fromUtf8String("order")))
			.join()
			.shardId();
		String iterator = this.kinesis
			.getShardIterator((request) -> request.streamName("orders")
				.shardId(shard)
				.shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
		assertThat(this.kinesis.getRecords((request) -> request.shardIterator(iterator)).join().records()).hasSize(1);
		clock.advance(Duration.ofMinutes(6));
		assertThatThrownBy(() -> this.kinesis.getRecords((request) -> request.shardIterator(iterator)).join())
			.hasCauseInstanceOf(ExpiredIteratorException.class);
	}

}
