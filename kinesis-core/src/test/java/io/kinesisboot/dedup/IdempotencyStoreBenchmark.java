package io.kinesisboot.dedup;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

import io.kinesisboot.dedup.jdbc.Database;
import io.kinesisboot.dedup.jdbc.JdbcIdempotencyStore;
import io.kinesisboot.dedup.jdbc.TransactionalJdbcIdempotencyStore;
import io.kinesisboot.dedup.redis.RedisIdempotencyStore;
import org.junit.jupiter.api.Test;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;

/**
 * How many records a second a store takes from one listener, in batches: claimed and
 * done, all of them new. Servers run on this machine, as they are installed. Run by name.
 */
class IdempotencyStoreBenchmark {

	private static final int BATCH = Integer.getInteger("benchmark.batch", 500);

	private static final Duration TIME = Duration.ofSeconds(Integer.getInteger("benchmark.seconds", 10));

	private int batches;

	@Test
	void memory() {
		measure("memory", new MemoryIdempotencyStore(100_000, KeyTimes.DEFAULT, Clock.systemUTC()));
	}

	@Test
	void redis() {
		try (LocalServer server = LocalServer.redis()) {
			LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", server.port());
			connections.afterPropertiesSet();
			connections.start();
			measure("redis",
					new RedisIdempotencyStore(new StringRedisTemplate(connections), "kinesis:", KeyTimes.DEFAULT));
			connections.destroy();
		}
	}

	@Test
	void postgreSql() {
		try (LocalServer server = LocalServer.postgresql(); Database database = Database.postgresql(server).create()) {
			measure("jdbc, PostgreSQL", new JdbcIdempotencyStore(database.dataSource(), JdbcIdempotencyStore.TABLE,
					KeyTimes.DEFAULT, Clock.systemUTC()));
		}
	}

	@Test
	void postgreSqlTransaction() {
		try (LocalServer server = LocalServer.postgresql(); Database database = Database.postgresql(server).create()) {
			measure("jdbc-transaction, PostgreSQL",
					new TransactionalJdbcIdempotencyStore(database.dataSource(),
							new JdbcTransactionManager(database.dataSource()), JdbcIdempotencyStore.TABLE,
							KeyTimes.DEFAULT.retention(), Clock.systemUTC()));
		}
	}

	private void measure(String name, IdempotencyStore store) {
		run(store);
		long start = System.nanoTime();
		long records = run(store);
		System.out.printf("%s: %,.0f records/s in batches of %d%n", name, records * 1e9 / (System.nanoTime() - start),
				BATCH);
	}

	private long run(IdempotencyStore store) {
		long end = System.nanoTime() + TIME.toNanos() / 2;
		long records = 0;
		while (System.nanoTime() < end) {
			call(store);
			records += BATCH;
		}
		return records;
	}

	private void call(IdempotencyStore store) {
		String batch = String.valueOf(this.batches++);
		List<EffectKey> keys = IntStream.range(0, BATCH)
			.mapToObj((number) -> new EffectKey("billing:orders/shardId-000000000000/4964" + batch, number))
			.toList();
		if (store instanceof TransactionalIdempotencyStore transactional) {
			transactional.inTransaction(() -> store.claim(keys, batch), (states) -> true);
			return;
		}
		store.claim(keys, batch);
		store.complete(keys, batch);
	}

}
