package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.UUID;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.stream.StreamCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseCoordinator;
import software.amazon.kinesis.leases.MultiStreamLease;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;

/**
 * One KCL worker. Runs once: a source that has stopped stays so. Thread-safe.
 */
final class KclSource implements RecordSource {

	private static final Logger logger = LoggerFactory.getLogger(KclSource.class);

	private final Request request;

	private final ShardHandler.Factory handlers;

	private final KclConfiguration configuration;

	private final StreamCatalog catalog;

	private final KclOptions options;

	private final Clock clock;

	private final StopSignal stop = new StopSignal();

	/** Open until KCL has started or given up: in between it cannot be shut down. */
	private final CountDownLatch initialization = new CountDownLatch(1);

	private final AtomicReference<@Nullable Scheduler> scheduler = new AtomicReference<>();

	private volatile @Nullable Thread thread;

	KclSource(Request request, ShardHandler.Factory handlers, KclConfiguration configuration, StreamCatalog catalog,
			KclOptions options, Clock clock) {
		this.request = request;
		this.handlers = handlers;
		this.configuration = configuration;
		this.catalog = catalog;
		this.options = options;
		this.clock = clock;
	}

	@Override
	public void start() {
		List<StreamDescriptionSummary> streams = this.request.streams().stream().map(this.catalog::find).toList();
		Scheduler scheduler = createScheduler(streams);
		if (!this.scheduler.compareAndSet(null, scheduler)) {
			throw new IllegalStateException("A source can be started once");
		}
		LeaseFactory leaseFactory = (streams.size() == 1) ? LeaseFactory.SINGLE_STREAM : LeaseFactory.MULTI_STREAM;
		new LeaseTableSeeder(scheduler.leaseManagementConfig(), scheduler.leaseCoordinator().leaseRefresher(),
				leaseFactory, this.catalog)
			.seed(streams, this.request.startingPosition());
		Thread thread = daemon(scheduler, "consumer");
		this.thread = thread;
		if (!this.stop.isRaised()) {
			thread.start();
		}
	}

	private Scheduler createScheduler(List<StreamDescriptionSummary> streams) {
		KclConfigs configs = this.configuration.configure(this.request, streams, new Processors(streams),
				new InitializationListener());
		return new Scheduler(configs.checkpoint(), configs.coordinator(), configs.leases(), configs.lifecycle(),
				configs.metrics(), configs.processor(), configs.retrieval());
	}

	private Thread daemon(Runnable task, String role) {
		Thread thread = new Thread(task, "kinesis-" + role + "-" + this.request.applicationName());
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public boolean isRunning() {
		Thread thread = this.thread;
		return thread != null && thread.isAlive();
	}

	@Override
	public boolean stop(Duration timeout) {
		Scheduler scheduler = this.scheduler.get();
		boolean alreadyStopped = this.stop.isRaised();
		this.stop.raise();
		if (scheduler == null || alreadyStopped || !isRunning()) {
			return true;
		}
		boolean ended = shutDown(scheduler, timeout);
		if (ended) {
			new WorkerRetirement(scheduler.leaseManagementConfig(), scheduler.leaseCoordinator().leaseRefresher())
				.retire();
		}
		else {
			logger.warn("Application '{}' did not end within {}: what it had in hand is handled again elsewhere",
					this.request.applicationName(), timeout);
		}
		return ended;
	}

	/**
	 * KCL's own way to start a graceful shutdown waits on a thread of the common pool,
	 * which on two cores and JDK 25 it can block for good.
	 */
	private boolean shutDown(Scheduler scheduler, Duration timeout) {
		FutureTask<Boolean> shutdown = new FutureTask<>(() -> {
			this.initialization.await();
			return scheduler.createGracefulShutdownCallable().call();
		});
		daemon(shutdown, "shutdown").start();
		try {
			return shutdown.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			logger.warn("Application '{}' failed to shut down", this.request.applicationName(), ex.getCause());
		}
		catch (TimeoutException ex) {
			// Said by the caller
		}
		shutdown.cancel(/* mayInterruptIfRunning= */ true);
		daemon(scheduler::shutdown, "abort").start();
		return false;
	}

	/**
	 * Makes the processors that KCL asks for, one a shard.
	 */
	private final class Processors implements ShardRecordProcessorFactory {

		private final List<StreamDescriptionSummary> streams;

		Processors(List<StreamDescriptionSummary> streams) {
			this.streams = streams;
		}

		@Override
		public ShardRecordProcessor shardRecordProcessor() {
			String stream = this.streams.get(0).streamName();
			return create((shardId) -> shard(stream, shardId, shardId));
		}

		@Override
		public ShardRecordProcessor shardRecordProcessor(StreamIdentifier identifier) {
			if (this.streams.size() == 1) {
				return shardRecordProcessor();
			}
			return create((shardId) -> shard(identifier.streamName(), shardId,
					MultiStreamLease.getLeaseKey(identifier.serialize(), shardId)));
		}

		private ShardRecordProcessor create(Function<String, KclShard> shards) {
			return new KclShardProcessor(shards, KclSource.this.handlers, KclSource.this.options.checkpointInterval(),
					KclSource.this.clock);
		}

		private KclShard shard(String stream, String shardId, String leaseKey) {
			UUID token = leaseToken(leaseKey);
			return new KclShard(stream, shardId, KclSource.this.stop,
					() -> Objects.equals(token, leaseToken(leaseKey)));
		}

		/**
		 * Tells one tenure of a lease from the next.
		 * @return null if the lease is not held
		 */
		private @Nullable UUID leaseToken(String leaseKey) {
			Scheduler scheduler = Objects.requireNonNull(KclSource.this.scheduler.get());
			LeaseCoordinator coordinator = scheduler.leaseCoordinator();
			Lease lease = coordinator.getCurrentlyHeldLease(leaseKey);
			return (lease != null) ? lease.concurrencyToken() : null;
		}

	}

	private final class InitializationListener implements WorkerStateChangeListener {

		@Override
		public void onWorkerStateChange(WorkerState state) {
			logger.debug("Application '{}' is {}", KclSource.this.request.applicationName(), state);
			if (state == WorkerState.STARTED) {
				KclSource.this.initialization.countDown();
			}
		}

		@Override
		public void onAllInitializationAttemptsFailed(Throwable failure) {
			logger.error("Application '{}' cannot start: it reads nothing until it is restarted",
					KclSource.this.request.applicationName(), failure);
			KclSource.this.initialization.countDown();
		}

	}

}
