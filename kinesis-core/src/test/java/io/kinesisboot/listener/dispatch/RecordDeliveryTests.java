package io.kinesisboot.listener.dispatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.TemporaryFailure;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordExpiredException;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.error.StoppingRecoverer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RecordDelivery}.
 */
class RecordDeliveryTests {

	private static final int RETRIES = 3;

	private static final Instant NOW = Instant.EPOCH.plusSeconds(60);

	private final List<OpenRecord> open = new ArrayList<>();

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	private final List<FailedRecord> recovered = new ArrayList<>();

	private final List<ReceivedRecord> records = new ArrayList<>();

	private final FakeShard shard = new FakeShard();

	private ErrorOptions errors = ErrorOptions.defaults().withMaxRetries(RETRIES).withBackOff(IntervalFunction.of(100));

	private final FakeListener listener = new FakeListener();

	private RecordRecoverer recoverer = this::recover;

	private int recovererFailures;

	private Duration drainTimeout = Duration.ofSeconds(20);

	@Test
	void recordsAreHandledOneByOneInOrder() throws Exception {
		handle("a", "b", "c");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]", "[c]");
		assertThat(done()).containsExactly("a", "b", "c");
	}

	@Test
	void recordThatFailsThreeTimesIsHandledBeforeItsSuccessors() throws Exception {
		this.listener.failures.put("b", RETRIES);
		handle("a", "b", "c");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]", "[b]", "[b]", "[b]", "[c]");
		assertThat(this.shard.waits).containsOnly(Duration.ZERO, Duration.ofMillis(100)).hasSize(2 * RETRIES + 3);
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void recordThatAlwaysFailsGoesToTheRecovererAndTheOthersAreHandled() throws Exception {
		this.listener.failures.put("b", Integer.MAX_VALUE);
		handle("a", "b", "c");
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(text(failed.record())).isEqualTo("b");
			assertThat(failed.attempts()).isEqualTo(RETRIES + 1);
			assertThat(failed.cause()).hasMessage("cannot handle b");
			assertThat(failed.listenerId()).isEqualTo("fake");
		});
		assertThat(done()).containsExactly("a", "b", "c");
		assertThat(this.listener.calls).endsWith("[c]");
	}

	@Test
	void recordThatCannotBeConvertedGoesToTheRecovererAtOnce() throws Exception {
		handle("a", "poison", "c");
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(text(failed.record())).isEqualTo("poison");
			assertThat(failed.attempts()).isZero();
		});
		assertThat(this.listener.calls).containsExactly("[a]", "[c]");
		assertThat(done()).hasSize(3);
	}

	@Test
	void errorOfTheListenerIsAFailureLikeAnyOther() throws Exception {
		this.listener.failures.put("overflow", Integer.MAX_VALUE);
		handle("overflow", "b");
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(StackOverflowError.class));
		assertThat(done()).hasSize(2);
	}

	@Test
	void batchIsHalvedUntilTheRecordsAreFoundThatFail() throws Exception {
		this.listener.batch = true;
		this.listener.failures.put("b", Integer.MAX_VALUE);
		this.listener.failures.put("g", Integer.MAX_VALUE);
		handle("a", "b", "c", "d", "e", "f", "g", "h");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("b", "g");
		assertThat(done()).containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
		assertThat(this.listener.calls).filteredOn((call) -> call.equals("[a, b, c, d, e, f, g, h]"))
			.hasSize(RETRIES + 1);
	}

	@Test
	void batchGoesOnWithoutTheRecordsThatCannotBeConverted() throws Exception {
		this.listener.batch = true;
		handle("poison", "a", "poison", "b");
		assertThat(this.recovered).hasSize(2);
		assertThat(this.listener.calls).containsExactly("[a, b]");
		assertThat(done()).hasSize(4);
	}

	@Test
	void batchOfPoisonOnlyIsRecoveredWithoutACall() throws Exception {
		this.listener.batch = true;
		handle("poison", "poison");
		assertThat(this.recovered).hasSize(2);
		assertThat(this.listener.calls).isEmpty();
	}

	@Test
	void eachAttemptIsNumberedAndConvertsAnew() throws Exception {
		this.listener.failures.put("a", 2);
		handle("a");
		assertThat(this.listener.attempts).containsExactly(1, 2, 3);
	}

	@Test
	void recovererThatFailsIsCalledAgain() throws Exception {
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.recovererFailures = 2;
		handle("a");
		assertThat(this.recovered).hasSize(1);
		assertThat(done()).hasSize(1);
	}

	@Test
	void recordThatCanBeNeitherHandledNorRecoveredStopsTheShard() throws Exception {
		this.listener.failures.put("b", Integer.MAX_VALUE);
		this.recovererFailures = Integer.MAX_VALUE;
		handle("a", "b", "c");
		assertThatExceptionOfType(ShardStoppedException.class).isThrownBy(this::raiseFailure)
			.satisfies((ex) -> assertThat(text(ex.record())).isEqualTo("b"))
			.withMessageContainingAll("shardId-000000000000", "'orders'", "sequence number 1")
			.havingCause()
			.withMessage("cannot recover")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.satisfies((suppressed) -> assertThat(suppressed).hasMessage("cannot handle b")));
		assertThat(done()).containsExactly("a");
		assertThat(this.listener.calls).doesNotContain("[c]");
	}

	@Test
	void shardThatMustBeLeftLeavesTheRestUndone() throws Exception {
		this.shard.stopAfter = "b";
		handle("a", "b", "c");
		assertThat(done()).containsExactly("a", "b");
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void shardThatMustBeLeftDuringAPauseLeavesTheRecordUndone() throws Exception {
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.shard.stopAfter = "a";
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]");
		assertThat(done()).isEmpty();
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void shardThatMustBeLeftWhileTheRecovererFailsLeavesTheRecordUndone() throws Exception {
		this.shard.stopAfter = "poison";
		this.listener.convertsBeforeStop = true;
		this.recovererFailures = Integer.MAX_VALUE;
		handle("poison");
		assertThat(done()).isEmpty();
	}

	@Test
	void conversionThatFailsLaterCountsAsAFailureOfTheAttempt() throws Exception {
		this.listener.failures.put("a", 1);
		this.listener.unreadableFrom.put("a", 2);
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]");
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(text(failed.record())).isEqualTo("a");
			assertThat(failed.attempts()).isEqualTo(RETRIES + 1);
			assertThat(failed.cause()).hasMessage("cannot read a");
		});
		assertThat(done()).containsExactly("a", "b");
	}

	@Test
	void recordThatWaitsForSomethingThatIsAwayIsPreparedAgain() throws Exception {
		this.listener.batch = true;
		this.listener.awayTimes = 2;
		handle("a", "away", "c");
		assertThat(this.listener.calls).containsExactly("[a, away, c]");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("a", "away", "c");
	}

	@Test
	void conversionThatFailsOnceBetweenIsMadeGood() throws Exception {
		this.listener.failures.put("a", 1);
		this.listener.unreadableFrom.put("a", 2);
		this.listener.readableAgainFrom = 3;
		handle("a");
		assertThat(this.listener.calls).containsExactly("[a]", "[a]");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).hasSize(1);
	}

	@Test
	void conversionThatFailsLaterInABatchEndsInTheRecovererForThatRecordOnly() throws Exception {
		this.listener.batch = true;
		this.listener.failures.put("a", 1);
		this.listener.unreadableFrom.put("c", 2);
		handle("a", "b", "c", "d");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("c");
		assertThat(this.recovered.get(0).cause()).hasMessage("cannot read c");
		assertThat(this.listener.calls).containsExactly("[a, b, c, d]", "[a, b]", "[d]");
		assertThat(done()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void conversionThatFailsWhileABatchIsHalvedEndsInTheRecovererForThatRecordOnly() throws Exception {
		this.listener.batch = true;
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.listener.unreadableFrom.put("c", RETRIES + 2);
		handle("a", "b", "c", "d");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("a", "c");
		assertThat(this.recovered.get(1).cause()).hasMessage("cannot read c");
		assertThat(done()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void conversionThatRunsOutOfStackGoesToTheRecovererLikeAnyOtherThatFails() throws Exception {
		handle("a", "too deep", "c");
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(text(failed.record())).isEqualTo("too deep");
			assertThat(failed.attempts()).isZero();
			assertThat(failed.cause()).isInstanceOf(StackOverflowError.class);
		});
		assertThat(this.listener.calls).containsExactly("[a]", "[c]");
		assertThat(done()).hasSize(3);
	}

	@Test
	void interruptThrownWhileTheShardGoesOnIsAFailureLikeAnyOther() throws Exception {
		this.listener.failures.put("interrupt", 1);
		handle("interrupt", "b");
		assertThat(this.listener.calls).containsExactly("[interrupt]", "[interrupt]", "[b]");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).hasSize(2);
	}

	@Test
	void interruptThrownWithItsFlagSetWhileTheShardGoesOnIsAFailureLikeAnyOther() throws Exception {
		this.listener.failures.put("interrupt", 1);
		this.listener.interruptsItself = true;
		handle("interrupt", "b");
		assertThat(this.listener.calls).containsExactly("[interrupt]", "[interrupt]", "[b]");
		assertThat(done()).hasSize(2);
	}

	@Test
	void interruptThrownEachTimeEndsInTheRecoverer() throws Exception {
		this.listener.failures.put("interrupt", Integer.MAX_VALUE);
		handle("interrupt", "b");
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(InterruptedException.class));
		assertThat(done()).hasSize(2);
	}

	@Test
	void interruptThrownWhenTheShardMustBeLeftLeavesTheRecordUndone() {
		this.listener.failures.put("interrupt", Integer.MAX_VALUE);
		this.shard.stopAfter = "interrupt";
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> handle("interrupt", "b"));
		assertThat(this.listener.calls).containsExactly("[interrupt]");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).isEmpty();
	}

	@Test
	void interruptThatAListenerLeavesSetWhileTheShardGoesOnDoesNotEndTheShard() throws Exception {
		this.listener.interruptsItself = true;
		handle("a", "b");
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.listener.calls).containsExactly("[a]", "[b]");
		assertThat(done()).hasSize(2);
	}

	@Test
	void interruptThatIsSetWhenTheShardMustBeLeftStaysSet() throws Exception {
		this.listener.interruptsItself = true;
		this.shard.stopAfter = "a";
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> handle("a", "b"));
		assertThat(this.listener.calls).containsExactly("[a]");
		assertThat(done()).containsExactly("a");
	}

	@Test
	void recovererThatThrowsTheFailureItselfStopsTheShard() throws Exception {
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.recoverer = (failed) -> {
			throw (Exception) failed.cause();
		};
		handle("a", "b");
		assertThatExceptionOfType(ShardStoppedException.class).isThrownBy(this::raiseFailure)
			.havingCause()
			.withMessage("cannot handle a")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(done()).isEmpty();
		assertThat(this.listener.calls).doesNotContain("[b]");
	}

	@Test
	void recovererThatThrowsAnErrorIsCalledAgain() throws Exception {
		AtomicInteger calls = new AtomicInteger();
		this.recoverer = (failed) -> {
			if (calls.incrementAndGet() == 1) {
				throw new NoClassDefFoundError("com/example/DeadLetters");
			}
		};
		handle("poison");
		assertThat(calls).hasValue(2);
		assertThat(done()).hasSize(1);
	}

	@Test
	void recordThatIsNotWantedIsDoneWithoutACall() throws Exception {
		this.listener.batch = true;
		handle("a", "unwanted", "c");
		assertThat(this.listener.calls).containsExactly("[a, c]");
		assertThat(done()).containsExactly("a", "unwanted", "c");
	}

	@Test
	void failureThatWillNotPassIsNotRepeated() throws Exception {
		this.errors = this.errors.withRetryable((failure) -> !(failure instanceof IllegalStateException));
		this.listener.failures.put("a", 1);
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("a");
	}

	@Test
	void unlimitedRetriesGoOn() throws Exception {
		this.errors = this.errors.withMaxRetries(ErrorOptions.UNLIMITED);
		this.listener.failures.put("a", 1000);
		handle("a", "b");
		assertThat(this.listener.calls).hasSize(1002);
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("a", "b");
	}

	@Test
	void batchThatIsNotToBeHalvedGoesToTheRecovererWhole() throws Exception {
		this.listener.batch = true;
		this.errors = this.errors.withBisectOnError(false);
		this.listener.failures.put("b", Integer.MAX_VALUE);
		handle("a", "b", "c");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("a", "b", "c");
		assertThat(this.listener.calls).hasSize(RETRIES + 1).containsOnly("[a, b, c]");
		assertThat(done()).containsExactly("a", "b", "c");
	}

	@Test
	void recordThatIsTooOldGoesToTheRecovererWithoutACall() throws Exception {
		this.errors = this.errors.withMaxRecordAge(Duration.ofSeconds(59));
		handle("a");
		assertThat(this.listener.calls).isEmpty();
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(failed.attempts()).isZero();
			assertThat(failed.cause()).isInstanceOf(RecordExpiredException.class).hasMessageContaining("PT59S");
		});
		assertThat(done()).containsExactly("a");
	}

	@Test
	void recordThatIsAsOldAsItMayBeIsHandled() throws Exception {
		this.errors = this.errors.withMaxRecordAge(Duration.ofSeconds(60));
		handle("a");
		assertThat(this.listener.calls).containsExactly("[a]");
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void stoppingRecovererStopsTheShardAtOnceWithTheCauseOfTheFailure() throws Exception {
		this.listener.failures.put("b", Integer.MAX_VALUE);
		this.recoverer = new StoppingRecoverer();
		handle("a", "b", "c");
		assertThatExceptionOfType(ShardStoppedException.class).isThrownBy(this::raiseFailure)
			.havingCause()
			.withMessage("cannot handle b");
		assertThat(this.shard.waits).filteredOn(Duration.ofMillis(100)::equals).hasSize(RETRIES);
		assertThat(done()).containsExactly("a");
	}

	@Test
	void partOfABatchBeforeTheFailedRecordIsDoneAndTheRestIsRepeated() throws Exception {
		this.listener.batch = true;
		end(new CallOutcome.Failed(1, new IllegalStateException("b is broken")));
		handle("a", "b", "c");
		assertThat(this.listener.calls).containsExactly("[a, b, c]", "[b, c]");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("a", "b", "c");
	}

	@Test
	void recordThatABatchBlamesEachTimeIsTheOnlyOneRecovered() throws Exception {
		this.listener.batch = true;
		end(new CallOutcome.Failed(1, new IllegalStateException("b is broken")));
		for (int i = 0; i < RETRIES; i++) {
			end(new CallOutcome.Failed(0, new IllegalStateException("b is broken")));
		}
		handle("a", "b", "c");
		assertThat(this.listener.calls).endsWith("[b, c]", "[c]").hasSize(RETRIES + 2);
		assertThat(this.recovered).singleElement().satisfies((failed) -> {
			assertThat(text(failed.record())).isEqualTo("b");
			assertThat(failed.cause()).hasMessage("b is broken");
		});
		assertThat(done()).containsExactly("a", "b", "c");
	}

	@Test
	void repetitionsAreCountedForEachRecordToBlame() throws Exception {
		this.listener.batch = true;
		for (int i = 0; i < RETRIES; i++) {
			end(new CallOutcome.Failed(0, new IllegalStateException("a is broken")));
		}
		for (int i = 0; i < RETRIES; i++) {
			end(new CallOutcome.Failed((i == 0) ? 1 : 0, new IllegalStateException("b is broken")));
		}
		handle("a", "b");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("a", "b");
	}

	@Test
	void whatIsToBeHandedOverAgainIsNoFailure() throws Exception {
		for (int i = 0; i < 10; i++) {
			end(new CallOutcome.Again(0, Duration.ofMillis(7)));
		}
		handle("a");
		assertThat(this.listener.calls).hasSize(11);
		assertThat(this.shard.waits).filteredOn(Duration.ofMillis(7)::equals).hasSize(10);
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("a");
	}

	@Test
	void partOfABatchThatIsToBeHandedOverAgainFollowsWithoutTheRest() throws Exception {
		this.listener.batch = true;
		end(new CallOutcome.Again(2, Duration.ofMillis(7)));
		handle("a", "b", "c", "d");
		assertThat(this.listener.calls).containsExactly("[a, b, c, d]", "[c, d]");
		assertThat(done()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void whatWasAcknowledgedStaysDoneWhenTheCallFails() throws Exception {
		this.listener.batch = true;
		this.listener.outcomes.add((call) -> {
			call.acknowledged(1);
			return CompletableFuture.failedFuture(new IllegalStateException("broken"));
		});
		handle("a", "b", "c", "d");
		assertThat(this.listener.calls).containsExactly("[a, b, c, d]", "[c, d]");
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void callThatFailsAfterItsMethodHasReturnedIsAFailureLikeAnyOther() throws Exception {
		for (int i = 0; i <= RETRIES; i++) {
			this.listener.outcomes
				.add((acknowledged) -> CompletableFuture.failedFuture(new IllegalStateException("later")));
		}
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]", "[a]", "[a]", "[a]", "[b]");
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).hasMessage("later"));
		assertThat(done()).containsExactly("a", "b");
	}

	@Test
	void callThatIsCancelledIsAFailureLikeAnyOther() throws Exception {
		CompletableFuture<CallOutcome> cancelled = new CompletableFuture<>();
		cancelled.cancel(false);
		this.listener.outcomes.add((acknowledged) -> cancelled);
		handle("a");
		assertThat(this.listener.calls).containsExactly("[a]", "[a]");
		assertThat(done()).containsExactly("a");
	}

	@Test
	void callThatDoesNotEndIsLeftAfterTheDrainTimeoutWhenTheShardMustBeLeft() throws Exception {
		this.shard.stopAfter = "a";
		this.listener.outcomes.add((acknowledged) -> new CompletableFuture<>());
		this.drainTimeout = Duration.ofMillis(200);
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]");
		assertThat(done()).isEmpty();
		assertThat(this.tracker.failure()).isNull();
	}

	@Test
	void callThatHasEndedCountsAlsoWithoutADrainTimeout() throws Exception {
		this.drainTimeout = Duration.ZERO;
		end(CallOutcome.done());
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]");
		assertThat(done()).containsExactly("a", "b");
	}

	private void end(CallOutcome outcome) {
		this.listener.outcomes.add((acknowledged) -> CompletableFuture.completedFuture(outcome));
	}

	private void handle(String... texts) throws InterruptedException {
		ShardHandler handler = new ListenerShardHandlers(this.listener,
				DispatchOptions.defaults().withDrainTimeout(this.drainTimeout),
				this.errors.withRecoverer((failed) -> this.recoverer.recover(failed)), new ListenerGate(CallGuard.NONE),
				Runnable::run, Clock.fixed(NOW, ZoneOffset.UTC))
			.create(this.shard);
		for (String text : texts) {
			this.open.add(Objects.requireNonNull(this.tracker.track(record(this.open.size(), text))));
		}
		this.records.addAll(this.open.stream().map(OpenRecord::record).toList());
		for (OpenRecord record : this.open) {
			handler.handle(record);
		}
		handler.readEnded(Duration.ZERO);
	}

	/** The texts of what is complete, in the order of the shard. */
	private List<String> done() {
		return IntStream.range(0, this.open.size())
			.filter((index) -> this.open.get(index).isComplete())
			.mapToObj((index) -> text(this.records.get(index)))
			.toList();
	}

	private void raiseFailure() {
		ShardStoppedException failure = this.tracker.failure();
		if (failure != null) {
			throw failure;
		}
	}

	private void recover(FailedRecord failed) {
		if (this.recovererFailures > 0) {
			this.recovererFailures--;
			throw new IllegalStateException("cannot recover");
		}
		this.recovered.add(failed);
	}

	private static ReceivedRecord record(int number, String text) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, String.valueOf(number), 0,
				Instant.EPOCH, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), Map.of());
	}

	private static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	/** Waits for nothing, and must be left after the listener saw a certain text. */
	private final class FakeShard implements AssignedShard {

		private final List<Duration> waits = new ArrayList<>();

		private String stopAfter = "";

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
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
			this.waits.add(time);
			return RecordDeliveryTests.this.listener.seen.contains(this.stopAfter);
		}

	}

	/** Fails as often as it is told for each text. */
	private static final class FakeListener implements RecordListener {

		private final Map<String, Integer> failures = new HashMap<>();

		private final List<String> calls = new ArrayList<>();

		private final List<Integer> attempts = new ArrayList<>();

		private final List<String> seen = new ArrayList<>();

		/** The attempts from which on texts cannot be converted. */
		private final Map<String, Integer> unreadableFrom = new HashMap<>();

		private int readableAgainFrom = Integer.MAX_VALUE;

		/** How the next calls end that throw nothing. */
		private final Queue<Function<ListenerCall, CompletionStage<CallOutcome>>> outcomes = new ArrayDeque<>();

		private boolean batch;

		private int awayTimes;

		private boolean interruptsItself;

		private boolean convertsBeforeStop;

		@Override
		public String id() {
			return "fake";
		}

		@Override
		public boolean isBatch() {
			return this.batch;
		}

		@Override
		public @Nullable Object prepare(ReceivedRecord record, int attempt) {
			if (text(record).equals("unwanted")) {
				return null;
			}
			this.attempts.add(attempt);
			if (text(record).equals("poison")) {
				if (this.convertsBeforeStop) {
					this.seen.add("poison");
				}
				throw new IllegalArgumentException("poison");
			}
			if (text(record).equals("away") && this.awayTimes-- > 0) {
				throw new SchemaAwayException();
			}
			if (text(record).equals("too deep")) {
				throw new StackOverflowError();
			}
			if (attempt >= this.unreadableFrom.getOrDefault(text(record), Integer.MAX_VALUE)
					&& attempt < this.readableAgainFrom) {
				throw new IllegalArgumentException("cannot read " + text(record));
			}
			return text(record);
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call)
				throws InterruptedException {
			List<String> texts = prepared.stream().map(String.class::cast).toList();
			this.calls.add(texts.toString());
			this.seen.addAll(texts);
			if (this.interruptsItself) {
				Thread.currentThread().interrupt();
			}
			for (String text : texts) {
				if (this.failures.merge(text, -1, Integer::sum) >= 0) {
					if (text.equals("overflow")) {
						throw new StackOverflowError();
					}
					if (text.equals("interrupt")) {
						throw new InterruptedException();
					}
					throw new IllegalStateException("cannot handle " + text);
				}
			}
			return this.outcomes.isEmpty() ? null : this.outcomes.remove().apply(call);
		}

	}

	private static final class SchemaAwayException extends RuntimeException implements TemporaryFailure {

	}

}
