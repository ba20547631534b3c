package io.kinesisboot.listener.dispatch;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardWindow;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.StoppingRecoverer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link TumblingWindowHandler}. Windows have ten seconds; the name of a record
 * begins with the second of its arrival. The state is the text of all that the window's
 * calls were given.
 */
class TumblingWindowHandlerTests {

	private static final Duration WINDOW = Duration.ofSeconds(10);

	private static final int RETRIES = 2;

	private final FakeShard shard = new FakeShard();

	private final SummingListener listener = new SummingListener();

	private final List<FailedRecord> recovered = new ArrayList<>();

	private final List<OpenRecord> open = new ArrayList<>();

	private DispatchOptions options = DispatchOptions.defaults().withTumblingWindow(WINDOW).withBatchSize(2);

	private ErrorOptions errors = ErrorOptions.defaults()
		.withMaxRetries(RETRIES)
		.withBackOff(IntervalFunction.of(1))
		.withRecoverer(this.recovered::add);

	private @Nullable CheckpointTracker tracker;

	private @Nullable ShardHandler handler;

	@Test
	void callsHaveRecordsOfOneWindowAndTheStateOfTheCallBefore() throws Exception {
		read("01", "05", "09", "11", "12");
		assertThat(this.listener.calls).containsExactly("0-10 [01, 05] after {}", "0-10 [09] after {0105}",
				"0-10 final after {010509}", "10-20 [11, 12] after {}");
	}

	@Test
	void recordsOfAWindowAreOpenUntilItsLastCallIsDone() throws Exception {
		read("01", "05");
		assertThat(done()).isEmpty();
		read("11");
		assertThat(done()).containsExactly("01", "05");
	}

	@Test
	void everyRecordIsOpenWhileTheLastCallOfItsWindowRuns() throws Exception {
		List<String> doneBefore = new ArrayList<>(List.of("unknown"));
		this.listener.onLast = () -> {
			doneBefore.clear();
			doneBefore.addAll(done());
		};
		read("01", "05", "11");
		assertThat(doneBefore).isEmpty();
		assertThat(done()).containsExactly("01", "05");
	}

	@Test
	void windowEndsWhenAllThatArrivedInItHasBeenRead() throws Exception {
		read("01");
		handler().readUpTo(second(10));
		assertThat(this.listener.calls).containsExactly("0-10 [01] after {}");
		handler().readUpTo(second(11));
		assertThat(this.listener.calls).containsExactly("0-10 [01] after {}", "0-10 final after {01}");
		assertThat(done()).containsExactly("01");
	}

	@Test
	void windowWithoutRecordsHasNoCall() throws Exception {
		handler().readUpTo(second(100));
		read("01", "91");
		assertThat(this.listener.calls).containsExactly("0-10 [01] after {}", "0-10 final after {01}",
				"90-100 [91] after {}");
	}

	@Test
	void windowEndsWithItsShard() throws Exception {
		read("01");
		handler().ended();
		handler().ended();
		assertThat(this.listener.calls).containsExactly("0-10 [01] after {}", "0-10 final after {01}");
		assertThat(done()).containsExactly("01");
	}

	@Test
	void recordThatComesAfterTheEndOfItsWindowGoesIntoTheNextOne() throws Exception {
		read("01", "11", "09", "21", "08");
		assertThat(this.listener.calls).containsExactly("0-10 [01] after {}", "0-10 final after {01}",
				"10-20 [11, 09] after {}", "10-20 final after {1109}", "20-30 [21, 08] after {}");
	}

	@Test
	void windowThatIsFullEndsEarlyAndGoesOnWithoutState() throws Exception {
		this.options = this.options.withBatchSize(2).withWindow(new WindowLimits(3, 1000));
		read("01", "02", "03", "04", "05", "11");
		assertThat(this.listener.calls).containsExactly("0-10 [01, 02] after {}", "0-10 [03] after {0102}",
				"0-10 final early after {010203}", "0-10 [04, 05] after {}", "0-10 final after {0405}",
				"10-20 [11] after {}");
		assertThat(done()).containsExactly("01", "02", "03", "04", "05");
	}

	@Test
	void windowThatIsFullOfBytesEndsEarly() throws Exception {
		this.options = this.options.withBatchSize(10).withWindow(new WindowLimits(1000, 5));
		read("01", "02", "03");
		assertThat(this.listener.calls).containsExactly("0-10 [01, 02] after {}", "0-10 final early after {0102}",
				"0-10 [03] after {}");
	}

