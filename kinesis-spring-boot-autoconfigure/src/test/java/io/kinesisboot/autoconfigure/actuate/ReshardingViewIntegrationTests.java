package io.kinesisboot.autoconfigure.actuate;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.annotation.KinesisListener;
import io.kinesisboot.autoconfigure.actuate.KinesisView.AssignedShard;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.template.KinesisTemplate;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Compares what {@link KinesisEndpoint} tells in each of three instances of an
 * application with the lease table and the stream, all the time while the stream is split
 * and merged and an instance leaves. They are read before the endpoint and after it: what
 * has not changed in between must be what the endpoint tells.
 */
class ReshardingViewIntegrationTests {

	private static final Duration LIMIT = Duration.ofSeconds(60);

	private static final String MIDDLE_OF_THE_FIRST_OF_THREE = "56713727820156410577229101238628035242";

	private final EmbeddedKinesis kinesis = EmbeddedKinesis.builder().stream("orders", 3).build().start();

	private List<ConfigurableApplicationContext> workers = List.of();

	@BeforeEach
	void startWorkers() {
		this.workers = new ArrayList<>(IntStream.range(0, 3)
			.mapToObj((worker) -> CompletableFuture.supplyAsync(() -> startWorker("worker-" + worker)))
			.toList()
			.stream()
			.map(CompletableFuture::join)
			.toList());
	}

	private ConfigurableApplicationContext startWorker(String id) {
		return new SpringApplicationBuilder(Application.class).web(WebApplicationType.NONE)
			.run("--spring.cloud.aws.endpoint=" + this.kinesis.endpoint(),
					"--spring.cloud.aws.region.static=" + this.kinesis.region(),
					"--spring.cloud.aws.credentials.access-key=" + this.kinesis.accessKeyId(),
					"--spring.cloud.aws.credentials.secret-key=" + this.kinesis.secretAccessKey(),
					"--kinesis.listener.worker-id=" + id, "--kinesis.listener.idle-time-between-reads=200ms",
					"--kinesis.actuator.max-age=0s", "--management.endpoints.web.exposure.include=kinesis");
	}

	@AfterEach
	void stop() {
		this.workers.forEach(ConfigurableApplicationContext::close);
		this.kinesis.close();
	}

	@Test
	void whatTheWorkersTellIsWhatLeaseTableAndStreamAre() {
		AtomicBoolean over = new AtomicBoolean();
		List<Comparison> comparisons = this.workers.subList(0, 2).stream().map(Comparison::new).toList();
		List<CompletableFuture<Void>> running = comparisons.stream()
			.map((comparison) -> CompletableFuture.runAsync(() -> comparison.run(over)))
			.toList();
		put(List.of("a", "b", "c", "d"));
		awaitAssigned(3, comparisons);
		call(client().splitShard((split) -> split.streamName("orders")
			.shardToSplit("shardId-000000000000")
			.newStartingHashKey(MIDDLE_OF_THE_FIRST_OF_THREE)));
		awaitAssigned(4, comparisons);
		put(List.of("e", "f", "g", "h"));
		call(client().mergeShards((merge) -> merge.streamName("orders")
			.shardToMerge("shardId-000000000001")
			.adjacentShardToMerge("shardId-000000000002")));
		awaitAssigned(3, comparisons);
		this.workers.remove(2).close();
		awaitAssigned(3, comparisons);
		over.set(true);
		running.forEach(CompletableFuture::join);
	}

	private static Set<ShardLease> leases(KinesisView view) {
		Reading<KinesisView.Page<ShardLease>> leases = Objects
			.requireNonNull(listener(view).leases().get("orders-app"));
		assertThat(leases.error()).isNull();
		return Set.copyOf(Objects.requireNonNull(leases.value()).items());
	}

	private static KinesisView.Page<KinesisView.Shard> stream(KinesisView view) {
		Reading<KinesisView.Stream> stream = Objects.requireNonNull(view.streams().get("orders"));
		assertThat(stream.error()).isNull();
		return Objects.requireNonNull(stream.value()).shards();
	}

	private static KinesisView.Listener listener(KinesisView view) {
		return Objects.requireNonNull(view.listeners().get("orders"));
	}

	/**
	 * The leases by the rows of their table.
	 */
	private Set<ShardLease> leases() {
		return call(dynamoDb().scan((scan) -> scan.tableName("orders-app").consistentRead(true))).items()
			.stream()
			.filter((row) -> text(row, "leaseKey").startsWith("shardId-"))
			.map(ReshardingViewIntegrationTests::lease)
			.collect(Collectors.toSet());
	}

