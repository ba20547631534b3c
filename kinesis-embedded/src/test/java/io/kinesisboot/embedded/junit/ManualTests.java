package io.kinesisboot.embedded.junit;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.RecordView;
import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.firehose.FirehoseAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

/**
 * The manual's code, which a reader will copy: {@code src/docs/embedded.md}, in JUnit
 * tests.
 */
class ManualTests {

	@Nested
	@EmbeddedKinesis(streams = { "orders", "payments:4" })
	class OrdersTests {

		@Test
		void orderIsStored(KinesisAsyncClient kinesis) {
			PutRecordResponse response = kinesis
				.putRecord((request) -> request.streamName("orders")
					.partitionKey("Ada")
					.data(SdkBytes.fromUtf8String("one espresso")))
				.join();
			assertThat(response.shardId()).isEqualTo("shardId-000000000000");
		}

		@Test
		void iteratorExpires(KinesisAsyncClient kinesis, MovableClock clock) {
			String iterator = kinesis
				.getShardIterator((request) -> request.streamName("orders")
					.shardId("shardId-000000000000")
					.shardIteratorType(ShardIteratorType.LATEST))
				.join()
				.shardIterator();
			clock.advance(Duration.ofMinutes(6));
			assertThatThrownBy(() -> kinesis.getRecords((request) -> request.shardIterator(iterator)).join())
				.hasCauseInstanceOf(ExpiredIteratorException.class);
		}

	}

	@Nested
	@EmbeddedKinesis(streams = "orders")
	class LookInsideTests {

		@Test
		void orderIsSentOnce(KinesisEndpoint endpoint, KinesisAsyncClient kinesis) {
			kinesis.putRecord((request) -> request.streamName("orders")
				.partitionKey("Ada")
				.data(SdkBytes.fromUtf8String("one espresso")));
			assertThat(endpoint.stream("orders").awaitRecords(1, Duration.ofSeconds(30))).extracting(RecordView::text)
				.containsExactly("one espresso");
			assertThat(endpoint.calls().of("PutRecord")).hasSize(1);
		}

	}

	@Nested
	@EmbeddedKinesis(streams = "orders")
	class LostAnswerTests {

		@Test
		void orderIsStoredTwiceIfItsAnswerIsLost(KinesisEndpoint endpoint, KinesisAsyncClient kinesis) {
			ActiveFault lost = endpoint.faults().add(Fault.loseAnswers().action("PutRecord").times(1).build());
			kinesis
				.putRecord((request) -> request.streamName("orders")
					.partitionKey("Ada")
					.data(SdkBytes.fromUtf8String("one espresso")))
				.join();
			assertThat(lost.strikes()).isEqualTo(1);
			assertThat(endpoint.stream("orders").records()).extracting(RecordView::text)
				.containsExactly("one espresso", "one espresso");
		}

	}

	@Nested
	@EmbeddedKinesis
	class DeliveryTests {

		@Test
		void clickIsDelivered(FirehoseAsyncClient firehose, KinesisEndpoint endpoint, MovableClock clock) {
			Map<String, String> lake = new ConcurrentHashMap<>();
			endpoint.firehose()
				.buckets((bucket, key, content) -> lake.put(key, new String(content, StandardCharsets.UTF_8)));
			firehose
				.createDeliveryStream((request) -> request.deliveryStreamName("clicks")
					.extendedS3DestinationConfiguration(
							(s3) -> s3.roleARN("arn:aws:iam::000000000000:role/any").bucketARN("arn:aws:s3:::lake")))
				.join();
			firehose
				.putRecord((request) -> request.deliveryStreamName("clicks")
					.record((record) -> record.data(SdkBytes.fromUtf8String("one click"))))
				.join();
			clock.advance(Duration.ofMinutes(5));
			await().atMost(Duration.ofSeconds(30))
				.untilAsserted(() -> assertThat(lake.values()).containsExactly("one click"));
		}

	}

}
