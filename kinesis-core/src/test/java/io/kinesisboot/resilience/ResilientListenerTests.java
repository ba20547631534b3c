package io.kinesisboot.resilience;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;

import io.github.resilience4j.bulkhead.BulkheadConfig;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.core.IntervalFunction;
import io.github.resilience4j.ratelimiter.RateLimiterConfig;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryConfig;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterConfig;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.guard.UnknownGuardException;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.ListenerGate;
import io.kinesisboot.listener.dispatch.ListenerShardHandlers;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Listeners with what {@link Resilience4j} finds around them, each shard on a thread of
 * its own.
 */
class ResilientListenerTests {

	private static final GuardNames BREAKER = GuardNames.NONE.withCircuitBreaker("bank");

	private final CircuitBreakerRegistry breakers = CircuitBreakerRegistry.ofDefaults();

	private final CircuitBreaker breaker = this.breakers.circuitBreaker("bank",
			CircuitBreakerConfig.custom()
				.slidingWindowSize(4)
				.minimumNumberOfCalls(4)
				.permittedNumberOfCallsInHalfOpenState(2)
				.waitDurationInOpenState(Duration.ofHours(1))
				.recordException((ex) -> ex instanceof IOException)
				.build());

	private final RateLimiterRegistry limiters = RateLimiterRegistry.ofDefaults();

	private final BulkheadRegistry bulkheads = BulkheadRegistry.ofDefaults();

	private final RetryRegistry retries = RetryRegistry.ofDefaults();

	private final TimeLimiterRegistry timeLimiters = TimeLimiterRegistry.ofDefaults();

	private final Resilience4j resilience = new Resilience4j(this.breakers, this.limiters, this.bulkheads, this.retries,
			this.timeLimiters);

	private final ExecutorService shards = Executors.newCachedThreadPool();

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	private final AtomicInteger count = new AtomicInteger();

	private final List<String> calls = new CopyOnWriteArrayList<>();

	private final List<FailedRecord> recovered = new CopyOnWriteArrayList<>();

	private final CountDownLatch stop = new CountDownLatch(1);

	private volatile Action action = (key) -> {
	};

	private ErrorOptions errors = ErrorOptions.defaults()
		.withMaxRetries(5)
		.withBackOff(IntervalFunction.of(1))
		.withRecoverer(this.recovered::add);

	private ListenerGate gate = new ListenerGate(this.resilience.guard(BREAKER));

	private RecordListener listener = new Listener();

	@AfterEach
	void endShards() throws InterruptedException {
		this.stop.countDown();
		this.shards.shutdown();
		assertThat(this.shards.awaitTermination(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS))
			.isTrue();
	}

	@Test
	void callsWaitWhileTheCircuitIsOpenAndNothingIsGivenUp() throws Exception {
		AtomicInteger outage = new AtomicInteger(4);
		this.action = (key) -> {
			if (outage.getAndDecrement() > 0) {
				throw new IOException("the bank is away");
			}
		};
		read("a", "b", "c");
		awaitState(CircuitBreaker.State.OPEN);
		assertThat(this.gate.openCircuit()).isEqualTo("bank");
		assertThat(this.calls).containsExactly("a", "a", "a", "a");
		this.breaker.transitionToHalfOpenState();
		awaitDrained();
		assertThat(this.calls).containsExactly("a", "a", "a", "a", "a", "b", "c");
		assertThat(this.recovered).isEmpty();
		assertThat(this.gate.openCircuit()).isNull();
		assertThat(this.breaker.getState()).isEqualTo(CircuitBreaker.State.CLOSED);
	}

