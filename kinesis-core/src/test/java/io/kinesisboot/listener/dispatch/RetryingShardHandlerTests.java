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

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardStoppedException;
import io.kinesisboot.listener.error.FailedRecord;
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

	private void handle(String... texts) throws InterruptedException {
		List<ReceivedRecord> records = new ArrayList<>();
		Arrays.stream(texts).forEach((text) -> records.add(record(records.size(), text)));
		new ListenerShardHandlers(this.listener, new FixedBackOff(100, RETRIES), this::recover).create(this.shard)
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
				Instant.EPOCH, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)));
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
		public boolean awaitStop(Duration time) {
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

		private boolean batch;

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
			return new GenericMessage<>(text(record));
		}

		@Override
		public void call(List<Message<?>> messages) {
			List<String> texts = messages.stream().map((message) -> (String) message.getPayload()).toList();
			this.calls.add(texts.toString());
			this.seen.addAll(texts);
			for (String text : texts) {
				if (this.failures.merge(text, -1, Integer::sum) >= 0) {
					if (text.equals("overflow")) {
						throw new StackOverflowError();
					}
					throw new IllegalStateException("cannot handle " + text);
				}
			}
		}

	}

}
