package io.kinesisboot;

import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.stream.Stream;

import com.amazonaws.services.schemaregistry.common.configs.GlueSchemaRegistryConfiguration;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.kinesisboot.annotation.KinesisHandler;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.annotation.KinesisListenerAnnotationBeanPostProcessor;
import io.kinesisboot.capacity.CapacityPlan;
import io.kinesisboot.capacity.UnitPrices;
import io.kinesisboot.capacity.Workload;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.capacity.load.ShardLoad;
import io.kinesisboot.capacity.reshard.AutomaticResharding;
import io.kinesisboot.capacity.reshard.ReshardOptions;
import io.kinesisboot.capacity.reshard.ReshardPlan;
import io.kinesisboot.capacity.reshard.ReshardStep;
import io.kinesisboot.capacity.reshard.Resharder;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.redrive.Redrive;
import io.kinesisboot.deadletter.redrive.RedriveOptions;
import io.kinesisboot.deadletter.redrive.RedriveResult;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.MemoryIdempotencyStore;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.ListenerResilience;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.event.ShardEvent;
import io.kinesisboot.listener.method.Acknowledgement;
import io.kinesisboot.listener.method.BatchOutcome;
import io.kinesisboot.listener.method.KinesisListenerInterceptor;
import io.kinesisboot.listener.method.ListenerMethodOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.resilience.Resilience4j;
import io.kinesisboot.stream.plan.StreamPlan;
import io.kinesisboot.stream.plan.StreamPolicy;
import io.kinesisboot.stream.plan.StreamProvisioner;
import io.kinesisboot.stream.plan.StreamSpec;
import jakarta.validation.Valid;
import org.apache.avro.Schema;
import org.apache.avro.message.SchemaStore;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.MDC;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.event.EventListener;
import org.springframework.messaging.handler.annotation.Header;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.transaction.annotation.Transactional;
import org.springframework.validation.beanvalidation.LocalValidatorFactoryBean;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * The manual's code, which a reader will copy: {@code src/docs/listener.md} and the pages
 * beside it. What it listens by is accepted.
 */
class ManualTests {

	private static final String FORMER_READING = """
			{"type": "record", "name": "Reading", "fields": [{"name": "celsius", "type": "double"}]}""";

	static Stream<Object> listeners() {
		return Stream.of(new Billing(), new Shop(), fulfilment(), new Reading(), new Failing(), new Ledgers(),
				new Burial(), new Retries(), new Bills(), new Validated(), new Filtered(), new Debits());
	}

	@ParameterizedTest
	@MethodSource("listeners")
	void listenersAreAccepted(Object listener) {
		try (AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext(
				Infrastructure.class)) {
			context.getBeanFactory().initializeBean(listener, "listener");
			assertThat(context.getBean(KinesisListenerEndpointRegistry.class).getListenerContainers()).isNotEmpty();
		}
	}

	private static Object fulfilment() {
		@KinesisListener(streams = "orders", applicationName = "fulfilment", typedBy = "/type")
		class Fulfilment {

			@KinesisHandler("order-placed")
			void place(Order order) {
			}

			@KinesisHandler("order-cancelled")
			void cancel(Cancellation cancellation) {
			}

			@KinesisHandler(isDefault = true)
			void other(ReceivedRecord record) {
			}

		}
		return new Fulfilment();
	}

	/**
	 * Takes listeners, and starts none.
	 */
	static final class Infrastructure {

		@Bean
		KinesisListenerEndpointRegistry registry() {
			return new KinesisListenerEndpointRegistry();
		}

		@Bean
		KinesisProducer producer() {
			return KinesisProducer.builder(KinesisAsyncClient.builder().region(Region.US_EAST_1).build()).build();
		}

