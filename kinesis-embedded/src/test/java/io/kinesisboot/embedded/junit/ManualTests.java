package io.kinesisboot.embedded.junit;

import java.time.Duration;

import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.PutRecordResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * The manual's code, which a reader will copy: {@code src/docs/embedded.md}, in a JUnit
 * test.
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

}