	@Test
	void trialsThatFailUseNoRetriesUp() throws Exception {
		this.action = (key) -> {
			throw new IOException("the bank is away");
		};
		read("a");
		for (int trial = 0; trial < 4; trial++) {
			awaitState(CircuitBreaker.State.OPEN);
			this.breaker.transitionToHalfOpenState();
		}
		awaitState(CircuitBreaker.State.OPEN);
		assertThat(this.calls).hasSize(4 + 4 * 2);
		this.action = (key) -> {
		};
		this.breaker.transitionToClosedState();
		awaitDrained();
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void failuresThatAreNotTheDependencysAreThoseOfTheRecord() throws Exception {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		this.action = (key) -> {
			if (key.equals("poison")) {
				throw new IllegalStateException("cannot be handled");
			}
		};
		read("poison", "b");
		awaitDrained();
		assertThat(this.recovered).singleElement().satisfies((failed) -> assertThat(failed.attempts()).isEqualTo(6));
		assertThat(this.calls).endsWith("b");
	}

	@Test
	void asManyTrialsRunAsAreProvidedFor() throws Exception {
		this.breaker.transitionToOpenState();
		this.breaker.transitionToHalfOpenState();
		CountDownLatch end = new CountDownLatch(1);
		this.action = (key) -> await(end);
		read("a");
		read("b");
		read("c");
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.until(() -> this.breaker.getMetrics().getNumberOfNotPermittedCalls() > 0 && this.calls.size() == 2);
		end.countDown();
		awaitDrained();
		assertThat(this.calls).hasSize(3);
	}

	@Test
	void aPauseOfTheUserOutlastsTheOpenCircuit() throws Exception {
		this.breaker.transitionToOpenState();
		read("a");
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.until(() -> this.breaker.getMetrics().getNumberOfNotPermittedCalls() > 0);
		this.gate.close();
		this.breaker.transitionToClosedState();
		Awaitility.await()
			.during(Duration.ofMillis(1500))
			.atMost(KinesisTestEndpoint.patience())
			.until(this.calls::isEmpty);
		this.gate.open();
		awaitDrained();
		assertThat(this.calls).containsExactly("a");
	}

	@Test
	void aShardIsLeftAlsoWhileItsCircuitIsOpen() throws Exception {
		this.breaker.transitionToForcedOpenState();
		CompletableFuture<Void> first = read("a");
		CompletableFuture<Void> second = read("b");
		this.stop.countDown();
		CompletableFuture.allOf(first, second).get(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS);
		assertThat(this.calls).isEmpty();
		assertThat(this.tracker.progress().position()).isNull();
	}

	@Test
	void recordsThatAreNotWantedNeedNoPermit() throws Exception {
		this.breaker.transitionToForcedOpenState();
		read("unwanted");
		awaitDrained();
	}

	@Test
	void callsWaitForTheRateLimiter() throws Exception {
		this.limiters.rateLimiter("slow",
				RateLimiterConfig.custom()
					.limitForPeriod(2)
					.limitRefreshPeriod(Duration.ofHours(1))
					.timeoutDuration(Duration.ZERO)
					.build());
		this.gate = new ListenerGate(this.resilience.guard(GuardNames.NONE.withRateLimiter("slow")));
		CompletableFuture<Void> shard = read("a", "b", "c");
		Awaitility.await()
			.during(Duration.ofMillis(300))
			.atMost(KinesisTestEndpoint.patience())
			.until(() -> this.calls.size() == 2);
		this.stop.countDown();
		shard.get(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS);
		assertThat(this.calls).containsExactly("a", "b");
	}

	@Test
	void callsOverAllShardsFitIntoTheBulkhead() throws Exception {
		this.bulkheads.bulkhead("narrow", BulkheadConfig.custom().maxConcurrentCalls(2).build());
		this.gate = new ListenerGate(this.resilience.guard(GuardNames.NONE.withBulkhead("narrow")));
		AtomicInteger running = new AtomicInteger();
		AtomicInteger most = new AtomicInteger();
		this.action = (key) -> {
			most.accumulateAndGet(running.incrementAndGet(), Math::max);
			Thread.yield();
			running.decrementAndGet();
		};
		for (int shard = 0; shard < 6; shard++) {
			read("a", "b", "c", "d", "e", "f", "g", "h");
		}
		awaitDrained();
		assertThat(this.calls).hasSize(48);
		assertThat(most.get()).isBetween(1, 2);
		assertThat(this.bulkheads.bulkhead("narrow").getMetrics().getAvailableConcurrentCalls()).isEqualTo(2);
	}

	@Test
	void aRetryInstanceSaysWhenCallsAreRepeated() throws Exception {
		Retry retry = this.retries.retry("twice",
				RetryConfig.custom().maxAttempts(3).intervalFunction(IntervalFunction.of(1)).build());
		this.errors = this.resilience.retry(this.errors, "twice");
		this.action = (key) -> {
			if (key.equals("poison") || (key.equals("b") && this.calls.stream().filter("b"::equals).count() < 3)) {
				throw new IllegalStateException("cannot be handled");
			}
		};
		read("poison", "b", "c");
		awaitDrained();
		assertThat(this.calls).containsExactly("poison", "poison", "poison", "b", "b", "b", "c");
		assertThat(this.recovered).hasSize(1);
		assertThat(retry.getMetrics().getNumberOfFailedCallsWithRetryAttempt()).isOne();
		assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithRetryAttempt()).isOne();
		assertThat(retry.getMetrics().getNumberOfSuccessfulCallsWithoutRetryAttempt()).isOne();
	}