		@Bean
		KinesisListenerContainerFactory factory(KinesisProducer producer) {
			LocalValidatorFactoryBean validator = new LocalValidatorFactoryBean();
			validator.afterPropertiesSet();
			return new KinesisListenerContainerFactory((request, handlers) -> {
				throw new UnsupportedOperationException();
			}, ListenerMethodOptions.of(KinesisMessageConverters.create())
				.withValidator(validator)
				.withResultSender((stream, result) -> CompletableFuture.completedFuture(null)),
					ListenerContainerOptions.defaults().withAutoStartup(false), (event) -> {
					}, Clock.systemUTC())
				.withRetryStreams(new RetryStreams(() -> producer, Clock.systemUTC(), Duration.ofSeconds(30)))
				.withResilience(resilience());
		}

		private static ListenerResilience resilience() {
			Resilience4j resilience = new Resilience4j(CircuitBreakerRegistry.ofDefaults(),
					RateLimiterRegistry.ofDefaults(), BulkheadRegistry.ofDefaults(), RetryRegistry.ofDefaults(),
					TimeLimiterRegistry.ofDefaults());
			resilience.circuitBreakers().circuitBreaker("bank");
			resilience.rateLimiters().rateLimiter("bank");
			resilience.bulkheads().bulkhead("bank");
			resilience.retries().retry("bank");
			resilience.timeLimiters().timeLimiter("bank");
			return resilience;
		}

		@Bean
		RecordRecoverer.Resolver recoverers() {
			return (onFailure, application) -> new LoggingRecoverer();
		}

		@Bean
		IdempotencyStore.Resolver stores() {
			return (store) -> new MemoryIdempotencyStore(1, KeyTimes.DEFAULT, Clock.systemUTC());
		}

		@Bean
		static KinesisListenerAnnotationBeanPostProcessor processor(
				ObjectProvider<KinesisListenerEndpointRegistry> registry,
				ObjectProvider<KinesisListenerContainerFactory> factory,
				ObjectProvider<RecordRecoverer.Resolver> recoverers, ObjectProvider<IdempotencyStore.Resolver> stores) {
			return new KinesisListenerAnnotationBeanPostProcessor(registry, factory, recoverers, stores);
		}

	}

	static final class Billing {

		@KinesisListener(streams = "orders", applicationName = "billing", concurrency = "20",
				onFailure = "kinesis:dead-orders")
		void bill(Order order) {
			// Twenty customers at a time, the orders of each in their order
		}

	}

	static final class Shop {

		private final Carrier carrier = (order) -> CompletableFuture.completedFuture(null);

		private final Warehouse warehouse = new Warehouse();

		private final ConcurrentMap<String, Integer> totals = new ConcurrentHashMap<>();

		@KinesisListener(streams = "orders", applicationName = "shipping", concurrency = "100")
		CompletionStage<Void> ship(Order order) {
			return this.carrier.book(order);
		}

		@KinesisListener(streams = "orders", applicationName = "invoicing")
		@SendTo("invoices")
		Invoice invoice(Order order) {
			return new Invoice(order.id(), order.amount());
		}

		@KinesisListener(streams = "orders", applicationName = "statistics", batchSize = "500", batchWindow = "1s")
		void count(List<Order> orders, @Header(KinesisHeaders.SHARD_ID) String shardId) {
			this.totals.merge(shardId, orders.size(), Integer::sum);
		}

		@KinesisListener(streams = "orders", applicationName = "packing", concurrency = "50")
		void pack(Order order, Acknowledgement acknowledgement) {
			if (this.warehouse.isClosed()) {
				acknowledgement.nack(Duration.ofMinutes(1));
				return;
			}
			this.warehouse.pack(order, acknowledgement::acknowledge);
		}

	}

	static final class Reading {

		@KinesisListener(streams = "orders", applicationName = "billing", ordering = "KEY", concurrency = "100")
		void bill(Order order) {
		}

		@KinesisListener(streams = "orders", applicationName = "alarms", mode = "FAN_OUT", consumer = "alarms")
		void alarm(Order order) {
		}

	}

	static final class Failing {

		@KinesisListener(streams = "orders", applicationName = "billing", concurrency = "20", maxRetries = "5",
				noRetryFor = UnknownCustomerException.class, maxRecordAge = "1h", onFailure = "sqs:dead-orders")
		void bill(Order order) {
		}

	}

