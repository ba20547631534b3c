package io.kinesisboot.autoconfigure;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

import javax.sql.DataSource;

import io.awspring.cloud.autoconfigure.core.AwsAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.CredentialsProviderAutoConfiguration;
import io.awspring.cloud.autoconfigure.core.RegionProviderAutoConfiguration;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.dedup.KinesisDedupAutoConfiguration;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.MemoryIdempotencyStore;
import io.kinesisboot.dedup.jdbc.JdbcDialect;
import io.kinesisboot.listener.InvalidListenerException;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.h2.jdbcx.JdbcDataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ContextConsumer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.io.ClassPathResource;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.datasource.init.ResourceDatabasePopulator;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.transaction.PlatformTransactionManager;
import org.springframework.transaction.annotation.EnableTransactionManagement;
import org.springframework.transaction.annotation.Transactional;

import static org.assertj.core.api.Assertions.assertThat;

@ExtendWith(EventLoopsStayUp.class)
class KinesisDedupAutoConfigurationTests {

	private final FakeRecordSources sources = new FakeRecordSources();

	private final JdbcDataSource database = new JdbcDataSource();

	private final ApplicationContextRunner runner = new ApplicationContextRunner()
		.withConfiguration(
				AutoConfigurations.of(RegionProviderAutoConfiguration.class, CredentialsProviderAutoConfiguration.class,
						AwsAutoConfiguration.class, KinesisAutoConfiguration.class, KinesisKclAutoConfiguration.class,
						KinesisListenerAutoConfiguration.class, KinesisDedupAutoConfiguration.class))
		.withPropertyValues("spring.cloud.aws.region.static=eu-west-1", "spring.cloud.aws.credentials.access-key=key",
				"spring.cloud.aws.credentials.secret-key=secret", "kinesis.client.endpoint=http://127.0.0.1:1",
				"kinesis.dynamodb.endpoint=http://127.0.0.1:1")
		.withBean("ownSources", RecordSource.Factory.class, () -> this.sources)
		.withUserConfiguration(OrderListener.class);

	private ApplicationContextRunner withDatabase() {
		this.database.setURL("jdbc:h2:mem:" + UUID.randomUUID() + ";DB_CLOSE_DELAY=-1");
		return this.runner.withBean(DataSource.class, () -> this.database).withUserConfiguration(Transactions.class);
	}

	@Test
	void aRecordThatComesAgainIsHandledOnce() {
		this.runner.withBean(MeterRegistry.class, SimpleMeterRegistry::new)
			.withPropertyValues("kinesis.listener.idempotent=memory")
			.run((context) -> {
				readTwice();
				assertThat(context.getBean(OrderListener.class).orders).containsExactly("o1");
				assertThat(context.getBean(MeterRegistry.class)
					.get("kinesis.listener.idempotency")
					.tag("result", "hit")
					.counter()
					.count()).isOne();
			});
	}

	@Test
	void aRecordThatComesAgainIsHandledTwiceUnlessItIsSaid() {
		this.runner.run((context) -> {
			readTwice();
			assertThat(context.getBean(OrderListener.class).orders).containsExactly("o1", "o1");
		});
	}

	@Test
	void theAnnotationWinsOverTheProperty() {
		this.runner.withUserConfiguration(ForgetfulListener.class)
			.withPropertyValues("kinesis.listener.idempotent=memory")
			.run((context) -> {
				this.sources.get("forgetful").read("o1");
				this.sources.get("forgetful").read("o1");
				assertThat(context.getBean(ForgetfulListener.class).orders).containsExactly("o1", "o1");
			});
	}

	@Test
	void aBeanMayBeTheStore() {
		IdempotencyStore store = new MemoryIdempotencyStore(10, KeyTimes.DEFAULT, Clock.systemUTC());
		this.runner.withBean("own", IdempotencyStore.class, () -> store)
			.withPropertyValues("kinesis.listener.idempotent=own")
			.run((context) -> {
				readTwice();
				assertThat(context.getBean(OrderListener.class).orders).containsExactly("o1");
			});
	}

	@Test
	void effectsOfATransactionalListenerAreRolledBackWithTheirKeys() {
		withDatabase().withUserConfiguration(Ledger.class)
			.withPropertyValues("kinesis.listener.idempotent=jdbc-transaction",
					"kinesis.listener.retry.initial-interval=1ms", "kinesis.listener.retry.max-interval=1ms")
			.run((context) -> {
				Ledger ledger = context.getBean(Ledger.class);
				ledger.failTwice();
				this.sources.get("ledger").read("o1");
				this.sources.get("ledger").read("o1");
				assertThat(ledger.attempts()).isEqualTo(3);
				assertThat(new JdbcTemplate(this.database).queryForList("SELECT payload FROM ledger", String.class))
					.containsExactly("o1");
			});
	}

	@Test
	void keysAreInTheTableOfTheDatabase() {
		withDatabase().withPropertyValues("kinesis.listener.idempotent=jdbc").run((context) -> {
			readTwice();
			assertThat(context.getBean(OrderListener.class).orders).containsExactly("o1");
			assertThat(new JdbcTemplate(this.database).queryForList("SELECT id FROM kinesis_idempotency", String.class))
				.containsExactly("orders:orders/shardId-000000000000/1/0");
		});
	}

	@Test
	void anUnknownStoreIsToldWithThoseThatThereAre() {
		this.runner.withPropertyValues("kinesis.listener.idempotent=memroy")
			.run(failure(
					"'kinesis.listener.idempotent': 'idempotent' must be 'memory', 'dynamodb', 'jdbc', 'jdbc-transaction', 'redis', 'none' or the name of an IdempotencyStore bean but was 'memroy'"));
	}

