package io.kinesisboot.dedup.dynamodb;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.function.Function;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.CancellationReason;
import software.amazon.awssdk.services.dynamodb.model.ConditionalCheckFailedException;
import software.amazon.awssdk.services.dynamodb.model.Put;
import software.amazon.awssdk.services.dynamodb.model.ReturnValuesOnConditionCheckFailure;
import software.amazon.awssdk.services.dynamodb.model.TransactWriteItem;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;

/**
 * Remembers keys in a table of DynamoDB, whose hash key is the text {@code id}, and whose
 * time to live is the number {@code expires}: without it items stay. Keys are claimed and
 * completed 100 at a time (TransactWriteItems limit), in a write of two units each; those
 * of a hundred that are not new cost a further call. The clocks of all who use the table
 * should agree to a fraction of the lease. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DynamoDbIdempotencyStore implements IdempotencyStore {

	private static final int MAX_ITEMS = 100;

	private static final Duration TIMEOUT = Duration.ofSeconds(30);

	private static final String DONE = "DONE";

	private static final String IS_FREE = "attribute_not_exists(id) OR #state = :failed OR endsAt <= :now";

	private static final String IS_CLAIMANTS = "claimant = :claimant";

	private static final Map<String, String> NAMES = Map.of("#state", "state");

	private final DynamoDbAsyncClient client;

	private final String table;

	private final KeyTimes times;

	private final Clock clock;

	/**
	 * Creates a store.
	 * @param client calls DynamoDB
	 * @param table the table's name or ARN
	 * @param times how long keys are kept
	 * @param clock tells the time
	 * @throws KinesisBootException if there is no such table, or DynamoDB cannot be
	 * reached
	 */
	public DynamoDbIdempotencyStore(DynamoDbAsyncClient client, String table, KeyTimes times, Clock clock) {
		this.client = client;
		this.table = table;
		this.times = times;
		this.clock = clock;
		SdkCalls.await("DescribeTable of the idempotency store's table '" + table + "'",
				client.describeTable((request) -> request.tableName(table)), TIMEOUT);
	}

	@Override
	public List<ClaimState> claim(List<EffectKey> keys, String claimant) {
		List<String> ids = EffectKey.texts(keys);
		Map<String, ClaimState> states = new HashMap<>();
		for (int first = 0; first < ids.size(); first += MAX_ITEMS) {
			claim(ids.subList(first, Math.min(first + MAX_ITEMS, ids.size())), claimant, states);
		}
		return ids.stream().map(states::get).toList();
	}

	/**
	 * Claims keys, without those that turn out to be somebody's the first time.
	 */
	private void claim(List<String> keys, String claimant, Map<String, ClaimState> states) {
		List<String> free = new ArrayList<>(keys);
		while (!free.isEmpty()) {
			try {
				write(free.stream().map((key) -> claim(key, claimant)).toList());
				free.forEach((key) -> states.put(key, ClaimState.CLAIMED));
				return;
			}
			catch (KinesisBootException ex) {
				Map<String, ClaimState> refused = refused(free, ex);
				states.putAll(refused);
				free.removeAll(refused.keySet());
			}
		}
	}

	private static Map<String, ClaimState> refused(List<String> keys, KinesisBootException failure) {
		Map<String, ClaimState> refused = new HashMap<>();
		if (failure.getCause() instanceof TransactionCanceledException canceled) {
			for (int i = 0; i < canceled.cancellationReasons().size(); i++) {
				CancellationReason reason = canceled.cancellationReasons().get(i);
				switch (Objects.requireNonNullElse(reason.code(), "")) {
					case "ConditionalCheckFailed" -> refused.put(keys.get(i), state(reason));
					case "TransactionConflict" -> refused.put(keys.get(i), ClaimState.HELD);
					default -> {
					}
				}
			}
		}
		if (refused.isEmpty()) {
			throw failure;
		}
		return refused;
	}

	private static ClaimState state(CancellationReason reason) {
		AttributeValue state = reason.item().get("state");
		return (state != null && DONE.equals(state.s())) ? ClaimState.DONE : ClaimState.HELD;
	}

	private TransactWriteItem claim(String key, String claimant) {
		long now = this.clock.millis();
		return put(Put.builder()
			.item(item(key, claimant, "CLAIMED", now + this.times.lease().toMillis()))
			.conditionExpression(IS_FREE)
			.expressionAttributeNames(NAMES)
			.expressionAttributeValues(Map.of(":failed", AttributeValue.fromS("FAILED"), ":now",
					AttributeValue.fromN(String.valueOf(now))))
			.returnValuesOnConditionCheckFailure(ReturnValuesOnConditionCheckFailure.ALL_OLD));
	}

	@Override
	public void complete(List<EffectKey> keys, String claimant) {
		long end = this.clock.millis() + this.times.retention().toMillis();
		for (int first = 0; first < keys.size(); first += MAX_ITEMS) {
			write(keys.subList(first, Math.min(first + MAX_ITEMS, keys.size()))
				.stream()
				.map((key) -> put(Put.builder().item(item(key.text(), claimant, DONE, end))))
				.toList());
		}
	}

	private static Map<String, AttributeValue> item(String key, String claimant, String state, long end) {
		return Map.of("id", AttributeValue.fromS(key), "claimant", AttributeValue.fromS(claimant), "state",
				AttributeValue.fromS(state), "endsAt", AttributeValue.fromN(String.valueOf(end)), "expires",
				AttributeValue.fromN(String.valueOf(Math.floorDiv(end, 1000) + 1)));
	}

	private TransactWriteItem put(Put.Builder put) {
		return TransactWriteItem.builder().put(put.tableName(this.table).build()).build();
	}

	private void write(List<TransactWriteItem> items) {
		SdkCalls.await("TransactWriteItems of the idempotency store",
				this.client.transactWriteItems((request) -> request.transactItems(items)), TIMEOUT);
	}

	@Override
	public void fail(List<EffectKey> keys, String claimant) {
		each(keys, (key) -> this.client.updateItem((request) -> request.tableName(this.table)
			.key(key)
			.updateExpression("SET #state = :failed")
			.conditionExpression(IS_CLAIMANTS)
			.expressionAttributeNames(NAMES)
			.expressionAttributeValues(
					Map.of(":failed", AttributeValue.fromS("FAILED"), ":claimant", AttributeValue.fromS(claimant)))));
	}

	@Override
	public void release(List<EffectKey> keys, String claimant) {
		each(keys,
				(key) -> this.client.deleteItem((request) -> request.tableName(this.table)
					.key(key)
					.conditionExpression(IS_CLAIMANTS)
					.expressionAttributeValues(Map.of(":claimant", AttributeValue.fromS(claimant)))));
	}

	/**
	 * Changes items at the same time, but for those that are somebody else's.
	 */
	private static void each(List<EffectKey> keys, Function<Map<String, AttributeValue>, CompletableFuture<?>> change) {
		CompletableFuture<?>[] changes = keys.stream()
			.map((key) -> change.apply(Map.of("id", AttributeValue.fromS(key.text()))).exceptionally((failure) -> {
				if (failure.getCause() instanceof ConditionalCheckFailedException) {
					return null;
				}
				throw new CompletionException(failure.getCause());
			}))
			.toArray(CompletableFuture[]::new);
		SdkCalls.await("Change of items of the idempotency store", CompletableFuture.allOf(changes), TIMEOUT);
	}

}