	static final class Ledgers {

		private final Ledger ledger = (order) -> {
		};

		@KinesisListener(streams = "orders", applicationName = "ledger")
		BatchOutcome book(List<Order> orders) {
			for (int i = 0; i < orders.size(); i++) {
				try {
					this.ledger.book(orders.get(i));
				}
				catch (LedgerException ex) {
					return BatchOutcome.failedAt(i, ex);
				}
			}
			return BatchOutcome.done();
		}

	}

	static final class Bills {

		private final Invoices invoices = (order) -> {
		};

		@KinesisListener(streams = "orders", applicationName = "billing", idempotent = "jdbc-transaction",
				idempotencyKey = "payload.id")
		@Transactional
		void bill(Order order) {
			this.invoices.write(order);
		}

	}

	static final class Debits {

		private final Bank bank = (order) -> {
		};

		@KinesisListener(streams = "orders", applicationName = "billing", circuitBreaker = "bank", rateLimiter = "bank",
				bulkhead = "bank", retry = "bank", timeLimiter = "bank")
		void bill(Order order) {
			this.bank.debit(order);
		}

	}

	static final class Burial {

		@KinesisListener(streams = "dead-orders", applicationName = "undertaker")
		void bury(Order order, @Header(DeadLetterHeaders.EXCEPTION_CLASS) String cause) {
		}

	}

	static final class Retries {

		@KinesisListener(streams = "orders", applicationName = "billing", maxRetries = "1",
				retryStream = "orders-retry", retryStreamDelay = "5m", retryStreamAttempts = "3",
				onFailure = "kinesis:dead-orders")
		void bill(Order order) {
		}

	}

	static final class Validated {

		@KinesisListener(streams = "orders", applicationName = "billing")
		void bill(@Valid Order order) {
		}

		@KinesisListener(streams = "orders", applicationName = "statistics")
		void count(List<@Valid Order> orders) {
		}

	}

	static final class Filtered {

		@KinesisListener(streams = "orders", applicationName = "large-orders", filter = """
				{"data": {"type": ["placed"], "amount": [{"numeric": [">=", 1000]}]}}""")
		void check(Order order) {
		}

		@KinesisListener(streams = "orders", applicationName = "tenant-orders",
				filter = "headers['tenant'] == 'acme' and payload['amount'] > 100")
		void book(Order order) {
		}

	}

	static final class Beans {

		@Bean
		KinesisListenerInterceptor logContext() {
			return new KinesisListenerInterceptor() {

				@Override
				public void beforeCall(String listenerId, List<ReceivedRecord> records) {
					MDC.put("shard", records.get(0).shardId());
				}

				@Override
				public void afterReturn(String listenerId, List<ReceivedRecord> records) {
					MDC.remove("shard");
				}

			};
		}

		@Bean
		KinesisListenerEndpoint audit(AuditLog log) {
			return KinesisListenerEndpoint.ofRecords("audit", "audit", List.of("orders"), log::append)
				.withOptions((options) -> options.withStartingPosition(StartingPosition.LATEST));
		}

		@Bean
		RecordRecoverer rejectedOrders(OrderRepository orders) {
			return (failed) -> orders.reject(failed.record().bytes(), failed.cause().getMessage());
		}

		@Bean
		KclConfigs.Customizer leases() {
			return (applicationName, configs) -> configs.leases().maxLeasesForWorker(8);
		}

	}

	static final class Avro {

		@Bean
		SchemaStore schemas() {
			SchemaStore.Cache schemas = new SchemaStore.Cache();
			schemas.addSchema(new Schema.Parser().parse(FORMER_READING));
			return schemas;
		}

	}

	static final class Glue {

		@Bean
		GlueSchemaRegistryConfiguration registry() {
			return new GlueSchemaRegistryConfiguration("eu-central-1");
		}

	}

