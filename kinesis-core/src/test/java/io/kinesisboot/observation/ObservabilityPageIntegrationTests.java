package io.kinesisboot.observation;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.consumer.kcl.MicrometerMetricsFactory;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.MemoryIdempotencyStore;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.idempotency.IdempotencyOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.UserRecord;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.yaml.snakeyaml.Yaml;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests that the tables of meters, the dashboard and the alert rules in {@code src/docs}
 * have the names and labels that a producer and a listener really have.
 */
@Timeout(120)
class ObservabilityPageIntegrationTests {

	private static final Path PAGES = Path.of("../src/docs");

	/** Those that Prometheus adds itself. */
	private static final Set<String> ADDED = Set.of("instance", "job");

	private static final Pattern ROW = Pattern
		.compile("(?m)^\\| (counter|gauge|timer|summary) \\| `([a-z.]+)` \\| ([^|]*) \\| ([a-z]*) ?\\|");

	private static final Pattern SAMPLE = Pattern.compile("(?m)^(kinesis_\\w+)(?:\\{([^}]*)\\})? ");

	private static final Pattern SELECTOR = Pattern.compile("(kinesis_\\w+)(?:\\{([^}]*)\\})?");

	private static final Pattern LABEL = Pattern.compile("(\\w+)=~?\"");

	private static final Pattern GROUPING = Pattern.compile("by \\(([^)]*)\\)");

	private static final Pattern REFERENCE = Pattern.compile("\\$labels\\.(\\w+)|\\{\\{(\\w+)\\}\\}");