	@Test
	void callThatFailsIsRepeatedWithTheStateThatItBeganWith() throws Exception {
		this.listener.failures.put("09", RETRIES);
		read("01", "05", "09", "11");
		assertThat(this.listener.calls).containsExactly("0-10 [01, 05] after {}", "0-10 [09] after {0105}",
				"0-10 [09] after {0105}", "0-10 [09] after {0105}", "0-10 final after {010509}", "10-20 [11] after {}");
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void callThatFailsLaterIsRepeatedWithTheStateThatItBeganWith() throws Exception {
		this.listener.asynchronous = true;
		callThatFailsIsRepeatedWithTheStateThatItBeganWith();
	}

	@Test
	void recordThatAlwaysFailsIsRecoveredAndNotInTheStateButTheOthersAre() throws Exception {
		this.listener.failures.put("05", Integer.MAX_VALUE);
		read("01", "05", "06", "11");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("05");
		assertThat(this.listener.calls).contains("0-10 final after {0106}");
		assertThat(done()).containsExactly("01", "05", "06");
	}

	@Test
	void lastCallThatFailsIsRepeated() throws Exception {
		this.listener.failures.put("final", RETRIES);
		read("01", "11");
		assertThat(this.listener.calls).filteredOn("0-10 final after {01}"::equals).hasSize(RETRIES + 1);
		assertThat(this.recovered).isEmpty();
		assertThat(done()).containsExactly("01");
	}

	@Test
	void allRecordsOfAWindowWhoseLastCallAlwaysFailsAreRecovered() throws Exception {
		this.listener.failures.put("final", RETRIES + 1);
		read("01", "02", "03", "11");
		assertThat(this.recovered).extracting((failed) -> text(failed.record())).containsExactly("01", "02", "03");
		assertThat(done()).containsExactly("01", "02", "03");
		assertThat(this.listener.calls).endsWith("10-20 [11] after {}");
	}

	@Test
	void windowWhoseLastCallCanBeNeitherMadeNorRecoveredStopsTheShardBeforeItsFirstRecord() throws Exception {
		this.errors = this.errors.withRecoverer(new StoppingRecoverer());
		this.listener.failures.put("final", Integer.MAX_VALUE);
		read("01", "02", "11", "12");
		assertThat(done()).isEmpty();
		assertThat(tracker().progress().position()).isNull();
		assertThat(tracker().failure()).isNotNull().hasRootCauseMessage("cannot handle final");
		assertThat(this.listener.calls).noneMatch((call) -> call.startsWith("10-20"));
	}

	@Test
	void recordThatCanBeNeitherHandledNorRecoveredStopsTheShardAndItsWindowStaysOpen() throws Exception {
		this.errors = this.errors.withRecoverer(new StoppingRecoverer());
		this.listener.failures.put("02", Integer.MAX_VALUE);
		read("01", "02", "03", "11", "12");
		assertThat(done()).isEmpty();
		assertThat(tracker().failure()).isNotNull()
			.satisfies((failure) -> assertThat(text(failure.record())).isEqualTo("02"))
			.hasRootCauseMessage("cannot handle 02");
		assertThat(this.listener.calls).noneMatch((call) -> call.contains("03") || call.contains("final"));
	}

	@Test
	void windowIsMadeAnewFromItsRecordsAfterTheShardWasLeft() throws Exception {
		read("01", "05", "09");
		handler().stop();
		handler().readUpTo(second(100));
		assertThat(this.listener.calls).noneMatch((call) -> call.contains("final"));
		assertThat(done()).isEmpty();
		this.listener.calls.clear();
		this.handler = null;
		this.open.clear();
		read("01", "05", "09", "11");
		assertThat(this.listener.calls).contains("0-10 final after {010509}");
	}

	@Test
	void shardThatMustBeLeftDuringAPauseLeavesTheWindowOpen() throws Exception {
		this.listener.failures.put("final", Integer.MAX_VALUE);
		this.listener.onLast = () -> this.shard.mustLeave = true;
		read("01", "02", "11");
		assertThat(this.listener.calls).filteredOn("0-10 final after {0102}"::equals).hasSize(1);
		assertThat(done()).isEmpty();
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void listenerAndOptionsMustAgreeAboutWindows() {
		assertThatIllegalArgumentException().isThrownBy(() -> handlers(this.options.withTumblingWindow(Duration.ZERO)))
			.withMessage("'tumblingWindow' must be set, since its method takes a TumblingWindow");
		this.listener.takesWindow = false;
		assertThatIllegalArgumentException().isThrownBy(() -> handlers(this.options))
			.withMessage("'tumblingWindow' is PT10S, but its method takes no TumblingWindow");
	}

	@Test
	void windowsAreNotForSeveralCallsAtATime() {
		assertThatIllegalArgumentException().isThrownBy(() -> handlers(this.options.withConcurrency(4)))
			.withMessage("'concurrency' must be 1 with 'tumblingWindow' (one call at a time) but was 4");
	}

	@Test
	void windowHasALength() {
		assertThatIllegalArgumentException().isThrownBy(() -> this.options.withTumblingWindow(Duration.ofSeconds(-1)))
			.withMessageContaining("'tumblingWindow' must be at least 1 ms, or zero for none, but was PT-1S");
	}

	/**
	 * One read, as its source would make it.
	 */
	private void read(String... names) throws InterruptedException {
		ShardHandler handler = handler();
		for (String name : names) {
			OpenRecord record = tracker().track(record(name));
			if (record == null) {
				handler.noRoom();
				record = Objects.requireNonNull(tracker().track(record(name)), "no room after noRoom()");
			}
			this.open.add(record);
			handler.handle(record);
		}
		handler.readEnded(Duration.ZERO);
	}

	private ShardHandler handler() {
		if (this.handler == null) {
			this.tracker = new CheckpointTracker(this.options.window());
			this.handler = handlers(this.options).create(this.shard);
		}
		return this.handler;
	}

	private CheckpointTracker tracker() {
		return Objects.requireNonNull(this.tracker);
	}

	private ListenerShardHandlers handlers(DispatchOptions options) {
		return new ListenerShardHandlers(this.listener, options, this.errors, new ListenerGate(CallGuard.NONE),
				Runnable::run, Clock.fixed(second(60), ZoneOffset.UTC));
	}

	private List<String> done() {
		return this.open.stream()
			.filter(OpenRecord::isComplete)
			.map((record) -> "%02d".formatted(Long.valueOf(record.sequenceNumber())))
			.toList();
	}

	private static ReceivedRecord record(String name) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, name, 0,
				second(Integer.parseInt(name)), ByteBuffer.wrap(name.getBytes(StandardCharsets.UTF_8)), Map.of());
	}

