package io.kinesisboot.consumer;

import java.lang.reflect.Method;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.function.UnaryOperator;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpoint;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ProcessingOrder;
import io.kinesisboot.listener.error.ErrorOptions;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.awscore.client.builder.AwsClientBuilder;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.checkpoint.CheckpointConfig;
import software.amazon.kinesis.common.InitialPositionInStream;
import software.amazon.kinesis.common.InitialPositionInStreamExtended;
import software.amazon.kinesis.common.KinesisClientUtil;
import software.amazon.kinesis.coordinator.CoordinatorConfig;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.lifecycle.LifecycleConfig;
import software.amazon.kinesis.metrics.MetricsConfig;
import software.amazon.kinesis.metrics.NullMetricsFactory;
import software.amazon.kinesis.processor.ProcessorConfig;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;
import software.amazon.kinesis.processor.SingleStreamTracker;
import software.amazon.kinesis.retrieval.RetrievalConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutConfig;
import software.amazon.kinesis.retrieval.polling.PollingConfig;

import org.springframework.core.MethodIntrospector;

/**
 * Runs what is compared: containers of ours, and bare processors of the Kinesis Client
 * Library, on the same clients and by the same intervals. The one place that knows their
 * options. Confined to one thread.
 */
public final class Consumers implements AutoCloseable {

	private static final Duration BARE_SYNC_INTERVAL = Duration.ofSeconds(1);

	private static final Duration BARE_DISPATCH_INTERVAL = Duration.ofMillis(50);

	private static final Duration BARE_METRICS_INTERVAL = Duration.ofMillis(100);

	private final Settings settings;

	private final KinesisAsyncClient kinesis;

	private final DynamoDbAsyncClient dynamoDb;

	public Consumers(URI endpoint, Settings settings) {
		this.settings = settings;
		this.kinesis = configure(KinesisClientUtil.adjustKinesisClientBuilder(KinesisAsyncClient.builder()), endpoint)
			.build();
		this.dynamoDb = configure(DynamoDbAsyncClient.builder(), endpoint).build();
	}

	private static <B extends AwsClientBuilder<B, ?>> B configure(B builder, URI endpoint) {
		return builder.endpointOverride(endpoint)
			.region(Region.US_EAST_1)
			.credentialsProvider(StaticCredentialsProvider.create(AwsBasicCredentials.create("key", "secret")));
	}

	public KinesisAsyncClient kinesis() {
		return this.kinesis;
	}

	public DynamoDbAsyncClient dynamoDb() {
		return this.dynamoDb;
	}

	/**
	 * Starts a container of ours.
	 * @param application its name
	 * @param stream what to read
	 * @param bean what to call: its only method of the name {@code listen}
	 * @param customizer changes KCL's configuration
	 * @return what stops it
	 */
	public Runnable startOurs(String application, String stream, Object bean, KclConfigs.Customizer customizer) {
		return startOurs(application, stream, bean, customizer, UnaryOperator.identity());
	}

	/**
	 * Starts a listener of ours with other options.
	 * @param application its name
	 * @param stream what to read
	 * @param bean has the only method, called {@code listen}
	 * @param customizer changes the configuration of KCL
	 * @param options changes the options
	 * @return what stops it
	 */
	public Runnable startOurs(String application, String stream, Object bean, KclConfigs.Customizer customizer,
			UnaryOperator<ListenerContainerOptions> options) {
		return startOurs(application, stream, bean, customizer, options, UnaryOperator.identity());
	}

	/**
	 * Starts a listener of ours that is watched.
	 * @param application its name
	 * @param stream what to read
	 * @param bean has the only method, called {@code listen}
	 * @param customizer changes the configuration of KCL
	 * @param watch has it watched
	 * @return what stops it
	 */
	public Runnable startWatched(String application, String stream, Object bean, KclConfigs.Customizer customizer,
			UnaryOperator<KinesisListenerContainerFactory> watch) {
		return startOurs(application, stream, bean, customizer, UnaryOperator.identity(), watch);
	}

