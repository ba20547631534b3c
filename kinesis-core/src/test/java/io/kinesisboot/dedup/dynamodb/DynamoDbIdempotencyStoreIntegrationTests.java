package io.kinesisboot.dedup.dynamodb;

import java.time.Clock;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.IdempotencyStoreContract;
import io.kinesisboot.dedup.KeyTimes;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeDefinition;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.KeySchemaElement;
import software.amazon.awssdk.services.dynamodb.model.KeyType;
import software.amazon.awssdk.services.dynamodb.model.ScalarAttributeType;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

class DynamoDbIdempotencyStoreIntegrationTests extends IdempotencyStoreContract {

	private static final String TABLE = "keys";

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	@BeforeAll
	static void createTable() {
		endpoint.dynamoDb()
			.createTable((request) -> request.tableName(TABLE)
				.billingMode(BillingMode.PAY_PER_REQUEST)
				.attributeDefinitions(
						AttributeDefinition.builder().attributeName("id").attributeType(ScalarAttributeType.S).build())
				.keySchema(KeySchemaElement.builder().attributeName("id").keyType(KeyType.HASH).build()))
			.join();
	}

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@Override
	protected IdempotencyStore store(KeyTimes times) {
		return new DynamoDbIdempotencyStore(endpoint.dynamoDb(), TABLE, times, Clock.systemUTC());
	}

	@Test
	void aBatchHasMoreKeysThanATransaction() {
		IdempotencyStore store = store(KeyTimes.DEFAULT);
		String prefix = UUID.randomUUID() + "/";
		List<EffectKey> keys = keysOf(IntStream.range(0, 250).mapToObj((number) -> prefix + number));
		store.claim(keys.subList(30, 60), "one");
		store.complete(keys.subList(30, 40), "one");
		List<ClaimState> states = store.claim(keys, "two");
		assertThat(states).hasSize(250);
		assertThat(states.subList(30, 40)).containsOnly(ClaimState.DONE);
		assertThat(states.subList(40, 60)).containsOnly(ClaimState.HELD);
		assertThat(states.subList(0, 30)).containsOnly(ClaimState.CLAIMED);
		assertThat(states.subList(60, 250)).containsOnly(ClaimState.CLAIMED);
		store.complete(keys, "two");
		assertThat(store.claim(keys, "three")).containsOnly(ClaimState.DONE);
	}

	@Test
	void aMissingTableIsToldAtTheStart() {
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> new DynamoDbIdempotencyStore(endpoint.dynamoDb(), "no-such-table", KeyTimes.DEFAULT,
					Clock.systemUTC()))
			.withMessageStartingWith("DescribeTable of the idempotency store's table 'no-such-table' failed");
	}

}
