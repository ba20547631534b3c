package io.kinesisboot.listener.dispatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.RecordRecoverer;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.Message;
import org.springframework.messaging.support.GenericMessage;
import org.springframework.util.backoff.FixedBackOff;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link RetryingShardHandler}.
 */
class RetryingShardHandlerTests {

	private static final int RETRIES = 3;

	private final List<ReceivedRecord> done = new ArrayList<>();

	private final List<FailedRecord> recovered = new ArrayList<>();

	private final FakeShard shard = new FakeShard();

	private final FakeListener listener = new FakeListener();

	private RecordRecoverer recoverer = this::recover;

	private int recovererFailures;

	@Test
	void recordsAreHandledOneByOneInOrder() throws Exception {
		handle("a", "b", "c");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]", "[c]");
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a", "b", "c");
	}

	@Test
	void recordThatFailsThreeTimesIsHandledBeforeItsSuccessors() throws Exception {
		this.listener.failures.put("b", RETRIES);
		handle("a", "b", "c");
		assertThat(this.listener.calls).containsExactly("[a]", "[b]", "[b]", "[b]", "[b]", "[c]");
		assertThat(this.shard.waits).containsOnly(Duration.ZERO, Duration.ofMillis(100)).hasSize(RETRIES + 3);
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
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a", "b", "c");
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
		assertThat(this.done).hasSize(3);
	}

	@Test
	void errorOfTheListenerIsAFailureLikeAnyOther() throws Exception {
		this.listener.failures.put("overflow", Integer.MAX_VALUE);
		handle("overflow", "b");
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(StackOverflowError.class));
		assertThat(this.done).hasSize(2);
	}

	@Test
	void batchIsHalvedUntilTheRecordsAreFoundThatFail() throws Exception {
		this.listener.batch = true;
		this.listener.failures.put("b", Integer.MAX_VALUE);
		this.listener.failures.put("g", Integer.MAX_VALUE);
		handle("a", "b", "c", "d", "e", "f", "g", "h");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("b", "g");
		assertThat(this.done).extracting(RetryingShardHandlerTests::text)
			.containsExactly("a", "b", "c", "d", "e", "f", "g", "h");
		assertThat(this.listener.calls).filteredOn((call) -> call.equals("[a, b, c, d, e, f, g, h]"))
			.hasSize(RETRIES + 1);
	}

	@Test
	void batchGoesOnWithoutTheRecordsThatCannotBeConverted() throws Exception {
		this.listener.batch = true;
		handle("poison", "a", "poison", "b");
		assertThat(this.recovered).hasSize(2);
		assertThat(this.listener.calls).containsExactly("[a, b]");
		assertThat(this.done).hasSize(4);
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
		assertThat(this.done).hasSize(1);
	}

	@Test
	void recordThatCanBeNeitherHandledNorRecoveredStopsTheShard() {
		this.listener.failures.put("b", Integer.MAX_VALUE);
		this.recovererFailures = Integer.MAX_VALUE;
		assertThatExceptionOfType(ShardStoppedException.class).isThrownBy(() -> handle("a", "b", "c"))
			.satisfies((ex) -> assertThat(text(ex.record())).isEqualTo("b"))
			.withMessageContainingAll("shardId-000000000000", "'orders'", "sequence number 1")
			.havingCause()
			.withMessage("cannot recover")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).singleElement()
				.satisfies((suppressed) -> assertThat(suppressed).hasMessage("cannot handle b")));
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a");
		assertThat(this.listener.calls).doesNotContain("[c]");
	}

	@Test
	void shardThatMustBeLeftLeavesTheRestUndone() throws Exception {
		this.shard.stopAfter = "b";
		handle("a", "b", "c");
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a", "b");
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void shardThatMustBeLeftDuringAPauseLeavesTheRecordUndone() throws Exception {
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.shard.stopAfter = "a";
		handle("a", "b");
		assertThat(this.listener.calls).containsExactly("[a]");
		assertThat(this.done).isEmpty();
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void shardThatMustBeLeftWhileTheRecovererFailsLeavesTheRecordUndone() throws Exception {
		this.shard.stopAfter = "poison";
		this.listener.convertsBeforeStop = true;
		this.recovererFailures = Integer.MAX_VALUE;
		handle("poison");
		assertThat(this.done).isEmpty();
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
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a", "b");
	}

	@Test
	void conversionThatFailsOnceBetweenIsMadeGood() throws Exception {
		this.listener.failures.put("a", 1);
		this.listener.unreadableFrom.put("a", 2);
		this.listener.readableAgainFrom = 3;
		handle("a");
		assertThat(this.listener.calls).containsExactly("[a]", "[a]");
		assertThat(this.recovered).isEmpty();
		assertThat(this.done).hasSize(1);
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
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a", "b", "c", "d");
	}

	@Test
	void conversionThatFailsWhileABatchIsHalvedEndsInTheRecovererForThatRecordOnly() throws Exception {
		this.listener.batch = true;
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.listener.unreadableFrom.put("c", RETRIES + 2);
		handle("a", "b", "c", "d");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("a", "c");
		assertThat(this.recovered.get(1).cause()).hasMessage("cannot read c");
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a", "b", "c", "d");
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
		assertThat(this.done).hasSize(3);
	}

	@Test
	void interruptThrownWhileTheShardGoesOnIsAFailureLikeAnyOther() throws Exception {
		this.listener.failures.put("interrupt", 1);
		handle("interrupt", "b");
		assertThat(this.listener.calls).containsExactly("[interrupt]", "[interrupt]", "[b]");
		assertThat(this.recovered).isEmpty();
		assertThat(this.done).hasSize(2);
	}

	@Test
	void interruptThrownWithItsFlagSetWhileTheShardGoesOnIsAFailureLikeAnyOther() throws Exception {
		this.listener.failures.put("interrupt", 1);
		this.listener.interruptsItself = true;
		handle("interrupt", "b");
		assertThat(this.listener.calls).containsExactly("[interrupt]", "[interrupt]", "[b]");
		assertThat(this.done).hasSize(2);
	}

	@Test
	void interruptThrownEachTimeEndsInTheRecoverer() throws Exception {
		this.listener.failures.put("interrupt", Integer.MAX_VALUE);
		handle("interrupt", "b");
		assertThat(this.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(InterruptedException.class));
		assertThat(this.done).hasSize(2);
	}

	@Test
	void interruptThrownWhenTheShardMustBeLeftLeavesTheRecordUndone() {
		this.listener.failures.put("interrupt", Integer.MAX_VALUE);
		this.shard.stopAfter = "interrupt";
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> handle("interrupt", "b"));
		assertThat(this.listener.calls).containsExactly("[interrupt]");
		assertThat(this.recovered).isEmpty();
		assertThat(this.done).isEmpty();
	}

	@Test
	void interruptThatAListenerLeavesSetWhileTheShardGoesOnDoesNotEndTheShard() throws Exception {
		this.listener.interruptsItself = true;
		handle("a", "b");
		assertThat(Thread.interrupted()).isFalse();
		assertThat(this.listener.calls).containsExactly("[a]", "[b]");
		assertThat(this.done).hasSize(2);
	}

	@Test
	void interruptThatIsSetWhenTheShardMustBeLeftStaysSet() throws Exception {
		this.listener.interruptsItself = true;
		this.shard.stopAfter = "a";
		assertThatExceptionOfType(InterruptedException.class).isThrownBy(() -> handle("a", "b"));
		assertThat(this.listener.calls).containsExactly("[a]");
		assertThat(this.done).extracting(RetryingShardHandlerTests::text).containsExactly("a");
	}

	@Test
	void recovererThatThrowsTheFailureItselfStopsTheShard() {
		this.listener.failures.put("a", Integer.MAX_VALUE);
		this.recoverer = (failed) -> {
			throw (Exception) failed.cause();
		};
		assertThatExceptionOfType(ShardStoppedException.class).isThrownBy(() -> handle("a", "b"))
			.havingCause()
			.withMessage("cannot handle a")
			.satisfies((ex) -> assertThat(ex.getSuppressed()).isEmpty());
		assertThat(this.done).isEmpty();
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
		assertThat(this.done).hasSize(1);
	}

	private void handle(String... texts) throws InterruptedException {
		List<ReceivedRecord> records = new ArrayList<>();
		Arrays.stream(texts).forEach((text) -> records.add(record(records.size(), text)));
		new ListenerShardHandlers(this.listener, new FixedBackOff(100, RETRIES), this.recoverer).create(this.shard)
			.handle(records, this.done::add);
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
			return RetryingShardHandlerTests.this.listener.seen.contains(this.stopAfter);
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

		private boolean batch;

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
		public Message<?> convert(ReceivedRecord record, int attempt) {
			this.attempts.add(attempt);
			if (text(record).equals("poison")) {
				if (this.convertsBeforeStop) {
					this.seen.add("poison");
				}
				throw new IllegalArgumentException("poison");
			}
			if (text(record).equals("too deep")) {
				throw new StackOverflowError();
			}
			if (attempt >= this.unreadableFrom.getOrDefault(text(record), Integer.MAX_VALUE)
					&& attempt < this.readableAgainFrom) {
				throw new IllegalArgumentException("cannot read " + text(record));
			}
			return new GenericMessage<>(text(record));
		}

		@Override
		public void call(List<Message<?>> messages) throws InterruptedException {
			List<String> texts = messages.stream().map((message) -> (String) message.getPayload()).toList();
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
		}

	}

}