	private static final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);

	/** The labels of each metric. */
	private static final Map<String, Set<String>> metrics = new HashMap<>();

	/** What is registered while shards are there. */
	private static final Set<String> meters = new TreeSet<>();

	private static EmbeddedKinesis endpoint = EmbeddedKinesis.builder()
		.stream("orders", 2)
		.stream("dead-orders", 1)
		.build()
		.start();

	@BeforeAll
	static void produceAndListen() {
		ObservationRegistry observations = ObservationRegistry.create();
		observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(registry));
		try (KinesisAsyncClient kinesis = configure(KinesisAsyncClient.builder()).build();
				DynamoDbAsyncClient dynamoDb = configure(DynamoDbAsyncClient.builder()).build();
				KinesisProducer producer = KinesisProducer.builder(kinesis)
					.metrics(new MicrometerProducerMetrics(registry, "shop"))
					.build()) {
			produce(ObservedKinesisProducer.of(producer, observations, null));
			KinesisMessageListenerContainer container = container(kinesis, dynamoDb, producer, observations);
			container.start();
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.until(() -> registry.scrape().contains("kinesis_dead_letters") && registry.scrape()
					.matches("(?s).*kinesis_listener_behind_latest_seconds\\{[^}]*\\} 0\\.0.*"));
			remember(registry.scrape());
			container.stop();
		}
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder) {
		return builder.endpointOverride(endpoint.endpoint())
			.region(Region.of(endpoint.region()))
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("any", "any")));
	}

	private static void produce(KinesisProducer producer) {
		endpoint.faults().add(Fault.throttleRecords().times(1).build());
		producer
			.sendAll(Stream.of("good", "bad")
				.map((text) -> new UserRecord("orders", text, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8))))
				.toList())
			.join()
			.throwIfAnyFailed();
	}

	private static KinesisMessageListenerContainer container(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb,
			KinesisProducer producer, ObservationRegistry observations) {
		LoadMeters loads = new LoadMeters(Duration.ofSeconds(1));
		KclSourceFactory sources = new KclSourceFactory(kinesis, dynamoDb,
				KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200)),
				List.of((application, configs) -> configs.metrics()
					.metricsFactory(new MicrometerMetricsFactory(registry, application))),
				Clock.systemUTC());
		DeadLetterDestinations destinations = new MicrometerDeadLetters(
				DeadLetterDestinations.builder(Clock.systemUTC()).kinesis(() -> kinesis, () -> producer).build(),
				registry);
		ListenerContainerOptions options = ListenerContainerOptions.defaults()
			.withErrors(ErrorOptions.defaults()
				.withMaxRetries(1)
				.withBackOff(IntervalFunction.of(10))
				.withRecoverer(destinations.recoverer(Destination.of("kinesis:dead-orders"), "billing")))
			.withIdempotency(IdempotencyOptions.NONE
				.withStore(new MemoryIdempotencyStore(100, KeyTimes.DEFAULT, Clock.systemUTC()))
				.withMetrics(new MicrometerIdempotencyMetrics(registry)));
		return new KinesisListenerContainerFactory(loads.measure(sources), KinesisMessageConverters.create(), options,
				Clock.systemUTC())
			.withDecorator(new ListenerObservations(observations, null))
			.withMetrics(new MicrometerListenerMetrics(registry, 100, loads))
			.create(KinesisListenerEndpoint.ofRecords("billing", "billing", List.of("orders"), (record) -> {
				if (record.partitionKey().equals("bad")) {
					throw new IllegalStateException("bad");
				}
			}));
	}

	private static void remember(String scrape) {
		Matcher sample = SAMPLE.matcher(scrape);
		while (sample.find()) {
			Set<String> labels = metrics.computeIfAbsent(sample.group(1), (name) -> new HashSet<>());
			if (sample.group(2) != null) {
				labels.addAll(labels(sample.group(2)));
			}
		}
		registry.getMeters()
			.stream()
			.filter((meter) -> meter.getId().getName().matches("kinesis\\.(listener|producer|dead)\\..*"))
			.filter((meter) -> !meter.getId().getName().endsWith(".active"))
			.map(ObservabilityPageIntegrationTests::describe)
			.forEach(meters::add);
	}

	private static String describe(Meter meter) {
		String kind = switch (meter.getId().getType()) {
			case COUNTER -> "counter";
			case GAUGE -> "gauge";
			case TIMER -> "timer";
			case DISTRIBUTION_SUMMARY -> "summary";
			default -> meter.getId().getType().name();
		};
		String tags = meter.getId().getTags().stream().map(Tag::getKey).sorted().collect(Collectors.joining(", "));
		String unit = meter.getId().getBaseUnit();
		return String.join(" ", kind, meter.getId().getName(), "[" + tags + "]", (unit != null) ? unit : "");
	}

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
		registry.close();
	}

	@Test
	void tablesHaveEveryMeterAsItIs() throws IOException {
		Set<String> documented = new TreeSet<>();
		Matcher row = ROW.matcher(Files.readString(PAGES.resolve("observability.md")));
		while (row.find()) {
			String tags = Stream.of(row.group(3).replace("`", "").split(", "))
				.sorted()
				.collect(Collectors.joining(", "));
			documented.add(String.join(" ", row.group(1), row.group(2), "[" + tags + "]", row.group(4)));
		}
		assertThat(documented).isEqualTo(meters);
	}

	@Test
	void expressionsOfTheDashboardHaveRealNamesAndLabels() throws IOException {
		JsonNode dashboard = JsonMapper.shared().readTree(PAGES.resolve("grafana-dashboard.json"));
		List<JsonNode> targets = new ArrayList<>();
		dashboard.get("panels").forEach((panel) -> panel.path("targets").forEach(targets::add));
		assertThat(targets).hasSizeGreaterThan(20);
		targets.forEach((target) -> check(target.get("expr").asString(), target.get("legendFormat").asString()));
		List<JsonNode> variables = new ArrayList<>();
		dashboard.get("templating").get("list").forEach(variables::add);
		variables.stream()
			.filter((variable) -> variable.get("type").asString().equals("query"))
			.forEach((variable) -> check(variable.get("query").asString(),
					"{{" + variable.get("name").asString() + "}}"));
	}

	@Test
	void expressionsOfTheAlertsHaveRealNamesAndLabels() throws IOException {
		String page = Files.readString(PAGES.resolve("observability.md"));
		Object alerts = new Yaml().load(Files.readString(PAGES.resolve("prometheus-alerts.yml")));
		JsonNode rules = JsonMapper.shared().valueToTree(alerts).path("groups").path(0).path("rules");
		assertThat(rules).hasSizeGreaterThan(10).allSatisfy((rule) -> {
			check(rule.path("expr").asString(), rule.path("annotations").path("summary").asString());
			assertThat(page).contains("| `" + rule.path("alert").asString() + "` |");
		});
	}

	/**
	 * Checks the names and labels of an expression, and the labels that a text has of its
	 * result.
	 */
	private static void check(String expression, String text) {
		Set<String> known = new HashSet<>();
		Matcher selector = SELECTOR.matcher(expression);
		while (selector.find()) {
			assertThat(metrics).as(expression).containsKey(selector.group(1));
			known.addAll(metrics.get(selector.group(1)));
			if (selector.group(2) != null) {
				assertThat(metrics.get(selector.group(1))).as(expression).containsAll(labels(selector.group(2)));
			}
		}
		assertThat(known).as(expression).isNotEmpty();
		known.addAll(ADDED);
		Set<String> grouped = new HashSet<>();
		Matcher grouping = GROUPING.matcher(expression);
		while (grouping.find()) {
			grouped.addAll(List.of(grouping.group(1).split(", ")));
		}
		assertThat(known).as(expression).containsAll(grouped);
		Set<String> result = grouped.isEmpty() ? known : grouped;
		Matcher reference = REFERENCE.matcher(text);
		while (reference.find()) {
			assertThat(result).as(text)
				.contains((reference.group(1) != null) ? reference.group(1) : reference.group(2));
		}
	}

	private static Set<String> labels(String selector) {
		return LABEL.matcher(selector).results().map((label) -> label.group(1)).collect(Collectors.toSet());
	}

}