	@Test
	void aCallThatTakesTooLongIsInterruptedAndRepeated() throws Exception {
		timeLimit(Duration.ofMillis(50), true);
		AtomicInteger interrupts = new AtomicInteger();
		this.action = (key) -> {
			if (this.calls.size() == 1) {
				interruptedIn(new CountDownLatch(1), interrupts);
			}
		};
		read("a", "b");
		awaitDrained();
		assertThat(interrupts).hasValue(1);
		assertThat(this.calls).containsExactly("a", "a", "b");
	}

	@Test
	void aCallThatAlwaysTakesTooLongIsGivenUpWithItsReason() throws Exception {
		timeLimit(Duration.ofMillis(20), true);
		this.action = (key) -> {
			if (key.equals("a")) {
				new CountDownLatch(1).await();
			}
		};
		read("a", "b");
		awaitDrained();
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(TimeoutException.class)
				.hasMessage("Listener 'listener' did not end within PT0.02S (time limiter 'short')")
				.hasCauseInstanceOf(InterruptedException.class));
		assertThat(this.calls).endsWith("b");
	}

	@Test
	void noRecordOvertakesACallThatDoesNotMindItsInterrupt() throws Exception {
		timeLimit(Duration.ofMillis(20), true);
		CountDownLatch end = new CountDownLatch(1);
		CountDownLatch interrupted = new CountDownLatch(1);
		this.action = (key) -> {
			if (key.equals("a")) {
				stubborn(end, interrupted);
			}
		};
		read("a", "b");
		await(interrupted);
		assertThat(this.calls).containsExactly("a");
		end.countDown();
		awaitDrained();
		assertThat(this.calls).containsExactly("a", "b");
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void aCallThatMayNotBeCancelledIsNotInterrupted() throws Exception {
		timeLimit(Duration.ofMillis(20), false);
		AtomicInteger interrupts = new AtomicInteger();
		CountDownLatch timeout = new CountDownLatch(1);
		this.timeLimiters.timeLimiter("short").getEventPublisher().onTimeout((event) -> timeout.countDown());
		CountDownLatch end = new CountDownLatch(1);
		this.action = (key) -> interruptedIn(end, interrupts);
		read("a");
		CompletableFuture.delayedExecutor(60, TimeUnit.MILLISECONDS).execute(end::countDown);
		awaitDrained();
		assertThat(interrupts).hasValue(0);
		await(timeout);
	}

	@Test
	void aNameThatIsUnknownIsToldWithThoseThatThereAre() {
		assertThatExceptionOfType(UnknownGuardException.class)
			.isThrownBy(() -> this.resilience.guard(GuardNames.NONE.withCircuitBreaker("bnak")))
			.withMessage(
					"'circuitBreaker' must be one of 'resilience4j.circuitbreaker.instances', which are [bank], but was 'bnak'");
		assertThatExceptionOfType(UnknownGuardException.class)
			.isThrownBy(() -> this.resilience.guard(GuardNames.NONE.withRateLimiter("a")))
			.withMessageContaining("'resilience4j.ratelimiter.instances'");
		assertThatExceptionOfType(UnknownGuardException.class)
			.isThrownBy(() -> this.resilience.guard(GuardNames.NONE.withBulkhead("a")))
			.withMessageContaining("'resilience4j.bulkhead.instances'");
		assertThatExceptionOfType(UnknownGuardException.class).isThrownBy(() -> this.resilience.retry(this.errors, "a"))
			.withMessageContaining("'resilience4j.retry.instances'");
		assertThatExceptionOfType(UnknownGuardException.class)
			.isThrownBy(() -> this.resilience.timeLimit(this.listener, "a"))
			.withMessageContaining("'resilience4j.timelimiter.instances'");
		assertThat(this.breakers.find("bnak")).isEmpty();
	}

	private void timeLimit(Duration time, boolean cancel) {
		this.timeLimiters.timeLimiter("short",
				TimeLimiterConfig.custom().timeoutDuration(time).cancelRunningFuture(cancel).build());
		this.listener = this.resilience.timeLimit(this.listener, "short");
	}

	/**
	 * Has a shard of its own handle records, whose payloads are their keys.
	 */
	private CompletableFuture<Void> read(String... keys) {
		ShardHandler handler = new ListenerShardHandlers(this.listener, DispatchOptions.defaults(), this.errors,
				this.gate, Runnable::run, Clock.systemUTC())
			.create(new Shard());
		List<OpenRecord> records = new ArrayList<>();
		for (String key : keys) {
			records.add(Objects.requireNonNull(this.tracker.track(new ReceivedRecord("orders", "shardId-000000000000",
					key, null, String.valueOf(this.count.getAndIncrement()), 0, Instant.EPOCH, ByteBuffer.allocate(1),
					Map.of()))));
		}
		return CompletableFuture.runAsync(() -> {
			try {
				for (OpenRecord record : records) {
					handler.handle(record);
				}
			}
			catch (InterruptedException ex) {
				throw new AssertionError(ex);
			}
		}, this.shards);
	}

	private void awaitDrained() throws InterruptedException {
		assertThat(this.tracker.awaitDrained(KinesisTestEndpoint.patience())).isTrue();
	}

	private void awaitState(CircuitBreaker.State state) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.breaker.getState() == state);
	}

	private static void await(CountDownLatch latch) {
		try {
			assertThat(latch.await(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			throw new AssertionError(ex);
		}
	}

	private static void interruptedIn(CountDownLatch latch, AtomicInteger interrupts) throws InterruptedException {
		try {
			assertThat(latch.await(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS)).isTrue();
		}
		catch (InterruptedException ex) {
			interrupts.incrementAndGet();
			throw ex;
		}
	}

	private static void stubborn(CountDownLatch end, CountDownLatch interrupted) {
		while (end.getCount() > 0) {
			try {
				end.await();
			}
			catch (InterruptedException ex) {
				interrupted.countDown();
			}
		}
	}

	/** What is done with a record. */
	@FunctionalInterface
	private interface Action {

		void handle(String key) throws Exception;

	}

	private final class Listener implements RecordListener {

		@Override
		public String id() {
			return "listener";
		}

		@Override
		public boolean isBatch() {
			return false;
		}

		@Override
		public @Nullable Object prepare(ReceivedRecord record, int attempt) {
			return record.partitionKey().equals("unwanted") ? null : record.partitionKey();
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
			String key = (String) prepared.get(0);
			ResilientListenerTests.this.calls.add(key);
			ResilientListenerTests.this.action.handle(key);
			return null;
		}

	}

	private final class Shard implements AssignedShard {

		@Override
		public String stream() {
			return "orders";
		}

		@Override
		public String shardId() {
			return "shardId-000000000000";
		}

		@Override
		public boolean awaitStop(Duration time) throws InterruptedException {
			return ResilientListenerTests.this.stop.await(time.toNanos(), TimeUnit.NANOSECONDS);
		}

	}

}
