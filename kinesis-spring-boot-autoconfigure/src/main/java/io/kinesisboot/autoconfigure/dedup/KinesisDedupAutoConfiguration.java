package io.kinesisboot.autoconfigure.dedup;

import java.time.Clock;

import javax.sql.DataSource;

import io.kinesisboot.autoconfigure.KinesisKclAutoConfiguration;
import io.kinesisboot.dedup.IdempotencyMetrics;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.MemoryIdempotencyStore;
import io.kinesisboot.dedup.dynamodb.DynamoDbIdempotencyStore;
import io.kinesisboot.dedup.jdbc.JdbcIdempotencyStore;
import io.kinesisboot.dedup.jdbc.TransactionalJdbcIdempotencyStore;
import io.kinesisboot.dedup.redis.RedisIdempotencyStore;
import io.kinesisboot.observation.MicrometerIdempotencyMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.transaction.PlatformTransactionManager;

/**
 * Auto-configuration of the stores that idempotent listeners may name: memory, and those
 * whose libraries and beans are there. None is made before a listener names it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisKclAutoConfiguration.class,
		afterName = { "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
				"org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration",
				"org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration",
				"org.springframework.boot.data.redis.autoconfigure.DataRedisAutoConfiguration" })
@EnableConfigurationProperties(KinesisDedupProperties.class)
public final class KinesisDedupAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	IdempotencyStore.Resolver kinesisBootIdempotencyStores(ListableBeanFactory beans,
			ObjectProvider<NamedStore> stores) {
		return new IdempotencyStores(beans, stores.stream().toList());
	}

	@Bean
	NamedStore kinesisBootMemoryIdempotencyStore(KinesisDedupProperties properties) {
		return new NamedStore("memory", "kinesis.dedup.memory.max-keys",
				() -> new MemoryIdempotencyStore(properties.memory().maxKeys(), properties.times(), Clock.systemUTC()));
	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(DynamoDbAsyncClient.class)
	static class DynamoDb {

		@Bean
		NamedStore kinesisBootDynamoDbIdempotencyStore(KinesisDedupProperties properties,
				ObjectProvider<DynamoDbAsyncClient> client) {
			return new NamedStore("dynamodb", "kinesis.dedup.dynamodb.table", () -> {
				String table = properties.dynamodb().table();
				if (table == null) {
					throw new IllegalArgumentException("it must be set");
				}
				return new DynamoDbIdempotencyStore(client.getObject(), table, properties.times(), Clock.systemUTC());
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(JdbcTemplate.class)
	@ConditionalOnBean(DataSource.class)
	static class Jdbc {

		private static final String TABLE = "kinesis.dedup.jdbc.table";

		@Bean
		@Lazy
		KeyPurge kinesisBootKeyPurge(KinesisDedupProperties properties) {
			return new KeyPurge(properties.jdbc().purgeInterval());
		}

		@Bean
		NamedStore kinesisBootJdbcIdempotencyStore(KinesisDedupProperties properties,
				ObjectProvider<DataSource> dataSource, ObjectProvider<KeyPurge> purge) {
			return new NamedStore("jdbc", TABLE, () -> {
				JdbcIdempotencyStore store = new JdbcIdempotencyStore(dataSource.getObject(), properties.jdbc().table(),
						properties.times(), Clock.systemUTC());
				purge.getObject().add(store::purge);
				return store;
			});
		}

		@Bean
		@ConditionalOnBean(PlatformTransactionManager.class)
		NamedStore kinesisBootTransactionalIdempotencyStore(KinesisDedupProperties properties,
				ObjectProvider<DataSource> dataSource, ObjectProvider<PlatformTransactionManager> transactionManager,
				ObjectProvider<KeyPurge> purge) {
			return new NamedStore("jdbc-transaction", TABLE, () -> {
				TransactionalJdbcIdempotencyStore store = new TransactionalJdbcIdempotencyStore(dataSource.getObject(),
						transactionManager.getObject(), properties.jdbc().table(), properties.retention(),
						Clock.systemUTC());
				purge.getObject().add(store::purge);
				return store;
			});
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StringRedisTemplate.class)
	@ConditionalOnBean(StringRedisTemplate.class)
	static class Redis {

		@Bean
		NamedStore kinesisBootRedisIdempotencyStore(KinesisDedupProperties properties,
				ObjectProvider<StringRedisTemplate> redis) {
			return new NamedStore("redis", "kinesis.dedup.redis.prefix",
					() -> new RedisIdempotencyStore(redis.getObject(), properties.redis().prefix(),
							properties.times()));
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Meters {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		IdempotencyMetrics kinesisBootIdempotencyMetrics(ObjectProvider<MeterRegistry> registry) {
			MeterRegistry found = registry.getIfUnique();
			return (found != null) ? new MicrometerIdempotencyMetrics(found) : IdempotencyMetrics.NONE;
		}

	}

}
