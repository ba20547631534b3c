package io.kinesisboot.listener.method;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.BiConsumer;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link Acknowledgement} by what becomes of the records.
 */
class AcknowledgementTests {

	private static final String DONE_ALREADY = "Nothing is left to be acknowledged: the call ";

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Listener listener = new Listener();

	private final ListenerRun run = new ListenerRun(this.listener);

	@AfterEach
	void stopThreads() {
		this.executor.shutdownNow();
	}

	@Test
	void recordHoldsItsKeyUntilAnotherThreadAcknowledgesItAfterTheMethodHasReturned() {
		this.run.concurrency(4, this.executor).read("keep", "a:1", "a:2", "b:1");
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.listener.kept).containsOnlyKeys("a:1", "b:1"));
		acknowledgement("b:1").acknowledge();
		awaitDone("b:1");
		assertThat(this.listener.kept).doesNotContainKey("a:2");
		acknowledgement("a:1").acknowledge();
		awaitDone("a:1", "b:1");
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.listener.kept).containsKey("a:2"));
		acknowledgement("a:2").acknowledge();
		awaitDone("a:1", "a:2", "b:1");
	}

	@Test
	void batchIsDoneUpToTheRecordAcknowledgedWhileTheMethodStillRuns() {
		List<List<String>> done = new ArrayList<>();
		this.listener.batch = (texts, acknowledgement) -> {
			acknowledgement.acknowledge(0);
			done.add(this.run.done());
			acknowledgement.acknowledge(1);
			done.add(this.run.done());
			acknowledgement.acknowledge();
		};
		this.run.read("batch", "a", "b", "c");
		assertThat(done).containsExactly(List.of("a"), List.of("a", "b"));
		assertThat(this.run.done()).containsExactly("a", "b", "c");
		assertThat(this.listener.calls).containsExactly("1[a, b, c]");
	}

	@Test
	void acknowledgingTheLastOfABatchIsAcknowledgingAll() {
		this.listener.batch = (texts, acknowledgement) -> acknowledgement.acknowledge(2);
		this.run.read("batch", "a", "b", "c");
		assertThat(this.run.done()).containsExactly("a", "b", "c");
	}

	@Test
	void methodThatThrowsGetsAgainWhatItDidNotAcknowledgeAndNothingElse() {
		this.listener.batch = (texts, acknowledgement) -> {
			if (texts.contains("a")) {
				acknowledgement.acknowledge(0);
				throw new IllegalStateException("after a");
			}
			acknowledgement.acknowledge();
		};
		this.run.read("batch", "a", "b", "c");
		assertThat(this.listener.calls).containsExactly("1[a, b, c]", "2[b, c]");
		assertThat(this.run.done()).containsExactly("a", "b", "c");
		assertThat(this.run.recovered).isEmpty();
	}

	@Test
	void methodThatThrowsAfterItHasAskedForItsRecordsAgainHasFailed() {
		this.listener.batch = (texts, acknowledgement) -> {
			acknowledgement.nack(Duration.ZERO);
			throw new IllegalStateException("always");
		};
		this.run.read("batch", "a");
		assertThat(this.listener.calls).hasSize(3);
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void methodThatThrowsAfterItHasAcknowledgedAllIsNotCalledAgain() {
		this.listener.batch = (texts, acknowledgement) -> {
			acknowledgement.acknowledge();
			throw new IllegalStateException("too late");
		};
		this.run.read("batch", "a", "b");
		assertThat(this.listener.calls).containsExactly("1[a, b]");
		assertThat(this.run.done()).containsExactly("a", "b");
		assertThat(this.run.recovered).isEmpty();
	}

	@Test
	void lateAcknowledgementOfAFailedCallIsAnErrorAndCompletesNothingOfTheNextCall() {
		List<Acknowledgement> acknowledgements = new ArrayList<>();
		List<List<String>> done = new ArrayList<>();
		this.listener.batch = (texts, acknowledgement) -> {
			acknowledgements.add(acknowledgement);
			if (acknowledgements.size() == 1) {
				acknowledgement.acknowledge(0);
				throw new IllegalStateException("after a");
			}
			assertThatIllegalStateException().isThrownBy(() -> acknowledgements.get(0).acknowledge(1))
				.withMessage(DONE_ALREADY + "has failed");
			done.add(this.run.done());
			acknowledgement.acknowledge();
		};
		this.run.read("batch", "a", "b", "c");
		assertThat(done).containsExactly(List.of("a"));
		assertThat(this.run.done()).containsExactly("a", "b", "c");
	}

	@Test
	void nackIsNoFailureAndKeepsTheRecordForItsDelay() {
		this.listener.batch = (texts, acknowledgement) -> {
			if (this.listener.calls.size() < 5) {
				acknowledgement.nack(Duration.ofSeconds(7));
			}
			else {
				acknowledgement.acknowledge();
			}
		};
		this.run.errors((errors) -> errors.withMaxRetries(0)).read("batch", "a", "b");
		assertThat(this.listener.calls).containsExactly("1[a, b]", "2[a, b]", "3[a, b]", "4[a, b]", "5[a, b]");
		assertThat(this.run.waits).hasSize(4).containsOnly(Duration.ofSeconds(7));
		assertThat(this.run.recovered).isEmpty();
		assertThat(this.run.done()).containsExactly("a", "b");
	}

	@Test
	void nackOfAnIndexCompletesWhatIsBeforeItAndGivesTheRestAgain() {
		this.listener.batch = (texts, acknowledgement) -> {
			if (texts.contains("a")) {
				acknowledgement.nack(2, Duration.ofSeconds(7));
			}
			else {
				assertThat(this.run.done()).containsExactly("a", "b");
				acknowledgement.acknowledge();
			}
		};
		this.run.read("batch", "a", "b", "c", "d");
		assertThat(this.listener.calls).hasSize(2).last().asString().endsWith("[c, d]");
		assertThat(this.run.done()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void nackAfterAnAcknowledgementGivesTheRestAgain() {
		this.listener.batch = (texts, acknowledgement) -> {
			if (texts.contains("a")) {
				acknowledgement.acknowledge(0);
				acknowledgement.nack(Duration.ZERO);
			}
			else {
				acknowledgement.acknowledge();
			}
		};
		this.run.read("batch", "a", "b", "c");
		assertThat(this.listener.calls).hasSize(2).last().asString().endsWith("[b, c]");
		assertThat(this.run.done()).containsExactly("a", "b", "c");
	}

	@Test
	void callEndsWhenItsRecordIsAcknowledgedAndItsStageHasCompleted() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.listener.stage = stage;
		this.run.concurrency(2, this.executor).read("staged", "a:1", "a:2");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.listener.kept.containsKey("a:1"));
		acknowledgement("a:1").acknowledge();
		assertThat(this.run.done()).containsExactly("a:1");
		assertThat(this.listener.kept).doesNotContainKey("a:2");
		stage.complete("done");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.listener.kept.containsKey("a:2"));
		assertThat(this.run.done()).containsExactly("a:1");
		acknowledgement("a:2").acknowledge();
		awaitDone("a:1", "a:2");
	}

	@Test
	void stageThatFailsIsAFailureOfWhatIsNotAcknowledged() {
		this.listener.stage = CompletableFuture.failedFuture(new IllegalStateException("broken"));
		this.run.read("staged", "a");
		assertThat(this.listener.calls).hasSize(3);
		assertThat(this.run.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).hasMessage("broken"));
		assertThatIllegalStateException().isThrownBy(acknowledgement("a")::acknowledge)
			.withMessage(DONE_ALREADY + "has failed");
	}

	@Test
	void failureOfARecordThatIsAcknowledgedIsNotBlamedOnTheNextOne() {
		this.listener.batch = (texts, acknowledgement) -> {
			if (texts.contains("a")) {
				acknowledgement.acknowledge(1);
				throw new BatchListenerFailedException("of a", null, 0);
			}
			acknowledgement.acknowledge();
		};
		this.run.errors((errors) -> errors.withMaxRetries(0)).read("batch", "a", "b", "c", "d");
		assertThat(this.run.recovered).isEmpty();
		assertThat(this.run.done()).containsExactly("a", "b", "c", "d");
	}

	@Test
	void indexThatIsNotOfTheBatchOrNotHigherIsExplained() {
		this.listener.batch = (texts, acknowledgement) -> {
			acknowledgement.acknowledge(1);
			for (int index : new int[] { -1, 0, 1, 3 }) {
				String message = "'index' must be between 2 (the first record that is not acknowledged) and 2 but was "
						+ index;
				assertThatIllegalArgumentException().isThrownBy(() -> acknowledgement.acknowledge(index))
					.withMessage(message);
				assertThatIllegalArgumentException().isThrownBy(() -> acknowledgement.nack(index, Duration.ZERO))
					.withMessage(message);
			}
			assertThatIllegalArgumentException().isThrownBy(() -> acknowledgement.nack(Duration.ofMillis(-1)))
				.withMessage("'delay' must not be negative but was PT-0.001S");
			assertThat(this.run.done()).containsExactly("a", "b");
			acknowledgement.acknowledge(2);
		};
		this.run.errors((errors) -> errors.withMaxRetries(0)).read("batch", "a", "b", "c");
		assertThat(this.run.recovered).isEmpty();
		assertThat(this.run.done()).containsExactly("a", "b", "c");
	}

	@Test
	void secondEndOfACallIsAnError() {
		this.listener.batch = (texts, acknowledgement) -> {
			acknowledgement.acknowledge();
			assertThatIllegalStateException().isThrownBy(acknowledgement::acknowledge)
				.withMessage(DONE_ALREADY + "was acknowledged");
			assertThatIllegalStateException().isThrownBy(() -> acknowledgement.nack(Duration.ZERO));
			assertThatIllegalStateException().isThrownBy(() -> acknowledgement.acknowledge(0));
		};
		this.run.errors((errors) -> errors.withMaxRetries(0)).read("batch", "a");
		assertThat(this.run.recovered).isEmpty();
		this.listener.batch = (texts, acknowledgement) -> {
			if (this.listener.calls.size() > 2) {
				acknowledgement.acknowledge();
				return;
			}
			acknowledgement.nack(Duration.ZERO);
			assertThatExceptionOfType(IllegalStateException.class).isThrownBy(acknowledgement::acknowledge)
				.withMessage(DONE_ALREADY + "is to be handed over again");
		};
		this.run.read("batch", "b");
		assertThat(this.run.recovered).isEmpty();
		assertThat(this.run.done()).containsExactly("a", "b");
	}

	private Acknowledgement acknowledgement(String text) {
		return Objects.requireNonNull(this.listener.kept.get(text));
	}

	private void awaitDone(String... payloads) {
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.run.done()).containsExactly(payloads));
	}

	static class Listener {

		final List<String> calls = new CopyOnWriteArrayList<>();

		final Map<String, Acknowledgement> kept = new ConcurrentHashMap<>();

		volatile BiConsumer<List<String>, Acknowledgement> batch = (texts, acknowledgement) -> acknowledgement
			.acknowledge();

		volatile CompletionStage<String> stage = CompletableFuture.completedFuture("done");

		void keep(String text, Acknowledgement acknowledgement) {
			this.kept.put(text, acknowledgement);
		}

		CompletionStage<String> staged(Acknowledgement acknowledgement, String text) {
			this.calls.add(text);
			this.kept.put(text, acknowledgement);
			return this.stage;
		}

		void batch(List<String> texts, Acknowledgement acknowledgement,
				@Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt) {
			this.calls.add(attempt + texts.toString());
			this.batch.accept(texts, acknowledgement);
		}

	}

}
