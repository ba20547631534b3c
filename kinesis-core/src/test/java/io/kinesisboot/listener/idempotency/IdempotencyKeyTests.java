package io.kinesisboot.listener.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.producer.UserRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

class IdempotencyKeyTests {

	@Test
	void thePlaceInTheStreamIsAKey() {
		assertThat(key("sequence-number", Map.of())).isEqualTo("orders/shardId-000000000000/4964/7");
	}

	@Test
	void theIdOfTheProducerIsAKeyWhereThereIsOne() {
		assertThat(key("deduplication-id", Map.of(UserRecord.DEDUPLICATION_ID, "x1"))).isEqualTo("x1");
		assertThat(key("deduplication-id", Map.of())).isEqualTo("orders/shardId-000000000000/4964/7");
	}

	@Test
	void aHeaderIsAKey() {
		assertThat(key("header:order-id", Map.of("order-id", "17"))).isEqualTo("17");
		assertThatIllegalStateException().isThrownBy(() -> key("header:order-id", Map.of()))
			.withMessage(
					"The idempotency key of record 4964/7 of shard shardId-000000000000 of stream 'orders' is its header 'order-id', which it has not");
		assertThatIllegalArgumentException().isThrownBy(() -> key("header: ", Map.of()))
			.withMessage(
					"'idempotencyKey' must name one header, such as header:order-id (an expression may join several values), but was 'header: '");
	}

	@Test
	void anExpressionIsAKey() {
		assertThat(key("payload.order.id", Map.of())).isEqualTo("17");
		assertThat(key("partitionKey + '/' + payload.order.id", Map.of())).isEqualTo("customer/17");
		assertThatIllegalStateException().isThrownBy(() -> key("payload.order['name']", Map.of()))
			.withMessageStartingWith("The idempotency key 'payload.order['name']' of record 4964/7 of shard")
			.withMessageEndingWith("is null");
		assertThatIllegalStateException().isThrownBy(() -> key("payload.customer.id", Map.of()))
			.withMessageEndingWith("cannot be made");
		assertThatIllegalArgumentException().isThrownBy(() -> key("payload.(", Map.of()))
			.withMessageStartingWith(
					"'idempotencyKey' must be sequence-number, deduplication-id, header:NAME or an expression (SpEL) but was 'payload.(': ");
	}

	private static String key(String text, Map<String, String> tags) {
		return IdempotencyKey.parse("idempotencyKey", text)
			.of(new ReceivedRecord("orders", "shardId-000000000000", "customer", null, "4964", 7, Instant.EPOCH,
					ByteBuffer.wrap("{\"order\":{\"id\":17}}".getBytes(StandardCharsets.UTF_8)), tags));
	}

}
