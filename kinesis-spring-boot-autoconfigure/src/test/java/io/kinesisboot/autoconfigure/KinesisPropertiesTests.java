package io.kinesisboot.autoconfigure;

import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;

import io.kinesisboot.autoconfigure.dedup.KinesisDedupProperties;
import io.kinesisboot.autoconfigure.embedded.EmbeddedKinesisProperties;
import io.kinesisboot.autoconfigure.stream.KinesisStreamProperties;
import io.kinesisboot.consumer.Retrieval;
import io.kinesisboot.consumer.RetrievalMode;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.ResilienceOptions;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ProcessingOrder;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.event.EventOptions;
import io.kinesisboot.listener.idempotency.IdempotencyKey;
import io.kinesisboot.listener.idempotency.IdempotencyOptions;
import io.kinesisboot.listener.idempotency.InProgress;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.OpenCircuit;
import io.kinesisboot.producer.Ordering;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.stream.plan.CapacityMode;
import io.kinesisboot.stream.plan.StreamPolicy;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.util.unit.DataSize;

import static org.assertj.core.api.Assertions.assertThat;

class KinesisPropertiesTests {

	private static final RecordRecoverer RECOVERER = new LoggingRecoverer();

	@Test
	void defaultsOfTheProducerAreThoseOfTheCore() {
		assertThat(bind("kinesis.producer", KinesisProducerProperties.class, Map.of()).options())
			.isEqualTo(ProducerOptions.defaults());
	}

	@Test
	void everySettingOfTheProducerBinds() {
		KinesisProducerProperties properties = bind("kinesis.producer", KinesisProducerProperties.class, Map.ofEntries(
				Map.entry("ordering", "none"), Map.entry("aggregation.enabled", "true"),
				Map.entry("aggregation.max-size", "100KB"), Map.entry("aggregation.max-records", "50"),
				Map.entry("linger", "20ms"), Map.entry("memory", "64MB"), Map.entry("max-block", "4s"),
				Map.entry("record-time-to-live", "8s"), Map.entry("deduplication-ids", "true"),
				Map.entry("max-record-size", "2MB"), Map.entry("max-batch-records", "7"),
				Map.entry("max-batch-size", "3MB"), Map.entry("max-in-flight", "5"), Map.entry("rate.share", "0.5"),
				Map.entry("back-off.base", "9ms"), Map.entry("back-off.cap", "10ms"), Map.entry("circuit-breaker", "a"),
				Map.entry("rate-limiter", "b"), Map.entry("bulkhead", "c"), Map.entry("on-open-circuit", "fail")));
		assertThat(properties.guards()).isEqualTo(new GuardNames("a", "b", "c"));
		assertThat(properties.onOpenCircuit()).isEqualTo(OpenCircuit.FAIL);
		assertThat(properties.options()).isEqualTo(ProducerOptions.builder()
			.ordering(Ordering.NONE)
			.aggregation(new AggregationOptions(true, 100 * 1024, 50))
			.linger(Duration.ofMillis(20))
			.memory(64 * 1024 * 1024)
			.maxBlock(Duration.ofSeconds(4))
			.recordTimeToLive(Duration.ofSeconds(8))
			.deduplicationIds(true)
			.maxRecordBytes(2 * 1024 * 1024)
			.maxBatchRecords(7)
			.maxBatchBytes(3 * 1024 * 1024)
			.maxInFlight(5)
			.shardRate(0.5)
			.backOffBase(Duration.ofMillis(9))
			.backOffCap(Duration.ofMillis(10))
			.build());
	}

	@Test
	void rateOfTheShardsCanBeLifted() {
		assertThat(bind("kinesis.producer", KinesisProducerProperties.class, Map.of("rate.limited", "false")).options()
			.shardRate()).isEqualTo(ProducerOptions.UNLIMITED);
	}

	@Test
	void defaultsOfTheListenersAreThoseOfTheCore() {
		KinesisListenerProperties properties = bind("kinesis.listener", KinesisListenerProperties.class, Map.of());
		assertThat(properties.applicationName()).isNull();
		assertThat(properties.workerId()).isNull();
		assertThat(properties.kclOptions().withWorkerId("worker"))
			.isEqualTo(KclOptions.defaults().withWorkerId("worker"));
		ListenerContainerOptions options = properties.containerOptions(RECOVERER, false);
		ErrorOptions errors = ErrorOptions.defaults();
		assertThat(options).isEqualTo(ListenerContainerOptions.defaults()
			.withErrors(errors.withRecoverer(RECOVERER).withBackOff(options.errors().backOff())));
		assertThat(pauses(options, 7)).isEqualTo(IntStream.rangeClosed(1, 7).mapToObj(errors.backOff()::apply).toList())
			.containsExactly(200L, 400L, 800L, 1600L, 3200L, 5000L, 5000L);
	}

