package io.kinesisboot.listener.idempotency;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.dedup.ClaimState;
import io.kinesisboot.dedup.EffectKey;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.dedup.KeyTimes;
import io.kinesisboot.dedup.MemoryIdempotencyStore;
import io.kinesisboot.listener.dispatch.CallOutcome;
import io.kinesisboot.listener.dispatch.ListenerCall;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.observation.MicrometerIdempotencyMetrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

class IdempotentRecordListenerTests {

	private static final IllegalStateException FAILURE = new IllegalStateException("on purpose");

	private final MemoryIdempotencyStore memory = new MemoryIdempotencyStore(1000, KeyTimes.DEFAULT, Clock.systemUTC());

	private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

	private final ScriptedListener scripted = new ScriptedListener();

	private final List<Integer> acknowledged = new ArrayList<>();

	private IdempotencyOptions options = IdempotencyOptions.NONE.withStore(this.memory)
		.withKey((record) -> text(record).substring(0, 1))
		.withMetrics(new MicrometerIdempotencyMetrics(this.registry));

	@Test
	void recordsThatWereHandledAreNotHandledAgain() throws Exception {
		assertThat(call("a1", "b1")).isEqualTo(CallOutcome.done());
		assertThat(call("a2", "c1", "b2")).isEqualTo(CallOutcome.done());
		assertThat(call("a3")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1", "b1"), List.of("c1"));
		assertThat(counted("miss")).isEqualTo(3);
		assertThat(counted("hit")).isEqualTo(3);
	}

	@Test
	void ofDuplicatesWithinACallTheFirstIsHandled() throws Exception {
		assertThat(call("a1", "b1", "a2")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1", "b1"));
		assertThat(counted("hit")).isEqualTo(1);
	}

	@Test
	void ofOnePlaceInTheStreamTwiceWithinACallTheFirstIsHandled() throws Exception {
		this.options = this.options.withKey(IdempotencyKey.SEQUENCE_NUMBER);
		assertThat(call("a1", "a1 again")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1"));
	}

	@Test
	void aRecordThatFailsIsHandledAgain() throws Exception {
		this.scripted.script.add(() -> {
			throw FAILURE;
		});
		assertThatExceptionOfType(IllegalStateException.class).isThrownBy(() -> call("a1"));
		assertThat(call("a1")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1"), List.of("a1"));
	}

	@Test
	void theRecordToBlameIsNamedAmongAllOfTheCall() throws Exception {
		call("a1");
		this.scripted.answer(new CallOutcome.Failed(1, FAILURE));
		assertThat(call("a2", "b1", "a3", "c1", "d1")).isEqualTo(new CallOutcome.Failed(3, FAILURE));
		assertThat(states("b", "c", "d")).containsExactly(ClaimState.DONE, ClaimState.CLAIMED, ClaimState.CLAIMED);
	}

	@Test
	void noneIsDoneIfItIsNotKnownWhichHasFailed() throws Exception {
		this.scripted.answer(new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, FAILURE));
		assertThat(call("a1", "b1")).isEqualTo(new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, FAILURE));
		assertThat(states("a", "b")).containsExactly(ClaimState.CLAIMED, ClaimState.CLAIMED);
	}

	@Test
	void whatIsToComeAgainIsNamedAmongAllOfTheCallAndFree() throws Exception {
		call("a1");
		this.scripted.answer(new CallOutcome.Again(1, Duration.ofSeconds(5)));
		assertThat(call("b1", "a2", "c1")).isEqualTo(new CallOutcome.Again(2, Duration.ofSeconds(5)));
		assertThat(states("b", "c")).containsExactly(ClaimState.DONE, ClaimState.CLAIMED);
	}

	@Test
	void aRecordWaitsForTheOneThatIsBeingHandledAndTheOthersBehindIt() throws Exception {
		this.memory.claim(List.of(EffectKey.of("app:b")), "another");
		assertThat(call("a1", "b1", "c1")).isEqualTo(new CallOutcome.Again(1, Duration.ofMillis(200)));
		assertThat(this.scripted.calls).containsExactly(List.of("a1"));
		assertThat(call("b1", "c1")).isEqualTo(new CallOutcome.Again(0, Duration.ofMillis(200)));
		this.memory.complete(List.of(EffectKey.of("app:b")), "another");
		assertThat(call("b1", "c1")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1"), List.of("c1"));
		assertThat(counted("conflict")).isEqualTo(2);
	}

	@Test
	void aRecordIsHandledIfTheOneBeforeItHasFailedElsewhere() throws Exception {
		this.memory.claim(List.of(EffectKey.of("app:b")), "another");
		assertThat(call("b1")).isEqualTo(new CallOutcome.Again(0, Duration.ofMillis(200)));
		this.memory.fail(List.of(EffectKey.of("app:b")), "another");
		assertThat(call("b1")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("b1"));
	}

	@Test
	void aDuplicateInProgressMayBeSkipped() throws Exception {
		this.options = this.options.withInProgress(InProgress.SKIP);
		this.memory.claim(List.of(EffectKey.of("app:b")), "another");
		assertThat(call("a1", "b1", "c1")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1", "c1"));
	}

	@Test
	void aCallThatGoesOnAfterItHasReturnedIsSettledAtItsEnd() throws Exception {
		CompletableFuture<CallOutcome> end = new CompletableFuture<>();
		this.scripted.script.add(() -> end);
		CompletableFuture<CallOutcome> outcome = stage("a1").toCompletableFuture();
		assertThat(outcome).isNotDone();
		assertThat(states("a")).containsExactly(ClaimState.HELD);
		end.complete(CallOutcome.done());
		assertThat(outcome).isCompletedWithValue(CallOutcome.done());
		assertThat(states("a")).containsExactly(ClaimState.DONE);
	}

	@Test
	void whatWasAcknowledgedIsDoneAlthoughTheCallFails() throws Exception {
		call("a1");
		this.scripted.acknowledges = 0;
		this.scripted.answer(new CallOutcome.Failed(CallOutcome.Failed.UNKNOWN, FAILURE));
		call("a2", "b1", "c1");
		assertThat(this.acknowledged).containsExactly(1);
		assertThat(states("b", "c")).containsExactly(ClaimState.DONE, ClaimState.CLAIMED);
	}

	@Test
	void theListenerWaitsWhileItsStoreIsAwayAndLosesNothing() throws Exception {
		UnreliableStore store = new UnreliableStore(this.memory);
		this.options = this.options.withStore(store);
		store.failures = 1;
		assertThat(call("a1")).isEqualTo(new CallOutcome.Again(0, Duration.ofSeconds(1)));
		assertThat(this.scripted.calls).isEmpty();
		assertThat(call("a1")).isEqualTo(CallOutcome.done());
		assertThat(this.scripted.calls).containsExactly(List.of("a1"));
	}

	@Test
	void whatIsDoneIsNotedAtTheThirdAttemptToo() throws Exception {
		UnreliableStore store = new UnreliableStore(this.memory);
		this.options = this.options.withStore(store);
		this.scripted.script.add(() -> {
			store.failures = 2;
			return null;
		});
		assertThat(call("a1")).isEqualTo(CallOutcome.done());
		assertThat(states("a")).containsExactly(ClaimState.DONE);
	}

	@Test
	void applicationsDoNotMeetInAStore() throws Exception {
		call("a1");
		CompletionStage<CallOutcome> end = callOf("other", "a1");
		assertThat(end).isNull();
		assertThat(this.scripted.calls).containsExactly(List.of("a1"), List.of("a1"));
	}

	@Test
	void longAndStrangeKeysAreKeptByTheirDigest() throws Exception {
		this.options = this.options.withKey(IdempotentRecordListenerTests::text);
		String key = "ü".repeat(3) + "x".repeat(1000);
		call(key, "with a space", "x".repeat(200));
		call(key, "with another", "x".repeat(201));
		assertThat(this.scripted.calls).hasSize(2).last().isEqualTo(List.of("with another", "x".repeat(201)));
	}

	@Test
	void aTumblingWindowNeedsAllOfItsRecords() {
		this.scripted.takesWindow = true;
		assertThatIllegalArgumentException().isThrownBy(() -> call("a1"))
			.withMessageStartingWith("'idempotent' must not be set with 'tumblingWindow'");
	}

	private double counted(String result) {
		return this.registry.get("kinesis.listener.idempotency")
			.tags("listener", "scripted", "result", result)
			.counter()
			.count();
	}

	/**
	 * What a claim would come to.
	 */
	private List<ClaimState> states(String... keys) {
		return this.memory.claim(Arrays.stream(keys).map("app:"::concat).map(EffectKey::of).toList(), "nobody");
	}

	private CallOutcome call(String... payloads) throws Exception {
		CompletionStage<CallOutcome> end = callOf("app", payloads);
		return (end != null) ? end.toCompletableFuture().join() : CallOutcome.done();
	}

	private CompletionStage<CallOutcome> stage(String... payloads) throws Exception {
		CompletionStage<CallOutcome> end = callOf("app", payloads);
		assertThat(end).isNotNull();
		return end;
	}

	private @Nullable CompletionStage<CallOutcome> callOf(String application, String... payloads) throws Exception {
		RecordListener listener = IdempotentRecordListener.of(this.scripted, application, this.options, Runnable::run);
		List<Object> prepared = new ArrayList<>();
		for (String payload : payloads) {
			Object element = listener.prepare(record(payload), 1);
			assertThat(element).isNotNull();
			prepared.add(element);
		}
		return listener.call(prepared, this.acknowledged::add);
	}

	private static ReceivedRecord record(String payload) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, "1", 0, Instant.EPOCH,
				ByteBuffer.wrap(payload.getBytes(StandardCharsets.UTF_8)), Map.of());
	}

	private static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	/** A batch listener that ends its calls by a script, or else well. */
	private static final class ScriptedListener implements RecordListener {

		private final List<List<?>> calls = new ArrayList<>();

		private final Deque<Call> script = new ArrayDeque<>();

		private int acknowledges = -1;

		private boolean takesWindow;

		void answer(CallOutcome outcome) {
			this.script.add(() -> CompletableFuture.completedFuture(outcome));
		}

		@Override
		public String id() {
			return "scripted";
		}

		@Override
		public boolean isBatch() {
			return true;
		}

		@Override
		public boolean takesWindow() {
			return this.takesWindow;
		}

		@Override
		public Object prepare(ReceivedRecord record, int attempt) {
			return text(record);
		}

		@Override
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) throws Exception {
			this.calls.add(List.copyOf(prepared));
			if (this.acknowledges >= 0) {
				call.acknowledged(this.acknowledges);
			}
			Call next = this.script.poll();
			return (next != null) ? next.end() : null;
		}

		/** How a call ends. */
		private interface Call {

			@Nullable CompletionStage<CallOutcome> end() throws Exception;

		}

	}

	/** A store whose next calls fail. */
	private static final class UnreliableStore implements IdempotencyStore {

		private final IdempotencyStore store;

		private int failures;

		UnreliableStore(IdempotencyStore store) {
			this.store = store;
		}

		private void mayFail() {
			if (this.failures > 0) {
				this.failures--;
				throw FAILURE;
			}
		}

		@Override
		public List<ClaimState> claim(List<EffectKey> keys, String claimant) {
			mayFail();
			return this.store.claim(keys, claimant);
		}

		@Override
		public void complete(List<EffectKey> keys, String claimant) {
			mayFail();
			this.store.complete(keys, claimant);
		}

		@Override
		public void fail(List<EffectKey> keys, String claimant) {
			mayFail();
			this.store.fail(keys, claimant);
		}

		@Override
		public void release(List<EffectKey> keys, String claimant) {
			mayFail();
			this.store.release(keys, claimant);
		}

	}

}
