package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;

import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.kcl.lease.DiscoveryPace;
import io.kinesisboot.consumer.kcl.lease.LeaseFactory;
import io.kinesisboot.consumer.kcl.lease.LeaseStart;
import io.kinesisboot.consumer.kcl.lease.LeaseTableSeeder;
import io.kinesisboot.consumer.kcl.lease.PromptLeases;
import io.kinesisboot.consumer.kcl.lease.SourceStream;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import io.kinesisboot.consumer.kcl.lease.WorkerPresence;
import io.kinesisboot.stream.ConsumerCatalog;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.coordinator.Scheduler;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;
import software.amazon.kinesis.leases.LeaseCoordinator;
import software.amazon.kinesis.leases.MultiStreamLease;
import software.amazon.kinesis.processor.ShardRecordProcessor;
import software.amazon.kinesis.processor.ShardRecordProcessorFactory;

/**
 * One KCL worker. Runs once: a source that has stopped stays so. Thread-safe.
 */
final class KclSource implements RecordSource {

	private static final Logger logger = LoggerFactory.getLogger(KclSource.class);

	private static final int MAX_INITIALIZATION_ATTEMPTS = 20;

	private static final Duration INITIALIZATION_PAUSE = Duration.ofSeconds(1);

	/** How long KCL's loop may take to end when its shutdown has been given up. */
	private static final Duration ABANDON_TIMEOUT = Duration.ofSeconds(30);

	private final Request request;

	private final ShardHandler.Factory handlers;

	private final KclConfiguration configuration;

	private final SourceStreams streams;

	private final KclOptions options;

	private final Clock clock;

	private final DiscoveryPace pace;

	private final StopSignal stop = new StopSignal();

	/** Open until KCL has started or ended: in between it cannot be shut down. */
	private final CountDownLatch initialization = new CountDownLatch(1);

	private volatile @Nullable Scheduler scheduler;

	private final AtomicBoolean started = new AtomicBoolean();

	/** Whether nothing is left of KCL that could be shut down in order. */
	private volatile boolean ended;

	private volatile @Nullable Thread thread;

	private volatile List<SourceStream> read = List.of();

	private final Set<ShardTenure> tenures = ConcurrentHashMap.newKeySet();

	KclSource(Request request, ShardHandler.Factory handlers, KclConfiguration configuration, SourceStreams streams,
			KclOptions options, Clock clock) {
		this.request = request;
		this.handlers = handlers;
		this.configuration = configuration;
		this.streams = streams;
		this.options = options;
		this.clock = clock;
		this.pace = new DiscoveryPace(Ticker.SYSTEM);
	}

	@Override
	public void start() {
		if (!this.started.compareAndSet(false, true)) {
			throw new IllegalStateException("A source can be started once");
		}
		boolean begun = false;
		try {
			begin();
			begun = true;
		}
		finally {
			if (!begun) {
				this.ended = true;
				this.initialization.countDown();
			}
		}
	}

	private void begin() {
		List<SourceStream> streams = this.streams.find(this.request);
		this.read = streams;
		LeaseStart start = LeaseStart.of(this.request.startingPosition(), () -> streams.get(0).now(this.clock));
		Scheduler scheduler = createScheduler(streams, start);
		this.scheduler = scheduler;
		try {
			seed(scheduler, streams, start);
		}
		catch (RuntimeException ex) {
			// Its threads would keep the process alive, its leases the others waiting
			scheduler.shutdown();
			presence(scheduler).retire();
			throw ex;
		}
		Thread thread = daemon(() -> run(scheduler, streams, start), "consumer");
		this.thread = thread;
		thread.start();
	}

	private Scheduler createScheduler(List<SourceStream> streams, LeaseStart start) {
		KclConfigs configs = this.configuration.configure(this.request.withStartingPosition(start.position()), streams,
				new Processors(streams), new StateListener(), new BatchWatch(this::leases, this.pace));
		PromptLeases.install(configs.leases(), LeaseFactory.of(this.request), start, this.pace, this.clock);
		return new Scheduler(configs.checkpoint(), configs.coordinator(), configs.leases(), configs.lifecycle(),
				configs.metrics(), configs.processor(), configs.retrieval());
	}

	private void seed(Scheduler scheduler, List<SourceStream> streams, LeaseStart start) {
		boolean newTable = new LeaseTableSeeder(scheduler.leaseManagementConfig(),
				scheduler.leaseCoordinator().leaseRefresher(), LeaseFactory.of(this.request))
			.seed(streams, start);
		WorkerPresence presence = presence(scheduler);
		presence.announce(newTable);
		this.pace.others(presence.claim());
	}

	private WorkerPresence presence(Scheduler scheduler) {
		return new WorkerPresence(scheduler.leaseManagementConfig(), scheduler.leaseCoordinator().leaseRefresher(),
				this.clock);
	}