	@Test
	void workersGetIdsOfTheirOwn() {
		KinesisListenerProperties properties = bind("kinesis.listener", KinesisListenerProperties.class,
				Map.of("worker-id", ""));
		assertThat(properties.kclOptions().workerId()).isNotEqualTo(properties.kclOptions().workerId());
	}

	@Test
	void everySettingOfTheListenersBinds() {
		KinesisListenerProperties properties = bind("kinesis.listener", KinesisListenerProperties.class, Map.ofEntries(
				Map.entry("application-name", "shop"),
				Map.entry("starting-position", "AT_TIMESTAMP:2026-11-23T09:00:00Z"), Map.entry("auto-startup", "false"),
				Map.entry("shutdown-timeout", "3s"), Map.entry("retry.max-retries", "4"),
				Map.entry("retry.initial-interval", "5ms"), Map.entry("retry.multiplier", "1.5"),
				Map.entry("retry.max-interval", "11ms"), Map.entry("ordering", "none"), Map.entry("concurrency", "5"),
				Map.entry("batch-size", "20"), Map.entry("batch-window", "2s"), Map.entry("window-records", "300"),
				Map.entry("window-size", "4MB"), Map.entry("bisect-on-error", "false"),
				Map.entry("max-record-age", "1h"), Map.entry("on-failure", "stop"),
				Map.entry("retry-stream", "retries"), Map.entry("retry-stream-delay", "2m"),
				Map.entry("retry-stream-attempts", "5"), Map.entry("mode", "fan-out"), Map.entry("consumer", "shop"),
				Map.entry("deregister-consumer", "true"), Map.entry("roles.orders", "arn:aws:iam::1:role/reader"),
				Map.entry("idempotent", "memory"), Map.entry("idempotency-key", "deduplication-id"),
				Map.entry("idempotency-in-progress", "skip"), Map.entry("idle-event-interval", "1m"),
				Map.entry("lag-threshold", "2m"), Map.entry("circuit-breaker", "a"), Map.entry("rate-limiter", "b"),
				Map.entry("bulkhead", "c"), Map.entry("retry.instance", "d"), Map.entry("time-limiter", "e"),
				Map.entry("worker-id", "worker"), Map.entry("idle-time-between-reads", "300ms"),
				Map.entry("max-records", "7"), Map.entry("failover-time", "8s"),
				Map.entry("lease-assignment-interval", "900ms"), Map.entry("checkpoint-interval", "10s")));
		assertThat(properties.applicationName()).isEqualTo("shop");
		assertThat(properties.kclOptions()).isEqualTo(new KclOptions("worker", Duration.ofMillis(300), 7,
				Duration.ofSeconds(8), Duration.ofMillis(900), Duration.ofSeconds(10)));
		ListenerContainerOptions options = properties.containerOptions(RECOVERER, true);
		assertThat(options.startingPosition())
			.isEqualTo(StartingPosition.atTimestamp(Instant.parse("2026-11-23T09:00:00Z")));
		assertThat(options.autoStartup()).isFalse();
		assertThat(options.resilience()).isEqualTo(new ResilienceOptions(new GuardNames("a", "b", "c"), "d", "e"));
		assertThat(options.shutdownTimeout()).isEqualTo(Duration.ofSeconds(3));
		assertThat(options.virtualThreads()).isTrue();
		assertThat(options.dispatch()).isEqualTo(new DispatchOptions(ProcessingOrder.NONE, 5, 20, Duration.ofSeconds(2),
				new WindowLimits(300, 4 << 20), DispatchOptions.defaults().drainTimeout()));
		assertThat(options.errors().maxRetries()).isEqualTo(4);
		assertThat(pauses(options, 4)).containsExactly(5L, 7L, 10L, 11L);
		assertThat(options.errors().bisectOnError()).isFalse();
		assertThat(options.errors().maxRecordAge()).isEqualTo(Duration.ofHours(1));
		assertThat(properties.onFailure()).isEqualTo("stop");
		assertThat(options.retryStream()).isEqualTo(new RetryStreamOptions("retries", Duration.ofMinutes(2), 5));
		assertThat(properties.idempotent()).isEqualTo("memory");
		assertThat(options.idempotency()).isEqualTo(
				IdempotencyOptions.NONE.withKey(IdempotencyKey.DEDUPLICATION_ID).withInProgress(InProgress.SKIP));
		assertThat(options.retrieval()).isEqualTo(new Retrieval(RetrievalMode.FAN_OUT, "shop", true));
		assertThat(options.roles()).containsOnly(Map.entry("orders", "arn:aws:iam::1:role/reader"));
		assertThat(options.events()).isEqualTo(new EventOptions(Duration.ofMinutes(1), Duration.ofMinutes(2)));
	}