	private static ShardLease lease(Map<String, AttributeValue> row) {
		AttributeValue nothing = AttributeValue.builder().build();
		return new ShardLease("orders", text(row, "leaseKey"), row.getOrDefault("leaseOwner", nothing).s(),
				text(row, "checkpoint"),
				Long.parseLong(Objects.requireNonNull(row.get("checkpointSubSequenceNumber")).n()),
				row.getOrDefault("parentShardId", nothing).ss());
	}

	private static String text(Map<String, AttributeValue> row, String attribute) {
		return Objects.requireNonNull(row.get(attribute)).s();
	}

	private Set<KinesisView.Shard> shards() {
		return call(client().listShards((list) -> list.streamName("orders"))).shards()
			.stream()
			.map(ReshardingViewIntegrationTests::shard)
			.collect(Collectors.toSet());
	}

	private static KinesisView.Shard shard(Shard shard) {
		List<String> parents = new ArrayList<>(Arrays.asList(shard.parentShardId(), shard.adjacentParentShardId()));
		parents.removeIf(Objects::isNull);
		return new KinesisView.Shard(shard.shardId(), shard.sequenceNumberRange().endingSequenceNumber() == null,
				shard.hashKeyRange().startingHashKey(), shard.hashKeyRange().endingHashKey(), parents);
	}

	/**
	 * Waits until the workers have the open shards, each one that is its by the lease
	 * table, and until that has been compared.
	 */
	private void awaitAssigned(int openShards, List<Comparison> comparisons) {
		Awaitility.await().atMost(LIMIT).untilAsserted(() -> {
			Set<String> assigned = new HashSet<>();
			for (ConfigurableApplicationContext worker : this.workers) {
				KinesisView view = worker.getBean(KinesisEndpoint.class).kinesis();
				Set<String> own = listener(view).shards()
					.items()
					.stream()
					.map(AssignedShard::shardId)
					.collect(Collectors.toSet());
				assertThat(own).isEqualTo(leases(view).stream()
					.filter((lease) -> !lease.isEnded() && Objects.equals(lease.owner(), listener(view).workerId()))
					.map(ShardLease::shardId)
					.collect(Collectors.toSet()));
				assigned.addAll(own);
			}
			assertThat(assigned).hasSize(openShards)
				.isEqualTo(shards().stream()
					.filter(KinesisView.Shard::open)
					.map(KinesisView.Shard::id)
					.collect(Collectors.toSet()));
			assertThat(comparisons).allSatisfy((comparison) -> assertThat(comparison.compared).contains(leases()));
		});
	}

	private void put(List<String> orders) {
		assertThat(
				this.workers.get(0).getBean(KinesisTemplate.class).sendAll("orders", orders, (order) -> order).failed())
			.isEmpty();
	}

	private KinesisAsyncClient client() {
		return this.workers.get(0).getBean(KinesisAsyncClient.class);
	}

	private DynamoDbAsyncClient dynamoDb() {
		return this.workers.get(0).getBean(DynamoDbAsyncClient.class);
	}

	private static <T> T call(CompletableFuture<T> call) {
		return SdkCalls.await("Call", call);
	}

	/**
	 * Compares what one of the workers tells.
	 */
	private final class Comparison {

		private final ConfigurableApplicationContext worker;

		/** What the leases were that have been compared. */
		private final Set<Set<ShardLease>> compared = ConcurrentHashMap.newKeySet();

		Comparison(ConfigurableApplicationContext worker) {
			this.worker = worker;
		}

		void run(AtomicBoolean over) {
			while (!over.get()) {
				Set<ShardLease> leases = leases();
				Set<KinesisView.Shard> shards = shards();
				KinesisView view = this.worker.getBean(KinesisEndpoint.class).kinesis();
				if (leases.equals(leases()) && shards.equals(shards())) {
					assertThat(leases(view)).isEqualTo(leases);
					assertThat(Set.copyOf(stream(view).items())).isEqualTo(shards);
					this.compared.add(leases);
				}
			}
		}

	}

	@Configuration(proxyBeanMethods = false)
	@EnableAutoConfiguration
	static class Application {

		@KinesisListener(id = "orders", streams = "orders", applicationName = "orders-app")
		void handle(String order) {
		}

	}

}
