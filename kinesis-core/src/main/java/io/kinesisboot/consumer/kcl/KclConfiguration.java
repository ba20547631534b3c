package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.Date;
import java.util.List;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.lease.SourceStream;
import io.kinesisboot.consumer.kcl.lease.StartingMoments;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.NoOpWorkerStateChangeListener;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.leases.KinesisShardDetector;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.ShardDetector;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.lifecycle.NoOpTaskExecutionListener;
import software.amazon.kinesis.lifecycle.TaskExecutionListener;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.FormerStreamsLeasesDeletionStrategy;
import software.amazon.kinesis.processor.FormerStreamsLeasesDeletionStrategy.NoLeaseDeletionStrategy;
import software.amazon.kinesis.processor.MultiStreamTracker;
import software.amazon.kinesis.processor.ProcessorConfig;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.processor.StreamTracker;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.polling.KinesisDataFetcher;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

/**
 * Configures KCL workers: KCL's defaults, but for what makes it start and fail over
 * slowly. Immutable.
 */
final class KclConfiguration {

	private static final Duration DISPATCH_INTERVAL = Duration.ofMillis(50);

	private static final Duration PARENT_SHARD_INTERVAL = Duration.ofSeconds(1);

	/** KCL sleeps this long inside its first shard sync, a minute by default. */
	private static final Duration SHARD_SYNC_INTERVAL = Duration.ofSeconds(1);

	/** A worker gets no lease before its first metrics, which take two of these. */
	private static final Duration METRICS_CAPTURE_INTERVAL = Duration.ofMillis(100);

	/** A leader that crashed is replaced after this, two minutes by default. */
	private static final Duration LEADER_LEASE_DURATION = Duration.ofSeconds(20);

	private static final Duration LEADER_HEARTBEAT_INTERVAL = Duration.ofSeconds(10);

	/** How often leases are moved for balance: KCL's default, kept for its stability. */
	private static final Duration BALANCING_INTERVAL = Duration.ofMinutes(1);

	/**
	 * A read of the largest size, 10 MiB by GetRecords, leaves room for the next one to
	 * be fetched while it is handled. KCL's 8 MiB do not.
	 */
	private static final int READ_AHEAD_BYTES = 10 * 1024 * 1024 + 1;

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb;

	private final KclOptions options;

	private final List<KclConfigs.Customizer> customizers;

	private final @Nullable CloudWatchAsyncClient cloudWatch;

	KclConfiguration(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb, KclOptions options,
			List<KclConfigs.Customizer> customizers, @Nullable CloudWatchAsyncClient cloudWatch) {
		this.kinesis = kinesis;
		this.dynamoDb = dynamoDb;
		this.options = options;
		this.customizers = customizers;
		this.cloudWatch = cloudWatch;
	}

	KclConfigs configure(RecordSource.Request request, List<SourceStream> streams,
			ShardRecordProcessorFactory processors, WorkerStateChangeListener listener, TaskExecutionListener tasks) {
		KclConfigs configs = new KclConfigs(new CheckpointConfig(),
				coordinator(request.applicationName()).workerStateChangeListener(listener),
				leases(request.applicationName(), streams), new LifecycleConfig().taskExecutionListener(tasks),
				metrics(request.applicationName()), processor(processors), retrieval(request, streams));
		AggregatorUtil ofKcl = configs.lifecycle().aggregatorUtil();
		this.customizers.forEach((customizer) -> customizer.customize(request.applicationName(), configs));
		boolean untouched = configs.lifecycle().aggregatorUtil() == ofKcl;
		// The schema registry decodes what comes out of aggregates, not aggregates
		if (untouched && configs.retrieval().glueSchemaRegistryDeserializer() == null) {
			configs.lifecycle().aggregatorUtil(new StreamRecords(this.cloudWatch != null));
		}
		configs.retrieval()
			.retrievalFactory(
					new MomentRetrieval(configs.retrieval().retrievalFactory(), new StartingMoments(configs.leases())));
		return configs;
	}

	/**
	 * The configuration of an application's lease table, without a worker.
	 */
	LeaseManagementConfig leases(RecordSource.Request request, List<SourceStream> streams) {
		return configure(request.withStartingPosition(StartingPosition.TRIM_HORIZON), streams, () -> {
			throw new UnsupportedOperationException();
		}, new NoOpWorkerStateChangeListener(), new NoOpTaskExecutionListener()).leases();
	}

	private CoordinatorConfig coordinator(String applicationName) {
		return new CoordinatorConfig(applicationName)
			// A scheduler whose first attempt failed half-way fails at all others
			.maxInitializationAttempts(1)
			// With it, a ListShards that fails makes KCL skip the batch at hand
			.skipShardSyncAtWorkerInitializationIfLeasesExist(true)
			.shardConsumerDispatchPollIntervalMillis(DISPATCH_INTERVAL.toMillis())
			.parentShardPollIntervalMillis(PARENT_SHARD_INTERVAL.toMillis());
	}