	record Registration(KinesisListenerEndpointRegistry registry, KinesisListenerContainerFactory factory,
			AuditLog log) {

		void listen(String stream) {
			this.registry.register(
					KinesisListenerEndpoint.ofRecords(stream, "audit-" + stream, List.of(stream), this.log::append),
					this.factory);
		}

		void leave(String stream) {
			this.registry.unregister(stream);
		}

	}

	record Operations(KinesisMessageListenerContainer container, Pager pager) {

		void replay() {
			this.container.seek(StartingPosition.back(Duration.ofHours(2)));
		}

		void replay(ReceivedRecord record) {
			this.container.seek("orders", record.shardId(), record.sequenceNumber());
		}

		void closeWarehouse() {
			this.container.pause();
		}

		void openWarehouse() {
			this.container.resume();
		}

		@EventListener
		void page(ShardEvent.Stopped event) {
			this.pager.call(event.source().shardId() + " has stopped", event.cause());
		}

		static boolean isListening(KinesisListenerEndpointRegistry registry) {
			KinesisMessageListenerContainer container = registry.getListenerContainer("billing");
			return container.isRunning();
		}

	}

	record Sexton(Redrive redrive) {

		RedriveResult redrive(Instant since) {
			return this.redrive.run("kinesis:dead-orders",
					RedriveOptions.defaults()
						.withFrom(StartingPosition.atTimestamp(since))
						.withFilter((letter) -> letter.failure().listenerId().equals("billing")));
		}

	}

	record Order(String id, String customer, BigDecimal amount) {
	}

	record Cancellation(String id) {
	}

	record Invoice(String orderId, BigDecimal amount) {
	}

	interface Carrier {

		CompletionStage<Void> book(Order order);

	}

	static final class Warehouse {

		boolean isClosed() {
			return false;
		}

		void pack(Order order, Runnable done) {
			done.run();
		}

	}

	interface AuditLog {

		void append(ReceivedRecord record);

	}

	interface Pager {

		void call(String text, Throwable cause);

	}

	interface Ledger {

		void book(Order order) throws LedgerException;

	}

	interface OrderRepository {

		void reject(byte[] order, @Nullable String reason);

	}

	interface Bank {

		void debit(Order order);

	}

	interface Invoices {

		void write(Order order);

	}

	static class LedgerException extends Exception {

		private static final long serialVersionUID = 1L;

	}

	static class UnknownCustomerException extends RuntimeException {

		private static final long serialVersionUID = 1L;

	}

	/**
	 * {@code src/docs/capacity.md}; its figures are those of {@code CapacityPlanTests}.
	 */
	static final class Capacity {

		static String plan() {
			CapacityPlan plan = CapacityPlan.of(Workload.of(3, 4_000).withSharedConsumers(3), UnitPrices.US_EAST_1);
			return plan.toString();
		}

		static List<ReshardStep> reshard(KinesisAsyncClient kinesis, LoadMeters meters) {
			List<ShardLoad> loads = meters.meter("billing", "orders").load();
			assertThat(loads).isNotNull();
			Resharder resharder = new Resharder(kinesis, "orders", meters.meter("billing", "orders"),
					ReshardOptions.between(2, 16), Clock.systemUTC());
			ReshardPlan plan = resharder.plan();
			List<ReshardStep> taken = resharder.apply(plan);
			return taken;
		}

		@Bean
		AutomaticResharding resharding(Resharder resharder) {
			return new AutomaticResharding(resharder, Duration.ofMinutes(5));
		}

	}

	/**
	 * {@code src/docs/streams.md}; what it does is tested by
	 * {@code StreamProvisionerIntegrationTests}.
	 */
	static final class Streams {

		static void provision(KinesisAsyncClient kinesis) {
			StreamProvisioner provisioner = new StreamProvisioner(kinesis, Clock.systemUTC());
			StreamPlan plan = provisioner.plan(StreamSpec.of("orders", 4), StreamPolicy.DEFAULT);
			provisioner.apply(plan);
		}

	}

}