	/**
	 * Runs KCL's loop. Workers of a new application that start at once get in each
	 * other's way when they write its first state, and the scheduler that loses cannot be
	 * used again, so another takes its place. If the loop ends by itself the worker must
	 * end too: other threads would renew its leases, and nobody would read the shards.
	 */
	private void run(Scheduler first, List<SourceStream> streams, LeaseStart start) {
		Scheduler scheduler = first;
		try {
			for (int attempt = 1; !this.stop.isRaised(); attempt++) {
				scheduler.run();
				if (isInitialized() || attempt == MAX_INITIALIZATION_ATTEMPTS
						|| this.stop.await(INITIALIZATION_PAUSE)) {
					break;
				}
				scheduler = createScheduler(streams, start);
				this.scheduler = scheduler;
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (RuntimeException | Error ex) {
			logger.error("Application '{}' failed", this.request.applicationName(), ex);
		}
		finally {
			end(scheduler);
		}
	}

	private void end(Scheduler scheduler) {
		if (!this.stop.isRaised()) {
			this.stop.raise();
			logger.error("Application '{}' reads nothing until it is restarted", this.request.applicationName());
		}
		if (!scheduler.shutdownComplete()) {
			scheduler.shutdown();
		}
		if (!isInitialized()) {
			// Announced, but never at work
			presence(scheduler).retire();
		}
		// Those that KCL has not told of its end
		leaveAll();
		this.ended = true;
		this.initialization.countDown();
	}

	private void leaveAll() {
		this.tenures.forEach((tenure) -> tenure.leave(ShardHandler.Reason.STOPPED));
	}

	private boolean isInitialized() {
		return this.initialization.getCount() == 0;
	}

	private Thread daemon(Runnable task, String role) {
		Thread thread = new Thread(task, "kinesis-" + role + "-" + this.request.applicationName());
		thread.setDaemon(true);
		return thread;
	}

	@Override
	public boolean isRunning() {
		return this.started.get() && !this.ended;
	}

	@Override
	public boolean stop(Duration timeout) {
		Scheduler scheduler = this.scheduler;
		boolean alreadyStopped = this.stop.isRaised();
		this.stop.raise();
		Thread thread = this.thread;
		if (scheduler == null || alreadyStopped || thread == null || !thread.isAlive()) {
			return true;
		}
		boolean ended = shutDown(timeout);
		if (!ended) {
			logger.warn("Application '{}' did not end in order: what it had in hand is handled again elsewhere",
					this.request.applicationName());
		}
		return ended;
	}

	/**
	 * KCL's own way to start a graceful shutdown waits on a thread of the common pool,
	 * which on two cores and JDK 25 it can block for good.
	 */
	private boolean shutDown(Duration timeout) {
		FutureTask<Boolean> shutdown = new FutureTask<>(() -> {
			this.initialization.await();
			if (this.ended) {
				// Stopped before KCL began: it would wait for the end of a loop that
				// never ran
				return true;
			}
			Scheduler scheduler = currentScheduler();
			boolean ended = scheduler.createGracefulShutdownCallable().call();
			if (ended) {
				WorkerPresence presence = presence(scheduler);
				presence.retire();
				if (this.request.retrieval().deregister()) {
					deregister(presence);
				}
			}
			return ended;
		});
		daemon(shutdown, "shutdown").start();
		boolean ended = false;
		try {
			ended = shutdown.get(timeout.toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		catch (ExecutionException ex) {
			logger.warn("Application '{}' failed to shut down", this.request.applicationName(), ex.getCause());
		}
		catch (TimeoutException ex) {
			logger.warn("Application '{}' did not shut down within {}", this.request.applicationName(), timeout);
		}
		if (!ended) {
			shutdown.cancel(/* mayInterruptIfRunning= */ true);
			daemon(() -> currentScheduler().shutdown(), "abort").start();
			daemon(this::abandon, "abandon").start();
		}
		return ended;
	}

	/**
	 * KCL's loop ends by itself when its fail-over time is over. Should it not, shards
	 * are left all the same.
	 */
	private void abandon() {
		try {
			Objects.requireNonNull(this.thread).join(ABANDON_TIMEOUT.toMillis());
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
		leaveAll();
	}

	/**
	 * Deregisters the consumers, unless other workers still read by them.
	 */
	private void deregister(WorkerPresence presence) {
		if (!presence.others().isEmpty()) {
			return;
		}
		for (SourceStream stream : this.read) {
			new ConsumerCatalog(stream.kinesis()).deregister(Objects.requireNonNull(stream.consumerArn()));
		}
	}

	private Scheduler currentScheduler() {
		return Objects.requireNonNull(this.scheduler);
	}

	private LeaseCoordinator leases() {
		return currentScheduler().leaseCoordinator();
	}

	/**
	 * Makes the processors that KCL asks for, one a shard.
	 */
	private final class Processors implements ShardRecordProcessorFactory {

		private final List<SourceStream> streams;

		Processors(List<SourceStream> streams) {
			this.streams = streams;
		}

		@Override
		public ShardRecordProcessor shardRecordProcessor() {
			String stream = this.streams.get(0).name();
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
					Ticker.SYSTEM, KclSource.this.tenures);
		}

		private KclShard shard(String stream, String shardId, String leaseKey) {
			return new KclShard(stream, shardId, leaseKey, leases(), KclSource.this.stop, Ticker.SYSTEM);
		}

	}

	private final class StateListener implements WorkerStateChangeListener {

		@Override
		public void onWorkerStateChange(WorkerState state) {
			logger.debug("Application '{}' is {}", KclSource.this.request.applicationName(), state);
			if (state == WorkerState.STARTED) {
				KclSource.this.initialization.countDown();
			}
		}

		@Override
		public void onAllInitializationAttemptsFailed(Throwable failure) {
			logger.warn("Application '{}' did not start, is tried again: {}", KclSource.this.request.applicationName(),
					String.valueOf(failure.getMessage()));
		}

	}

}