	private LeaseManagementConfig leases(String applicationName, List<SourceStream> streams) {
		LeaseManagementConfig leases = new LeaseManagementConfig(applicationName, applicationName, this.dynamoDb,
				this.kinesis, this.options.workerId())
			.failoverTimeMillis(this.options.failoverTime().toMillis())
			.leaseAssignmentIntervalMillis(this.options.leaseAssignmentInterval().toMillis())
			.shardSyncIntervalMillis(SHARD_SYNC_INTERVAL.toMillis())
			.dynamoDbLockBasedLeaderLeaseDurationInMillis(LEADER_LEASE_DURATION.toMillis())
			.dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(LEADER_HEARTBEAT_INTERVAL.toMillis());
		leases.customShardDetectorProvider(
				(stream) -> shardDetector(leases, client(streams, stream.streamIdentifier()), stream));
		// Outside EC2 and ECS the search for worker metrics waits 10 s for an address
		// that
		// does not answer; without them leases are spread by throughput
		leases.workerUtilizationAwareAssignmentConfig()
			.disableWorkerMetrics(true)
			.inMemoryWorkerMetricsCaptureFrequencyMillis(METRICS_CAPTURE_INTERVAL.toMillis())
			.varianceBalancingFrequency(
					(int) Math.max(1, BALANCING_INTERVAL.dividedBy(this.options.leaseAssignmentInterval())));
		return leases;
	}

	private static ShardDetector shardDetector(LeaseManagementConfig leases, KinesisAsyncClient kinesis,
			StreamConfig stream) {
		return new KinesisShardDetector(kinesis, stream.streamIdentifier(), leases.listShardsBackoffTimeInMillis(),
				leases.maxListShardsRetryAttempts(), leases.listShardsCacheAllowedAgeInSeconds(),
				leases.maxCacheMissesBeforeReload(), leases.cacheMissWarningModulus(), leases.dynamoDbRequestTimeout());
	}

	private static KinesisAsyncClient client(List<SourceStream> streams, StreamIdentifier identifier) {
		String arn = identifier.streamArnOptional().orElseThrow().toString();
		return streams.stream().filter((stream) -> stream.arn().equals(arn)).findFirst().orElseThrow().kinesis();
	}

	/**
	 * Calls for reads without records too, for a checkpoint that could not be written
	 * with the last ones.
	 */
	private static ProcessorConfig processor(ShardRecordProcessorFactory processors) {
		return new ProcessorConfig(processors).callProcessRecordsEvenForEmptyRecordList(true);
	}

	/**
	 * With a client KCL makes its own factory, when its worker begins.
	 */
	private MetricsConfig metrics(String applicationName) {
		MetricsConfig metrics = new MetricsConfig(this.cloudWatch, applicationName);
		return (this.cloudWatch != null) ? metrics : metrics.metricsFactory(new NullMetricsFactory());
	}

	private RetrievalConfig retrieval(RecordSource.Request request, List<SourceStream> streams) {
		return new RetrievalConfig(this.kinesis, tracker(streams, position(request.startingPosition())),
				request.applicationName())
			.retrievalSpecificConfig(switch (request.retrieval().mode()) {
				case POLLING -> polling(streams);
				case FAN_OUT -> new FanOutRetrieval((stream) -> client(streams, stream));
			});
	}

	private PollingConfig polling(List<SourceStream> streams) {
		PollingConfig polling = new PollingConfig(this.kinesis).maxRecords(this.options.maxRecords())
			.idleTimeBetweenReadsInMillis(this.options.idleTimeBetweenReads().toMillis())
			.dataFetcherProvider(
					(config) -> new KinesisDataFetcher(client(streams, config.getStreamIdentifier()), config));
		polling.recordsFetcherFactory().maxByteSize(READ_AHEAD_BYTES);
		return polling;
	}

	private static StreamTracker tracker(List<SourceStream> streams, InitialPositionInStreamExtended position) {
		if (streams.size() == 1) {
			StreamIdentifier identifier = streams.get(0).singleIdentifier();
			return new SingleStreamTracker(identifier,
					new StreamConfig(identifier, position, streams.get(0).consumerArn()));
		}
		return new SeveralStreams(streams.stream()
			.map((stream) -> new StreamConfig(stream.identifier(), position, stream.consumerArn()))
			.toList());
	}

	private static InitialPositionInStreamExtended position(StartingPosition position) {
		return switch (position.type()) {
			case TRIM_HORIZON ->
				InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON);
			case LATEST -> InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.LATEST);
			case AT_TIMESTAMP ->
				InitialPositionInStreamExtended.newInitialPositionAtTimestamp(Date.from(position.timestamp()));
		};
	}

	private record SeveralStreams(List<StreamConfig> streamConfigList) implements MultiStreamTracker {

		@Override
		public FormerStreamsLeasesDeletionStrategy formerStreamsLeasesDeletionStrategy() {
			return new NoLeaseDeletionStrategy();
		}

	}

}
