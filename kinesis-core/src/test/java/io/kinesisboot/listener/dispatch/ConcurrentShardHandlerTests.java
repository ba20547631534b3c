package io.kinesisboot.listener.dispatch;

import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.error.ErrorOptions;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ConcurrentShardHandler}.
 */
class ConcurrentShardHandlerTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	private final ListenerGate gate = new ListenerGate(CallGuard.NONE);

	private final AssignedShard shard = TestShards.shard();

	private final FakeListener listener = new FakeListener();

	private DispatchOptions options = DispatchOptions.defaults().withConcurrency(4);

	private ErrorOptions errors = ErrorOptions.defaults().withBackOff(IntervalFunction.of(1)).withMaxRetries(2);

	private final AtomicInteger count = new AtomicInteger();

	@AfterEach
	void endThreads() {
		this.executor.shutdownNow();
	}

	@Test
	void recordsOfDifferentKeysRunAtTheSameTime() throws Exception {
		CyclicBarrier all = new CyclicBarrier(4);
		this.listener.action = (record) -> await(all);
		handle(handler(), "a", "b", "c", "d");
		awaitDrained();
	}

	@Test
	void recordsOfOneKeyWaitForEachOtherAndKeepTheirOrder() throws Exception {
		ShardHandler handler = handler();
		CountDownLatch first = new CountDownLatch(1);
		this.listener.action = (record) -> {
			if (record.sequenceNumber().equals("0")) {
				await(first);
			}
		};
		handle(handler, "a", "a", "b", "a", "c");
		awaitHandled("0", "2", "4");
		assertThat(this.tracker.progress().position()).isNull();
		first.countDown();
		awaitDrained();
		assertThat(this.listener.handled.get("a")).containsExactly("0", "1", "3");
	}

	@Test
	void noMoreCallsRunAtTheSameTimeThanAreAllowed() throws Exception {
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.listener.action = (record) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			Thread.yield();
			running.decrementAndGet();
		};
		handle(handler(), IntStream.range(0, 500).mapToObj(String::valueOf).toArray(String[]::new));
		awaitDrained();
		assertThat(most.get()).isBetween(1, 4);
	}

	@Test
	void withoutOrderRecordsOfOneKeyRunAtTheSameTime() throws Exception {
		this.options = this.options.withOrder(ProcessingOrder.NONE);
		CyclicBarrier all = new CyclicBarrier(4);
		this.listener.action = (record) -> await(all);
		handle(handler(), "a", "a", "a", "a");
		awaitDrained();
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 4, 5 })
	void keysKeepTheirOrderWhateverFailsAndNothingIsLost(long seed) throws Exception {
		Random random = new Random(seed);
		Map<String, Integer> failures = new ConcurrentHashMap<>();
		String[] keys = IntStream.range(0, 2000)
			.mapToObj((number) -> "key-" + random.nextInt(20))
			.toArray(String[]::new);
		for (int i = 0; i < 200; i++) {
			failures.put(String.valueOf(random.nextInt(keys.length)), 1 + random.nextInt(4));
		}
		Set<String> running = ConcurrentHashMap.newKeySet();
		List<String> recovered = new CopyOnWriteArrayList<>();
		this.listener.action = (record) -> {
			assertThat(running.add(record.partitionKey())).isTrue();
			try {
				if (failures.merge(record.sequenceNumber(), -1, Integer::sum) >= 0) {
					throw new IllegalStateException("broken");
				}
			}
			finally {
				running.remove(record.partitionKey());
			}
		};
		this.errors = this.errors.withRecoverer((failed) -> {
			recovered.add(failed.record().sequenceNumber());
			this.listener.handled(failed.record());
		});
		Map<String, List<String>> expected = new HashMap<>();
		for (int i = 0; i < keys.length; i++) {
			expected.computeIfAbsent(keys[i], (key) -> new ArrayList<>()).add(String.valueOf(i));
		}
		handle(handler(), keys);
		awaitDrained();
		assertThat(this.listener.handled).as("seed " + seed).isEqualTo(expected);
		assertThat(recovered).isNotEmpty();
	}

	@Test
	void recordThatCannotBeDoneStopsTheShardAndNoOtherCallBegins() throws Exception {
		CountDownLatch other = new CountDownLatch(1);
		CountDownLatch broken = new CountDownLatch(1);
		this.errors = this.errors.withMaxRetries(0).withRecoverer((failed) -> {
			throw new IllegalStateException("away");
		});
		this.options = this.options.withConcurrency(2);
		this.listener.action = (record) -> {
			if (record.sequenceNumber().equals("0")) {
				await(other);
				throw new IllegalStateException("broken");
			}
			other.countDown();
			await(broken);
		};
		ShardHandler handler = handler();
		handle(handler, "a", "b", "c");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.tracker.failure() != null);
		broken.countDown();
		handler.stop();
		assertThat(this.listener.handled).containsOnlyKeys("b");
		assertThat(this.tracker.progress().position()).isNull();
	}

	@Test
	void errorThatNobodyExpectsStopsTheShardToo() throws Exception {
		this.listener.action = (record) -> {
			throw new OutOfMemoryError("no room");
		};
		handle(handler(), "a");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.tracker.failure() != null);
		assertThat(this.tracker.failure()).hasRootCauseMessage("no room");
	}

	@Test
	void stopWaitsForTheCallsUnderWayAndBeginsNoOther() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch end = new CountDownLatch(1);
		this.options = this.options.withConcurrency(2);
		this.listener.action = (record) -> {
			begun.countDown();
			await(end);
		};
		ShardHandler handler = handler();
		handle(handler, "a", "a", "a");
		await(begun);
		Thread stopping = new Thread(() -> stop(handler));
		stopping.start();
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.until(() -> stopping.getState() == Thread.State.TIMED_WAITING);
		end.countDown();
		stopping.join(KinesisTestEndpoint.patience().toMillis());
		assertThat(stopping.isAlive()).isFalse();
		assertThat(this.listener.handled.get("a")).containsExactly("0");
		handle(handler, "b");
		assertThat(this.listener.handled).containsOnlyKeys("a");
	}

	@Test
	void stopGivesCallsUpThatDoNotEnd() throws Exception {
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch never = new CountDownLatch(1);
		this.options = this.options.withDrainTimeout(Duration.ofMillis(50));
		this.listener.action = (record) -> {
			begun.countDown();
			await(never);
		};
		ShardHandler handler = handler();
		handle(handler, "a");
		await(begun);
		handler.stop();
		assertThat(this.tracker.isDrained()).isFalse();
		never.countDown();
	}

	@Test
	void closedGateHoldsCallsBackUntilItOpens() throws Exception {
		this.gate.close();
		ShardHandler handler = handler();
		handle(handler, "a", "b");
		assertThat(this.listener.handled).isEmpty();
		this.gate.open();
		awaitDrained();
		this.gate.close();
		handle(handler, "c");
		assertThat(this.listener.handled).containsOnlyKeys("a", "b");
	}

	@Test
	void batchHoldsRecordsOfSeveralKeysInTheirOrder() throws Exception {
		this.listener.batch = true;
		this.options = this.options.withBatchSize(10);
		handle(handler(), "a", "b", "a", "c", "b");
		awaitDrained();
		assertThat(this.listener.batches).singleElement()
			.satisfies((batch) -> assertThat(batch).containsExactlyInAnyOrder("0", "1", "2", "3", "4")
				.containsSubsequence("0", "2")
				.containsSubsequence("1", "4"));
	}

	@Test
	void batchIsNotLargerThanAllowed() throws Exception {
		this.listener.batch = true;
		this.options = this.options.withBatchSize(3);
		handle(handler(), IntStream.range(0, 100).mapToObj((number) -> "key-" + number % 7).toArray(String[]::new));
		awaitDrained();
		assertThat(this.listener.batches).allSatisfy((batch) -> assertThat(batch).hasSizeLessThanOrEqualTo(3));
		assertThat(this.listener.handled.get("key-0"))
			.isEqualTo(IntStream.range(0, 100).filter((number) -> number % 7 == 0).mapToObj(String::valueOf).toList());
	}

	@Test
	void batchWaitsForMoreRecordsAsLongAsItsWindowSays() throws Exception {
		this.listener.batch = true;
		this.options = this.options.withBatchSize(3).withBatchWindow(Duration.ofHours(1));
		ShardHandler handler = handler();
		handle(handler, "a", "b");
		assertThat(this.listener.batches).isEmpty();
		handle(handler, "c");
		awaitDrained();
		assertThat(this.listener.batches).singleElement().satisfies((batch) -> assertThat(batch).hasSize(3));
	}

	@Test
	void batchThatIsNotFullGoesWhenItsWindowHasPassed() throws Exception {
		this.listener.batch = true;
		this.options = this.options.withBatchSize(3).withBatchWindow(Duration.ofMillis(20)).withConcurrency(1);
		ShardHandler handler = handler();
		handle(handler, "a", "b");
		awaitDrained();
		handle(handler, "a");
		awaitDrained();
		assertThat(this.listener.batches).containsExactly(List.of("0", "1"), List.of("2"));
	}

	@Test
	void batchWindowOfAPausedListenerBeginsWhenItGoesOn() throws Exception {
		this.listener.batch = true;
		this.options = this.options.withBatchSize(3).withBatchWindow(Duration.ofMillis(1));
		AtomicInteger tasks = new AtomicInteger();
		this.gate.close();
		handle(handler((task) -> {
			tasks.incrementAndGet();
			this.executor.execute(task);
		}), "a", "b");
		// A timer that was set before would have ended
		CompletableFuture.runAsync(() -> {
		}, CompletableFuture.delayedExecutor(5, TimeUnit.MILLISECONDS)).join();
		assertThat(tasks).hasValue(0);
		this.gate.open();
		awaitDrained();
		assertThat(this.listener.batches).containsExactly(List.of("0", "1"));
	}

	private ShardHandler handler() {
		return handler(this.executor);
	}

	private ShardHandler handler(Executor executor) {
		return new ListenerShardHandlers(this.listener, this.options, this.errors, this.gate, executor,
				Clock.systemUTC())
			.create(this.shard);
	}

	private void handle(ShardHandler handler, String... keys) throws InterruptedException {
		for (String key : keys) {
			OpenRecord record = this.tracker.track(record(this.count.getAndIncrement(), key));
			handler.handle(Objects.requireNonNull(record));
		}
		handler.readEnded(Duration.ZERO);
	}

	private void awaitDrained() throws InterruptedException {
		assertThat(this.tracker.awaitDrained(KinesisTestEndpoint.patience())).isTrue();
	}

	private void awaitHandled(String... sequenceNumbers) {
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.listener.handled.values().stream().flatMap(List::stream))
				.contains(sequenceNumbers[1], sequenceNumbers[2]));
	}

	private static ReceivedRecord record(int number, String key) {
		return new ReceivedRecord("orders", "shardId-000000000000", key, null, String.valueOf(number), 0, Instant.EPOCH,
				ByteBuffer.allocate(1), Map.of());
	}

	private static void await(CyclicBarrier barrier) {
		try {
			barrier.await(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS);
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void stop(ShardHandler handler) {
		try {
			handler.stop();
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	/** What is done with a record. */
	@FunctionalInterface
	private interface Action {

		void handle(ReceivedRecord record);

	}

	private static final class FakeListener implements RecordListener {

		/** The sequence numbers of what was handled, by key. */
		private final Map<String, List<String>> handled = new ConcurrentHashMap<>();

		private final List<List<String>> batches = new CopyOnWriteArrayList<>();

		private volatile Action action = (record) -> {
		};

		private boolean batch;

		@Override
		public String id() {
			return "fake";
		}

		@Override
		public boolean isBatch() {
			return this.batch;
		}

		@Override
		public Object prepare(ReceivedRecord record, int attempt) {
			return record;
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) {
			List<ReceivedRecord> records = prepared.stream().map(ReceivedRecord.class::cast).toList();
			records.forEach((record) -> {
				this.action.handle(record);
				handled(record);
			});
			this.batches.add(records.stream().map(ReceivedRecord::sequenceNumber).toList());
			return null;
		}

		private void handled(ReceivedRecord record) {
			this.handled
				.computeIfAbsent(record.partitionKey(), (key) -> Collections.synchronizedList(new ArrayList<>()))
				.add(record.sequenceNumber());
		}

	}

}