	private Runnable startOurs(String application, String stream, Object bean, KclConfigs.Customizer customizer,
			UnaryOperator<ListenerContainerOptions> options, UnaryOperator<KinesisListenerContainerFactory> watch) {
		Method method = MethodIntrospector
			.selectMethods(bean.getClass(), (Method candidate) -> candidate.getName().equals("listen"))
			.iterator()
			.next();
		KinesisMessageListenerContainer container = watch
			.apply(new KinesisListenerContainerFactory(sources(stream, customizer), KinesisMessageConverters.create(),
					this.settings.container(), Clock.systemUTC()))
			.create(new KinesisListenerEndpoint("listener", application, List.of(stream), options, bean, method));
		container.start();
		return container::stop;
	}

	/**
	 * Makes the lease table of an application, which bare KCL takes half a minute for.
	 * @param application its name
	 * @param stream the stream, which has no records yet
	 */
	public void seed(String application, String stream) {
		startOurs(application, stream, new NoListener(), (name, configs) -> {
		}).run();
	}

	/**
	 * Starts a worker of KCL as it is, but for the intervals of ours.
	 * @param application its name
	 * @param stream what to read
	 * @param processors what to call
	 * @param customizer changes the configuration
	 * @return what stops it
	 */
	public Runnable startBare(String application, String stream, ShardRecordProcessorFactory processors,
			KclConfigs.Customizer customizer) {
		KclConfigs configs = new KclConfigs(new CheckpointConfig(),
				new CoordinatorConfig(application).parentShardPollIntervalMillis(BARE_SYNC_INTERVAL.toMillis())
					.shardConsumerDispatchPollIntervalMillis(BARE_DISPATCH_INTERVAL.toMillis()),
				bareLeases(application), new LifecycleConfig(),
				new MetricsConfig(null, application).metricsFactory(new NullMetricsFactory()),
				new ProcessorConfig(processors), bareRetrieval(stream, application));
		customize(stream, customizer).customize(application, configs);
		Scheduler scheduler = new Scheduler(configs.checkpoint(), configs.coordinator(), configs.leases(),
				configs.lifecycle(), configs.metrics(), configs.processor(), configs.retrieval());
		Thread thread = new Thread(scheduler, "bare-kcl");
		thread.setDaemon(true);
		thread.start();
		return () -> stop(scheduler);
	}

	private LeaseManagementConfig bareLeases(String application) {
		KclOptions options = this.settings.kcl();
		LeaseManagementConfig leases = new LeaseManagementConfig(application, application, this.dynamoDb, this.kinesis,
				options.workerId())
			.failoverTimeMillis(options.failoverTime().toMillis())
			.leaseAssignmentIntervalMillis(options.leaseAssignmentInterval().toMillis())
			.shardSyncIntervalMillis(BARE_SYNC_INTERVAL.toMillis());
		leases.workerUtilizationAwareAssignmentConfig()
			.disableWorkerMetrics(true)
			.inMemoryWorkerMetricsCaptureFrequencyMillis(BARE_METRICS_INTERVAL.toMillis());
		return leases;
	}

	private RetrievalConfig bareRetrieval(String stream, String application) {
		return new RetrievalConfig(this.kinesis,
				new SingleStreamTracker(stream,
						InitialPositionInStreamExtended.newInitialPosition(InitialPositionInStream.TRIM_HORIZON)),
				application)
			.retrievalSpecificConfig(new PollingConfig(stream, this.kinesis));
	}

	private static void stop(Scheduler scheduler) {
		try {
			scheduler.createGracefulShutdownCallable().call();
		}
		catch (Exception ex) {
			throw new IllegalStateException(ex);
		}
	}

