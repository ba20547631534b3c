package io.kinesisboot.embedded.lease;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;

import io.kinesisboot.embedded.TestServices;
import io.kinesisboot.embedded.item.LeaseErrors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for many callers of one {@link LeaseStore}.
 */
class LeaseStoreConcurrencyTests {

	private static final int THREADS = 8;

	private static final int ROUNDS = 200;

	private final LeaseStore store = new LeaseStore("us-east-1", "000000000000", Clock.systemUTC());

	private final ExecutorService executor = Executors.newFixedThreadPool(THREADS);

	@BeforeEach
	void createTables() {
		for (String table : List.of("one", "two")) {
			call("CreateTable", """
					{'TableName': '%s', 'BillingMode': 'PAY_PER_REQUEST',
					 'KeySchema': [{'AttributeName': 'k', 'KeyType': 'HASH'}],
					 'AttributeDefinitions': [{'AttributeName': 'k', 'AttributeType': 'S'}]}""".formatted(table));
			call("PutItem", """
					{'TableName': '%s', 'Item': {'k': {'S': 'counter'}, 'n': {'N': '0'}}}""".formatted(table));
		}
	}

	@AfterEach
	void shutdown() {
		this.executor.shutdownNow();
	}

	@Test
	void exactlyOneConditionalUpdateWinsEachRound() throws Exception {
		CyclicBarrier barrier = new CyclicBarrier(THREADS);
		List<Integer> wins = inParallel(() -> {
			int won = 0;
			for (int round = 0; round < ROUNDS; round++) {
				barrier.await();
				won += attempt(round);
			}
			return won;
		});
		assertThat(wins.stream().mapToInt(Integer::intValue).sum()).isEqualTo(ROUNDS);
		assertThat(counter("one")).contains("'N':'" + ROUNDS + "'");
	}

	private int attempt(int expected) {
		try {
			call("UpdateItem", """
					{'TableName': 'one', 'Key': {'k': {'S': 'counter'}}, 'UpdateExpression': 'SET n = :new',
					 'ConditionExpression': 'n = :old',
					 'ExpressionAttributeValues': {':old': {'N': '%d'}, ':new': {'N': '%d'}}}""".formatted(expected,
					expected + 1));
			return 1;
		}
		catch (LeaseErrors.ConditionFailed ex) {
			return 0;
		}
	}

	@Test
	void noAdditionIsLost() throws Exception {
		inParallel(() -> {
			for (int round = 0; round < ROUNDS; round++) {
				call("UpdateItem", """
						{'TableName': 'one', 'Key': {'k': {'S': 'counter'}},
						 'AttributeUpdates': {'n': {'Action': 'ADD', 'Value': {'N': '1'}}}}""");
			}
			return true;
		});
		assertThat(counter("one")).contains("'N':'" + THREADS * ROUNDS + "'");
	}

	@Test
	void transactionsOverTwoTablesNeitherTearNorDeadlock() throws Exception {
		inParallel(() -> {
			for (int round = 0; round < ROUNDS; round++) {
				boolean forward = round % 2 == 0;
				call("TransactWriteItems", "{'TransactItems': [" + increment(forward ? "one" : "two") + ", "
						+ increment(forward ? "two" : "one") + "]}");
			}
			return true;
		});
		assertThat(counter("one")).isEqualTo(counter("two")).contains("'N':'" + THREADS * ROUNDS + "'");
	}

	private static String increment(String table) {
		return """
				{'Update': {'TableName': '%s', 'Key': {'k': {'S': 'counter'}}, 'UpdateExpression': 'ADD n :one',
				 'ExpressionAttributeValues': {':one': {'N': '1'}}}}""".formatted(table);
	}

	private String counter(String table) {
		return call("GetItem", "{'TableName': '" + table + "', 'Key': {'k': {'S': 'counter'}}}");
	}

	private String call(String action, String json) {
		return TestServices.call(this.store, action, json);
	}

	private <T> List<T> inParallel(Callable<T> task) throws Exception {
		List<Callable<T>> tasks = new ArrayList<>();
		for (int i = 0; i < THREADS; i++) {
			tasks.add(task);
		}
		List<T> results = new ArrayList<>();
		for (Future<T> future : this.executor.invokeAll(tasks)) {
			results.add(future.get());
		}
		return results;
	}

}
