package io.kinesisboot.embedded;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.IntStream;

import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.common.DdbTableConfig;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.TableCreatorCallback;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ProcessorConfig;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.awaitility.Awaitility.await;

/**
 * A worker of the stock Kinesis Client Library that reads a stream by enhanced fan-out.
 * It has the library's own defaults, but for the pauses of its start.
 */
final class KclFanOutWorker implements AutoCloseable {

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb;

	private final Scheduler scheduler;

	private final Thread thread;

	/**
	 * Starts a worker.
	 * @param endpoint where the stream and the leases are
	 * @param stream the stream, which is read from its beginning
	 * @param shards how many shards it has
	 * @param handler called with each record, shard by shard
	 */
	KclFanOutWorker(EmbeddedKinesis endpoint, String stream, int shards, Consumer<KinesisClientRecord> handler)
			throws Exception {
		this.kinesis = configure(KinesisClientUtil.adjustKinesisClientBuilder(KinesisAsyncClient.builder()),
				endpoint.endpoint())
			.build();
		this.dynamoDb = configure(DynamoDbAsyncClient.builder(), endpoint.endpoint()).build();
		String application = "app-" + stream;
		createLeases(application, shards);
		this.scheduler = scheduler(application, stream, handler);
		this.thread = new Thread(this.scheduler, "kcl-" + stream);
		this.thread.start();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

	/** KCL waits for up to 30 seconds before it makes the first leases itself. */
	private void createLeases(String application, int shards) throws Exception {
		DdbTableConfig config = new DdbTableConfig();
		config.billingMode(BillingMode.PAY_PER_REQUEST);
		DynamoDBLeaseRefresher leases = new DynamoDBLeaseRefresher(application, this.dynamoDb,
				new DynamoDBLeaseSerializer(), /* consistentReads= */ true,
				TableCreatorCallback.NOOP_TABLE_CREATOR_CALLBACK, Duration.ofSeconds(10), config,
				/* leaseTableDeletionProtectionEnabled= */ false,
				/* leaseTablePitrEnabled= */ false, List.of());
		leases.createLeaseTableIfNotExists();
		for (String shardId : IntStream.range(0, shards).mapToObj("shardId-%012d"::formatted).toList()) {
			Lease lease = new Lease();
			lease.leaseKey(shardId);
			lease.leaseCounter(0L);
			lease.ownerSwitchesSinceCheckpoint(0L);
			lease.checkpoint(ExtendedSequenceNumber.TRIM_HORIZON);
			leases.createLeaseIfNotExists(lease);
		}
	}

	private Scheduler scheduler(String application, String stream, Consumer<KinesisClientRecord> handler) {
		LeaseManagementConfig leases = new LeaseManagementConfig(application, application, this.dynamoDb, this.kinesis,
				"worker")
			.failoverTimeMillis(1000)
			.leaseAssignmentIntervalMillis(200L)
			.shardSyncIntervalMillis(1000);
		leases.workerUtilizationAwareAssignmentConfig()
			.disableWorkerMetrics(true)
			.inMemoryWorkerMetricsCaptureFrequencyMillis(100);
		return new Scheduler(new CheckpointConfig(),
				new CoordinatorConfig(application).skipShardSyncAtWorkerInitializationIfLeasesExist(true)
					.shardConsumerDispatchPollIntervalMillis(100)
					.parentShardPollIntervalMillis(100),
				leases, new LifecycleConfig(),
				new MetricsConfig(null, application).metricsFactory(new NullMetricsFactory()),
				new ProcessorConfig(() -> new CheckpointingProcessor(handler)), retrieval(application, stream));
	}

	private RetrievalConfig retrieval(String application, String stream) {
		SingleStreamTracker tracker = new SingleStreamTracker(stream,
				InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON));
		return new RetrievalConfig(this.kinesis, tracker, application)
			.retrievalSpecificConfig(new FanOutConfig(this.kinesis).applicationName(application)
				.streamName(stream)
				.consumerName(application));
	}

	@Override
	public void close() {
		this.scheduler.shutdown();
		await().atMost(Duration.ofSeconds(30)).until(() -> !this.thread.isAlive());
		this.kinesis.close();
		this.dynamoDb.close();
	}

}