	private KclSourceFactory sources(String stream, KclConfigs.Customizer customizer) {
		return new KclSourceFactory(this.kinesis, this.dynamoDb, this.settings.kcl(),
				List.of(customize(stream, customizer)), Clock.systemUTC());
	}

	private KclConfigs.Customizer customize(String stream, KclConfigs.Customizer customizer) {
		return (application, configs) -> {
			// Workers that are killed all the time would be without a leader all the time
			configs.leases()
				.dynamoDbLockBasedLeaderLeaseDurationInMillis(2 * this.settings.failoverTime().toMillis())
				.dynamoDbLockBasedLeaderHeartbeatPeriodInMillis(this.settings.failoverTime().toMillis() / 2);
			if (this.settings.retrieval() == Retrieval.FAN_OUT) {
				configs.retrieval()
					.retrievalSpecificConfig(
							new FanOutConfig(this.kinesis).streamName(stream).applicationName(application));
			}
			else if (configs.retrieval().retrievalSpecificConfig() instanceof PollingConfig polling) {
				long idleMillis = this.settings.idleTimeBetweenReads().toMillis();
				polling.idleTimeBetweenReadsInMillis(idleMillis);
				if (idleMillis < PollingConfig.MIN_IDLE_MILLIS_BETWEEN_READS) {
					// What KCL would raise to its least
					polling.sleepTimeController((config) -> idleMillis);
				}
			}
			customizer.customize(application, configs);
		};
	}

	@Override
	public void close() {
		this.kinesis.close();
		this.dynamoDb.close();
	}

	/**
	 * How records come.
	 */
	public enum Retrieval {

		/** By GetRecords. */
		POLLING,

		/** By SubscribeToShard. */
		FAN_OUT

	}

	/**
	 * How consumers run.
	 *
	 * @param workerId names the worker
	 * @param retrieval how records come
	 * @param ordering which order is kept: a {@link ProcessingOrder}
	 * @param concurrency how many records of a shard are handled at once
	 * @param failoverTime after how long leases of a worker without a sign of life are
	 * given to others, and a leader is replaced
	 * @param idleTimeBetweenReads pause between two reads of a shard, of all contenders
	 */
	public record Settings(String workerId, Retrieval retrieval, String ordering, int concurrency,
			Duration failoverTime, Duration idleTimeBetweenReads) {

		public Settings {
			options(ordering, concurrency);
		}

		public static Settings defaults() {
			return new Settings("worker", Retrieval.POLLING, "SHARD", 1, Duration.ofSeconds(10),
					Duration.ofMillis(200));
		}

		public Settings withRetrieval(Retrieval retrieval) {
			return new Settings(this.workerId, retrieval, this.ordering, this.concurrency, this.failoverTime,
					this.idleTimeBetweenReads);
		}

		public Settings withConcurrency(String ordering, int concurrency) {
			return new Settings(this.workerId, this.retrieval, ordering, concurrency, this.failoverTime,
					this.idleTimeBetweenReads);
		}

		public Settings withIdleTimeBetweenReads(Duration idleTimeBetweenReads) {
			return new Settings(this.workerId, this.retrieval, this.ordering, this.concurrency, this.failoverTime,
					idleTimeBetweenReads);
		}

		private KclOptions kcl() {
			return KclOptions.defaults().withWorkerId(this.workerId).withFailoverTime(this.failoverTime);
		}

		private ListenerContainerOptions container() {
			return ListenerContainerOptions.defaults()
				.withDispatch(options(this.ordering, this.concurrency))
				.withErrors(ErrorOptions.defaults().withBackOff(IntervalFunction.of(20)));
		}

		private static DispatchOptions options(String ordering, int concurrency) {
			return DispatchOptions.defaults().withOrder(ProcessingOrder.valueOf(ordering)).withConcurrency(concurrency);
		}

	}

	/** There is nothing to listen to. */
	static final class NoListener {

		void listen(ReceivedRecord record) {
			throw new IllegalStateException("There was to be no " + record);
		}

	}

}
