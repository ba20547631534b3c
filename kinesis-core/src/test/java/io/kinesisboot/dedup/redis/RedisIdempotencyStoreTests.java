package io.kinesisboot.dedup.redis;

import java.util.Objects;

import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.IdempotencyStoreContract;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.LocalServer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;

class RedisIdempotencyStoreTests extends IdempotencyStoreContract {

	private static @Nullable LocalServer server;

	private static @Nullable LettuceConnectionFactory connections;

	@BeforeAll
	static void start() {
		server = LocalServer.redis();
		connections = new LettuceConnectionFactory("127.0.0.1", server.port());
		connections.afterPropertiesSet();
		connections.start();
	}

	@AfterAll
	static void stop() {
		if (server != null) {
			Objects.requireNonNull(connections).destroy();
			server.close();
		}
	}

	@Override
	protected IdempotencyStore store(KeyTimes times) {
		return new RedisIdempotencyStore(new StringRedisTemplate(Objects.requireNonNull(connections)), "keys:", times);
	}

}