	private static Instant second(int second) {
		return Instant.ofEpochSecond(second);
	}

	private static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	/** Must be left when it is told. */
	private static final class FakeShard implements AssignedShard {

		private boolean mustLeave;

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
			return this.mustLeave;
		}

	}

	/** Appends what it gets to the state, also in calls that fail. */
	private static final class SummingListener implements RecordListener {

		private final List<String> calls = new ArrayList<>();

		private final Map<String, Integer> failures = new HashMap<>();

		private Runnable onLast = () -> {
		};

		private boolean takesWindow = true;

		private boolean asynchronous;

		@Override
		public String id() {
			return "fake";
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
		public @Nullable CompletionStage<CallOutcome> call(List<?> prepared, ListenerCall call) {
			ShardWindow window = Objects.requireNonNull(call.window());
			byte[] bytes = window.state();
			String state = (bytes != null) ? new String(bytes, StandardCharsets.UTF_8) : "{}";
			this.calls
				.add("%d-%d %s%s after %s".formatted(window.start().getEpochSecond(), window.end().getEpochSecond(),
						window.isLast() ? "final" : prepared, window.isTerminatedEarly() ? " early" : "", state));
			String added = window.isLast() ? "" : String.join("", prepared.stream().map(String::valueOf).toList());
			window.state(state.replace("}", added + "}").getBytes(StandardCharsets.UTF_8));
			if (window.isLast()) {
				this.onLast.run();
			}
			RuntimeException failure = failure(window.isLast() ? List.of("final") : prepared);
			if (this.asynchronous) {
				return (failure != null) ? CompletableFuture.failedFuture(failure)
						: CompletableFuture.completedFuture(CallOutcome.done());
			}
			if (failure != null) {
				throw failure;
			}
			return null;
		}

		private @Nullable RuntimeException failure(List<?> what) {
			for (Object each : what) {
				if (this.failures.merge(String.valueOf(each), -1, Integer::sum) >= 0) {
					return new IllegalStateException("cannot handle " + each);
				}
			}
			return null;
		}

	}

}
