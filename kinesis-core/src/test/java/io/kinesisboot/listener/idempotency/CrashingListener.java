package io.kinesisboot.listener.idempotency;

import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.function.UnaryOperator;

import javax.sql.DataSource;

import com.zaxxer.hikari.HikariDataSource;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.jdbc.JdbcIdempotencyStore;
import io.kinesisboot.dedup.jdbc.TransactionalJdbcIdempotencyStore;
import io.kinesisboot.dedup.redis.RedisIdempotencyStore;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.ListenerContainerOptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.data.redis.connection.lettuce.LettuceConnectionFactory;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.util.ClassUtils;

/**
 * A process that has the {@link Effects} of the records of a stream until it is killed.
 */
public final class CrashingListener {

	static final String TRANSACTION = "transaction";

	static final String LEASES = "leases";

	/** Followed by the port. */
	static final String REDIS = "redis:";

	private CrashingListener() {
	}

	public static void main(String[] args) throws InterruptedException {
		String stream = args[2];
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext()) {
			context.registerBean("dataSource", DataSource.class, () -> dataSource(args[3]));
			context.register(Transactions.class);
			context.refresh();
			Effects effects = context.getBean(Effects.class);
			KclOptions kcl = KclOptions.defaults()
				.withWorkerId("the worker")
				.withMaxRecords(10)
				.withIdleTimeBetweenReads(Duration.ofMillis(200));
			ListenerContainerOptions options = ListenerContainerOptions.defaults()
				.withIdempotency(IdempotencyOptions.NONE.withStore(store(context, args[4]))
					.withKey(IdempotencyKey.DEDUPLICATION_ID));
			new KinesisListenerContainerFactory(
					new KclSourceFactory(configure(KinesisAsyncClient.builder(), args[0]).build(),
							configure(DynamoDbAsyncClient.builder(), args[1]).build(), kcl, List.of(),
							Clock.systemUTC()),
					KinesisMessageConverters.create(), options, Clock.systemUTC())
				.create(new KinesisListenerEndpoint("effects", "app-" + stream, List.of(stream),
						UnaryOperator.identity(), effects, ClassUtils.getMethod(Effects.class, "listen", List.class)))
				.start();
			new CountDownLatch(1).await();
		}
	}

	private static IdempotencyStore store(AnnotationConfigApplicationContext context, String store) {
		DataSource dataSource = context.getBean(DataSource.class);
		KeyTimes times = new KeyTimes(Duration.ofSeconds(3), Duration.ofHours(1));
		if (store.startsWith(REDIS)) {
			return new RedisIdempotencyStore(redis(Integer.parseInt(store.substring(REDIS.length()))), "keys:", times);
		}
		return store.equals(TRANSACTION)
				? new TransactionalJdbcIdempotencyStore(dataSource, context.getBean(PlatformTransactionManager.class),
						JdbcIdempotencyStore.TABLE, times.retention(), Clock.systemUTC())
				: new JdbcIdempotencyStore(dataSource, JdbcIdempotencyStore.TABLE, times, Clock.systemUTC());
	}

	private static StringRedisTemplate redis(int port) {
		LettuceConnectionFactory connections = new LettuceConnectionFactory("127.0.0.1", port);
		connections.afterPropertiesSet();
		connections.start();
		return new StringRedisTemplate(connections);
	}

	private static DataSource dataSource(String url) {
		HikariDataSource dataSource = new HikariDataSource();
		dataSource.setJdbcUrl(url);
		return dataSource;
	}

	static <B extends AwsClientBuilder<B, ?>> B configure(B builder, String endpoint) {
		return builder.endpointOverride(URI.create(endpoint))
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

	/** Transactions by annotation. */
	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			return new JdbcTransactionManager(dataSource);
		}

		@Bean
		Effects effects(DataSource dataSource) {
			return new Effects(new JdbcTemplate(dataSource));
		}

	}

}
