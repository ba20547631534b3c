package io.kinesisboot.consumer.kcl;

import java.io.IOException;
import java.net.ServerSocket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.kinesisboot.JavaProcess;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.stream.StreamNotFoundException;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.coordinator.WorkerStateChangeListener;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link KclSource}: how it begins and how it ends.
 */
class KclSourceIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final String stream = endpoint.createStream("orders", 8);

	private final Queue<String> handled = new ConcurrentLinkedQueue<>();

	private final List<RecordSource> sources = new ArrayList<>();

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@AfterEach
	void stopSources() {
		this.sources.forEach((source) -> source.stop(KinesisTestEndpoint.patience()));
	}

	@Test
	void startThatFailsAtTheLeaseTableDoesNotKeepTheProcessAlive(@TempDir Path directory) throws Exception {
		Path output = directory.resolve("output");
		Process process = JavaProcess.start(FailingWorker.class, output, endpoint.kinesisEndpoint().toString(),
				refusingEndpoint().toString(), this.stream);
		try {
			boolean ended = process.waitFor(KinesisTestEndpoint.patience().toSeconds(), TimeUnit.SECONDS);
			assertThat(Files.readString(output)).contains(FailingWorker.FAILED + "DescribeTable of lease table 'app'");
			assertThat(ended).isTrue();
			assertThat(process.exitValue()).isZero();
		}
		finally {
			process.destroyForcibly();
		}
	}

	@Test
	void startOfAStreamThatDoesNotExistMakesNoTable() {
		KclOptions options = options("worker");
		RecordSource source = new KclSourceFactory(endpoint.kinesis(), endpoint.dynamoDb(), options, List.of(),
				Clock.systemUTC())
			.create(new RecordSource.Request("no-table", List.of("no-such-stream"), StartingPosition.LATEST),
					handlers());
		assertThatExceptionOfType(StreamNotFoundException.class).isThrownBy(source::start);
		assertThat(source.isRunning()).isFalse();
		assertThat(endpoint.dynamoDb().listTables().join().tableNames()).doesNotContain("no-table");
	}

	@Test
	void sourceThatIsStoppedAtOnceEndsInOrder() {
		RecordSource source = source("worker", noChange());
		source.start();
		assertThat(source.isRunning()).isTrue();
		assertThat(source.stop(KinesisTestEndpoint.patience())).isTrue();
		await(() -> assertThat(source.isRunning()).isFalse());
		assertThat(owners()).isEmpty();
	}

	@Test
	void sourceThatIsStoppedWhileItIsMadeReadyReadsNothing() {
		AtomicReference<@Nullable RecordSource> starting = new AtomicReference<>();
		assertThatNothingIsReadIfStoppedBy((stop) -> (application, configs) -> stop.run(), starting);
	}

	@Test
	void sourceThatIsStoppedWhileItsLeasesAreMadeReadsNothing() {
		AtomicReference<@Nullable RecordSource> starting = new AtomicReference<>();
		assertThatNothingIsReadIfStoppedBy(
				(stop) -> (application, configs) -> configs.leases().tableCreatorCallback((input) -> stop.run()),
				starting);
	}

	@Test
	void sourceThatWasNeverStartedStopsAndStaysSo() {
		endpoint.put(this.stream, "key", List.of("a"));
		RecordSource source = source("worker", noChange());
		assertThat(source.stop(Duration.ZERO)).isTrue();
		assertThat(source.stop(Duration.ZERO)).isTrue();
		source.start();
		await(() -> assertThat(source.isRunning()).isFalse());
		assertThat(this.handled).isEmpty();
	}

	@Test
	void secondStartIsRefusedBeforeItMakesAnotherWorker() {
		AtomicInteger workers = new AtomicInteger();
		RecordSource source = source("worker", (application, configs) -> workers.incrementAndGet());
		source.start();
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(source::start)
			.withMessage("A source can be started once");
		assertThat(workers).hasValue(1);
		assertThat(source.isRunning()).isTrue();
	}

	@Test
	void handlersOfASourceThatIsAbandonedAreLeft() throws Exception {
		endpoint.put(this.stream, "key", List.of("a"));
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		Queue<ShardHandler.Reason> left = new ConcurrentLinkedQueue<>();
		AtomicInteger created = new AtomicInteger();
		RecordSource source = source("worker", noChange(), (shard) -> {
			created.incrementAndGet();
			return new StuckHandler(begun, end, left);
		});
		source.start();
		assertThat(begun.await(KinesisTestEndpoint.patience().toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThat(source.stop(Duration.ofMillis(100))).isFalse();
		await(() -> assertThat(left).hasSize(created.get()));
		end.countDown();
	}

	@Test
	void secondStopDoesNothing() {
		RecordSource source = source("worker", noChange());
		source.start();
		assertThat(source.stop(KinesisTestEndpoint.patience())).isTrue();
		assertThat(source.stop(Duration.ZERO)).isTrue();
	}

	@Test
	void workersThatStartAtOnceOnANewApplicationAllRun() throws Exception {
		List<String> texts = IntStream.range(0, 200).mapToObj(String::valueOf).toList();
		texts.forEach((text) -> endpoint.put(this.stream, "key-" + text, List.of(text)));
		Set<String> started = ConcurrentHashMap.newKeySet();
		List<RecordSource> workers = IntStream.range(0, 4)
			.mapToObj((number) -> source("worker-" + number, onStart(() -> started.add("worker-" + number))))
			.toList();
		CyclicBarrier barrier = new CyclicBarrier(workers.size());
		ExecutorService starters = Executors.newFixedThreadPool(workers.size());
		try {
			List<Future<?>> starts = new ArrayList<>();
			workers.forEach((worker) -> starts.add(starters.submit(() -> {
				barrier.await();
				worker.start();
				return worker;
			})));
			for (Future<?> start : starts) {
				start.get();
			}
		}
		finally {
			starters.shutdownNow();
		}
		await(() -> assertThat(started).hasSize(workers.size()));
		await(() -> assertThat(this.handled).containsAll(texts));
		assertThat(workers).allMatch(RecordSource::isRunning);
	}

	private void assertThatNothingIsReadIfStoppedBy(Function<Runnable, KclConfigs.Customizer> customizer,
			AtomicReference<@Nullable RecordSource> starting) {
		endpoint.put(this.stream, "key", List.of("a"));
		AtomicInteger stops = new AtomicInteger();
		RecordSource source = source("worker", customizer.apply(() -> {
			stops.incrementAndGet();
			RecordSource current = starting.get();
			if (current != null) {
				assertThat(current.stop(Duration.ZERO)).isTrue();
			}
		}));
		starting.set(source);
		source.start();
		await(() -> assertThat(source.isRunning()).isFalse());
		assertThat(stops).hasValue(1);
		assertThat(this.handled).isEmpty();
		assertThat(owners()).isEmpty();
	}

	private RecordSource source(String worker, KclConfigs.Customizer customizer) {
		return source(worker, customizer, handlers());
	}

	private RecordSource source(String worker, KclConfigs.Customizer customizer, ShardHandler.Factory handlers) {
		RecordSource source = new KclSourceFactory(endpoint.kinesis(), endpoint.dynamoDb(), options(worker),
				List.of(customizer), Clock.systemUTC())
			.create(new RecordSource.Request(applicationName(), List.of(this.stream), StartingPosition.TRIM_HORIZON),
					handlers);
		this.sources.add(source);
		return source;
	}

	private static KclOptions options(String worker) {
		return KclOptions.defaults().withWorkerId(worker).withIdleTimeBetweenReads(Duration.ofMillis(200));
	}

	private ShardHandler.Factory handlers() {
		return (shard) -> TestShards
			.handler((record) -> this.handled.add(new String(record.bytes(), StandardCharsets.UTF_8)));
	}

	private String applicationName() {
		return "app-" + this.stream;
	}

	private static KclConfigs.Customizer noChange() {
		return (application, configs) -> {
		};
	}

	private static KclConfigs.Customizer onStart(Runnable action) {
		return (application, configs) -> {
			WorkerStateChangeListener listener = configs.coordinator().workerStateChangeListener();
			configs.coordinator().workerStateChangeListener(new WorkerStateChangeListener() {

				@Override
				public void onWorkerStateChange(WorkerState state) {
					listener.onWorkerStateChange(state);
					if (state == WorkerState.STARTED) {
						action.run();
					}
				}

				@Override
				public void onAllInitializationAttemptsFailed(Throwable failure) {
					listener.onAllInitializationAttemptsFailed(failure);
				}

			});
		};
	}

	private List<String> owners() {
		return endpoint.dynamoDb()
			.scan((request) -> request.tableName(applicationName()))
			.join()
			.items()
			.stream()
			.filter((row) -> row.containsKey("checkpoint"))
			.map((row) -> row.get("leaseOwner"))
			.filter((owner) -> owner != null)
			.map(AttributeValue::s)
			.toList();
	}

	private static URI refusingEndpoint() throws IOException {
		try (ServerSocket socket = new ServerSocket(0)) {
			return URI.create("http://localhost:" + socket.getLocalPort());
		}
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).untilAsserted(assertion::run);
	}

	/** Does not come back from a record before it is told to. */
	private record StuckHandler(CountDownLatch begun, CountDownLatch end,
			Queue<ShardHandler.Reason> left) implements ShardHandler {

		@Override
		public void handle(OpenRecord record) {
			this.begun.countDown();
			boolean ended = false;
			while (!ended) {
				try {
					this.end.await();
					ended = true;
				}
				catch (InterruptedException ex) {
					// It is stuck
				}
			}
		}

		@Override
		public void readEnded(Duration behindLatest) {
		}

		@Override
		public void stop() {
		}

		@Override
		public void left(Reason reason) {
			this.left.add(reason);
		}

	}

}