	@Test
	void everySettingOfTheIdempotencyStoresBinds() {
		assertThat(bind("kinesis.dedup", KinesisDedupProperties.class, Map.of()))
			.isEqualTo(new KinesisDedupProperties(KeyTimes.DEFAULT.lease(), KeyTimes.DEFAULT.retention(),
					new KinesisDedupProperties.Memory(100_000), new KinesisDedupProperties.DynamoDb(null),
					new KinesisDedupProperties.Jdbc("kinesis_idempotency", Duration.ofMinutes(1)),
					new KinesisDedupProperties.Redis("kinesis:")));
		assertThat(bind("kinesis.dedup", KinesisDedupProperties.class,
				Map.of("lease", "2m", "retention", "3d", "memory.max-keys", "7", "dynamodb.table", "keys", "jdbc.table",
						"shop.keys", "jdbc.purge-interval", "5m", "redis.prefix", "shop:")))
			.isEqualTo(new KinesisDedupProperties(Duration.ofMinutes(2), Duration.ofDays(3),
					new KinesisDedupProperties.Memory(7), new KinesisDedupProperties.DynamoDb("keys"),
					new KinesisDedupProperties.Jdbc("shop.keys", Duration.ofMinutes(5)),
					new KinesisDedupProperties.Redis("shop:")));
	}

	@Test
	void noStreamIsCreatedUnlessNamed() {
		assertThat(bind("kinesis", KinesisProperties.class, Map.of()).streams()).isEmpty();
	}

	@Test
	void streamIsCreatedAndNeverChangedUnlessItSaysMore() {
		assertThat(bind("kinesis", KinesisProperties.class,
				Map.of("streams.orders.shards", "3", "streams[Web.Orders_v2].on-missing", "create"))
			.streams()).containsOnly(Map.entry("orders", stream(3)), Map.entry("Web.Orders_v2", stream(null)));
	}

	private static KinesisStreamProperties stream(@Nullable Integer shards) {
		return new KinesisStreamProperties(null, shards, null, null, null, Map.of(), List.of(),
				StreamPolicy.OnMissing.CREATE, StreamPolicy.OnDifference.WARN, false, null);
	}

	@Test
	void everySettingOfAStreamBinds() {
		assertThat(bind("kinesis.streams.orders", KinesisStreamProperties.class, Map.ofEntries(
				Map.entry("mode", "provisioned"), Map.entry("shards", "3"), Map.entry("max-record-size", "2MB"),
				Map.entry("retention", "7d"), Map.entry("encryption", "alias/orders"), Map.entry("tags.team", "shop"),
				Map.entry("consumers", "billing,archive"), Map.entry("on-missing", "fail"),
				Map.entry("on-difference", "update"), Map.entry("reduce", "true"), Map.entry("scaling.min-shards", "2"),
				Map.entry("scaling.max-shards", "8"), Map.entry("scaling.interval", "1m"),
				Map.entry("scaling.application-name", "billing"), Map.entry("scaling.shared-consumers", "3"))))
			.isEqualTo(new KinesisStreamProperties(CapacityMode.PROVISIONED, 3, DataSize.ofMegabytes(2),
					Duration.ofDays(7), "alias/orders", Map.of("team", "shop"), List.of("billing", "archive"),
					StreamPolicy.OnMissing.FAIL, StreamPolicy.OnDifference.UPDATE, true,
					new KinesisStreamProperties.Scaling(2, 8, Duration.ofMinutes(1), "billing", 3)));
	}

	@Test
	void embeddedEndpointDecidesByItselfAndTakesAnyPortUnlessSet() {
		assertThat(bind("kinesis.embedded", EmbeddedKinesisProperties.class, Map.of()))
			.isEqualTo(new EmbeddedKinesisProperties(null, "127.0.0.1", 0, null, "us-east-1", "000000000000", List.of(),
					Duration.ZERO, null, false, null));
		assertThat(bind("kinesis.embedded", EmbeddedKinesisProperties.class,
				Map.ofEntries(Map.entry("enabled", "true"), Map.entry("host", "localhost"), Map.entry("port", "4567"),
						Map.entry("tls-port", "4568"), Map.entry("region", "eu-west-1"),
						Map.entry("account-id", "123456789012"), Map.entry("streams", "orders,payments:4"),
						Map.entry("transition-time", "3s"), Map.entry("max-memory", "64MB"),
						Map.entry("enforce-limits", "true"), Map.entry("fault-seed", "7"))))
			.isEqualTo(new EmbeddedKinesisProperties(true, "localhost", 4567, 4568, "eu-west-1", "123456789012",
					List.of("orders", "payments:4"), Duration.ofSeconds(3), DataSize.ofMegabytes(64), true, 7L));
	}