	@Test
	void aStoreWithoutItsBeansIsToldWithThem() {
		this.runner.withPropertyValues("kinesis.listener.idempotent=jdbc")
			.run(failure(
					"'kinesis.listener.idempotent': 'idempotent' = 'jdbc' needs org.springframework:spring-jdbc and a DataSource bean"));
		this.runner.withClassLoader(new FilteredClassLoader(StringRedisTemplate.class))
			.withPropertyValues("kinesis.listener.idempotent=redis")
			.run(failure(
					"'kinesis.listener.idempotent': 'idempotent' = 'redis' needs org.springframework.boot:spring-boot-starter-data-redis and a StringRedisTemplate bean"));
	}

	@Test
	void aMissingTableIsToldWithItsProperty() {
		withDatabase()
			.withPropertyValues("kinesis.listener.idempotent=jdbc-transaction",
					"kinesis.dedup.jdbc.table=no_such_table")
			.run(failure(
					"'kinesis.listener.idempotent': 'kinesis.dedup.jdbc.table' does not do for 'idempotent' = 'jdbc-transaction': The table 'no_such_table' of the idempotency store cannot be read; classpath:io/kinesisboot/dedup/jdbc/schema-h2.sql creates it"));
		this.runner.withPropertyValues("kinesis.listener.idempotent=dynamodb")
			.run(failure(
					"'kinesis.listener.idempotent': 'kinesis.dedup.dynamodb.table' does not do for 'idempotent' = 'dynamodb': it must be set"));
	}

	@Test
	void whatGoesOnAfterTheTransactionIsNotInIt() {
		String reason = "'idempotent' must not be a transactional store if the method returns a future, a publisher or what"
				+ " is sent by @SendTo, which goes on when its transaction has ended; take a store with leases, such as 'jdbc'";
		withDatabase().withUserConfiguration(FutureListener.class)
			.withPropertyValues("kinesis.listener.idempotent=jdbc-transaction")
			.run(failure("Listener 'future': " + reason));
		withDatabase().withUserConfiguration(AnsweringListener.class)
			.withPropertyValues("kinesis.listener.idempotent=jdbc-transaction")
			.run(failure("Listener 'answering': " + reason));
	}

	@Test
	void aKeyWithoutAStoreIsTold() {
		this.runner.withUserConfiguration(KeyedListener.class)
			.run(failure(
					"Listener 'keyed': 'idempotencyKey' needs a store, by 'idempotent' or 'kinesis.listener.idempotent', but was 'payload.id' without one"));
	}

	private void readTwice() throws InterruptedException {
		this.sources.get("orders").read("o1");
		this.sources.get("orders").read("o1");
	}

	private static ContextConsumer<AssertableApplicationContext> failure(String message) {
		return (context) -> assertThat(context).hasFailed()
			.getFailure()
			.hasStackTraceContaining(InvalidListenerException.class.getName() + ": " + message + "\n");
	}

	/** A listener. */
	@Configuration(proxyBeanMethods = false)
	static class OrderListener {

		private final List<String> orders = new ArrayList<>();

		@KinesisListener(streams = "orders", applicationName = "orders")
		void handle(String order) {
			this.orders.add(order);
		}

	}

	/** A listener that wants to see everything. */
	@Configuration(proxyBeanMethods = false)
	static class ForgetfulListener {

		private final List<String> orders = new ArrayList<>();

		@KinesisListener(streams = "orders", applicationName = "forgetful", idempotent = "none")
		void handle(String order) {
			this.orders.add(order);
		}

	}

	/** A listener whose calls end later. */
	@Configuration(proxyBeanMethods = false)
	static class FutureListener {

		@KinesisListener(id = "future", streams = "orders", applicationName = "future")
		CompletableFuture<Void> handle(String order) {
			return CompletableFuture.completedFuture(null);
		}

	}

	/** A listener whose results are sent. */
	@Configuration(proxyBeanMethods = false)
	static class AnsweringListener {

		@SendTo("invoices")
		@KinesisListener(id = "answering", streams = "orders", applicationName = "answering")
		String handle(String order) {
			return order;
		}

	}

	/** A listener with a key and no store. */
	@Configuration(proxyBeanMethods = false)
	static class KeyedListener {

		@KinesisListener(id = "keyed", streams = "orders", applicationName = "keyed", idempotencyKey = "payload.id")
		void handle(String order) {
		}

	}

	/** A listener whose effect is a row, and that fails after it. */
	public static class Ledger {

		private final JdbcTemplate jdbc;

		private int attempts;

		private int failures;

		Ledger(DataSource dataSource) {
			this.jdbc = new JdbcTemplate(dataSource);
			this.jdbc.execute("CREATE TABLE ledger (payload VARCHAR(10))");
		}

		public void failTwice() {
			this.failures = 2;
		}

		public int attempts() {
			return this.attempts;
		}

		@Transactional
		@KinesisListener(streams = "orders", applicationName = "ledger")
		public void handle(String order) {
			this.attempts++;
			this.jdbc.update("INSERT INTO ledger (payload) VALUES (?)", order);
			if (this.attempts <= this.failures) {
				throw new IllegalStateException("on purpose");
			}
		}

	}

	/** Transactions of the database, which has the table of keys. */
	@Configuration(proxyBeanMethods = false)
	@EnableTransactionManagement(proxyTargetClass = true)
	static class Transactions {

		@Bean
		PlatformTransactionManager transactionManager(DataSource dataSource) {
			new ResourceDatabasePopulator(new ClassPathResource(JdbcDialect.H2.schema())).execute(dataSource);
			return new JdbcTransactionManager(dataSource);
		}

	}

}