	@Test
	void clientsAreWhereSpringCloudAwsSaysUnlessSet() {
		Map<String, String> settings = Map.of("endpoint", "http://localhost:4567", "region", "eu-west-1",
				"dualstack-enabled", "true");
		assertThat(bind("kinesis.client", KinesisClientProperties.class, Map.of())).hasAllNullFieldsOrProperties();
		assertThat(bind("kinesis.dynamodb", KinesisDynamoDbProperties.class, Map.of())).hasAllNullFieldsOrProperties();
		assertThat(bind("kinesis.client", KinesisClientProperties.class, settings))
			.extracting("endpoint", "region", "dualstackEnabled")
			.containsExactly(URI.create("http://localhost:4567"), "eu-west-1", true);
		assertThat(bind("kinesis.dynamodb", KinesisDynamoDbProperties.class, settings))
			.extracting("endpoint", "region", "dualstackEnabled")
			.containsExactly(URI.create("http://localhost:4567"), "eu-west-1", true);
	}

	@Test
	void everyPropertyIsDescribed() throws IOException {
		List<String> undescribed = new ArrayList<>();
		Set<String> groups = new TreeSet<>();
		for (JsonNode property : metadata().get("properties")) {
			String name = property.get("name").asString();
			groups.add(name.replaceFirst("\\.[^.]*$", ""));
			if (property.path("description").asString("").isBlank()
					|| property.get("description").asString().contains("&")) {
				undescribed.add(name);
			}
		}
		assertThat(undescribed).isEmpty();
		assertThat(groups).containsExactly("kinesis", "kinesis.actuator", "kinesis.capacity", "kinesis.client",
				"kinesis.dead-letter", "kinesis.dedup", "kinesis.dedup.dynamodb", "kinesis.dedup.jdbc",
				"kinesis.dedup.memory", "kinesis.dedup.redis", "kinesis.dynamodb", "kinesis.embedded",
				"kinesis.firehose", "kinesis.firehose.transformer", "kinesis.iam-policy", "kinesis.lambda",
				"kinesis.listener", "kinesis.listener.retry", "kinesis.metrics", "kinesis.producer",
				"kinesis.producer.aggregation", "kinesis.producer.back-off", "kinesis.producer.rate",
				"management.endpoint.kinesis", "management.endpoint.kinesis.cache",
				"management.endpoint.kinesisiampolicy", "management.endpoint.kinesisiampolicy.cache",
				"management.health.kinesis");
	}

	@Test
	void everySettingIsInTheMetadata() throws IOException {
		List<String> names = new ArrayList<>();
		metadata().get("properties").forEach((property) -> names.add(property.get("name").asString()));
		assertThat(names)
			.contains("kinesis.streams", "kinesis.client.endpoint", "kinesis.dynamodb.region",
					"kinesis.embedded.enabled", "kinesis.embedded.port")
			.filteredOn((name) -> name.startsWith("kinesis.listener."))
			.hasSize(41);
		assertThat(names).filteredOn((name) -> name.startsWith("kinesis.producer.")).hasSize(22);
	}

	private static List<Long> pauses(ListenerContainerOptions options, int count) {
		return IntStream.rangeClosed(1, count).mapToObj(options.errors().backOff()::apply).toList();
	}

	private static <T> T bind(String prefix, Class<T> type, Map<String, String> settings) {
		MapConfigurationPropertySource source = new MapConfigurationPropertySource();
		settings.forEach((name, value) -> source.put(prefix + "." + name, value));
		return new Binder(source).bindOrCreate(prefix, type);
	}

	/**
	 * What the build made for the editors of users.
	 */
	private static JsonNode metadata() throws IOException {
		URI classes = URI
			.create(KinesisListenerProperties.class.getProtectionDomain().getCodeSource().getLocation().toString());
		try (InputStream json = classes.resolve("META-INF/spring-configuration-metadata.json").toURL().openStream()) {
			return JsonMapper.shared().readTree(json);
		}
	}

}
