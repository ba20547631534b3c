package io.kinesisboot.listener.method;

import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Flow;
import java.util.concurrent.FutureTask;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

import io.kinesisboot.KinesisTestEndpoint;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import reactor.adapter.JdkFlowAdapter;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import org.springframework.core.NestedExceptionUtils;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link CallResults} by what becomes of the records.
 */
class CallResultsTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final Listener listener = new Listener();

	private final ListenerRun run = new ListenerRun(this.listener);

	@AfterEach
	void stopThreads() {
		this.executor.shutdownNow();
	}

	@Test
	void recordIsDoneWhenItsStageHasCompletedAndItsKeyWaits() {
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.listener.result = () -> stage;
		this.run.concurrency(2, this.executor).read("stage", "a:1", "a:2");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> !this.listener.calls.isEmpty());
		assertThat(this.run.done()).isEmpty();
		stage.complete("done");
		awaitDone("a:1", "a:2");
		assertThat(this.listener.calls).containsExactly("a:1", "a:2");
	}

	@Test
	void fluxIsDoneWhenItIsCompleteNotWithItsFirstElement() {
		Sinks.Many<String> sink = Sinks.many().unicast().onBackpressureBuffer();
		Flux<String> flux = sink.asFlux().cache();
		this.listener.result = () -> flux;
		this.run.concurrency(2, this.executor).read("flux", "a:1", "a:2");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> sink.currentSubscriberCount() > 0);
		sink.tryEmitNext("one").orThrow();
		assertThat(this.run.done()).isEmpty();
		assertThat(this.listener.calls).containsExactly("a:1");
		sink.tryEmitComplete().orThrow();
		awaitDone("a:1", "a:2");
	}

	@Test
	void emptyMonoIsDone() {
		this.listener.result = Mono::empty;
		this.run.read("mono", "a", "b");
		assertThat(this.run.done()).containsExactly("a", "b");
		assertThat(this.run.recovered).isEmpty();
	}

	@Test
	void monoIsSubscribedToOncePerAttempt() {
		AtomicInteger subscriptions = new AtomicInteger();
		this.listener.result = () -> Mono.fromRunnable(() -> {
			if (subscriptions.incrementAndGet() < 3) {
				throw new IllegalStateException("not yet");
			}
		});
		this.run.read("mono", "a");
		assertThat(subscriptions).hasValue(3);
		assertThat(this.listener.calls).hasSize(3);
		assertThat(this.run.done()).containsExactly("a");
		assertThat(this.run.recovered).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(strings = { "stage", "composed", "mono", "flux", "publisher" })
	void resultThatFailsIsAFailureByItsCause(String kind) {
		IllegalStateException cause = new IllegalStateException("broken");
		this.listener.result = () -> switch (kind) {
			case "stage" -> CompletableFuture.failedFuture(cause);
			case "composed" -> CompletableFuture.supplyAsync(() -> {
				throw new CompletionException(cause);
			}).thenApply((value) -> value);
			case "mono" -> Mono.error(cause);
			case "flux" -> Flux.concat(Flux.just("one"), Flux.error(cause));
			default -> JdkFlowAdapter.publisherToFlowPublisher(Mono.error(cause));
		};
		this.run.read(kind.equals("composed") ? "stage" : kind, "a");
		assertThat(this.listener.calls).hasSize(3);
		assertThat(this.run.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isSameAs(cause));
	}

	@Test
	void failureOfAStageIsClassifiedByItsCause() {
		this.listener.result = () -> CompletableFuture.runAsync(() -> {
			throw new ClassCastException("never passes");
		}).thenApply((value) -> "done");
		this.run.read("stage", "a");
		assertThat(this.listener.calls).hasSize(1);
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void cancelledStageIsAFailure() {
		this.listener.result = () -> {
			CompletableFuture<String> future = new CompletableFuture<>();
			future.cancel(false);
			return future;
		};
		this.run.read("stage", "a");
		assertThat(this.run.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).isInstanceOf(CancellationException.class));
	}

	@Test
	void futureWhoseEndIsNotSeenIsAFailureRatherThanDone() {
		this.listener.result = () -> new FutureTask<>(() -> "done");
		this.run.read("anything", "a");
		assertThat(this.run.recovered).singleElement()
			.satisfies((failed) -> assertThat(failed.cause()).hasMessageContainingAll("FutureTask", "end is not seen"));
	}

	@Test
	void stageOfAMethodThatReturnsAnythingIsWaitedFor() {
		this.listener.result = () -> CompletableFuture.failedFuture(new IllegalStateException("broken"));
		this.run.read("anything", "a");
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@ParameterizedTest
	@ValueSource(strings = { "returned", "stage", "mono", "thrown", "thrownDeep", "failedStage" })
	void batchThatTellsWhichRecordHasFailedGetsTheOthersHandled(String kind) {
		IllegalStateException cause = new IllegalStateException("broken");
		this.listener.batch = (texts) -> {
			int index = texts.indexOf("b");
			if (index < 0) {
				return BatchOutcome.done();
			}
			BatchListenerFailedException failure = new BatchListenerFailedException("of b", cause, index);
			return switch (kind) {
				case "returned" -> BatchOutcome.failedAt(index, cause);
				case "stage" -> CompletableFuture.completedFuture(BatchOutcome.failedAt(index, cause));
				case "mono" -> Mono.just(BatchOutcome.failedAt(index, cause));
				case "failedStage" -> CompletableFuture.failedFuture(failure);
				case "thrownDeep" -> throw new IllegalArgumentException(failure);
				default -> throw failure;
			};
		};
		this.run.read("batch", "a", "b", "c");
		assertThat(this.listener.calls).containsExactly("[a, b, c]", "[b, c]", "[b, c]", "[c]");
		assertThat(this.run.givenUp()).containsExactly("b");
		assertThat(NestedExceptionUtils.getMostSpecificCause(this.run.recovered.get(0).cause())).isSameAs(cause);
		assertThat(this.run.done()).containsExactly("a", "b", "c");
	}

	@ParameterizedTest
	@ValueSource(booleans = { true, false })
	void indexThatIsNoneOfTheBatchFailsTheWholeBatchAndSkipsNothing(boolean thrown) {
		this.listener.batch = (texts) -> {
			if (thrown) {
				throw new BatchListenerFailedException("of nobody", null, 3);
			}
			return BatchOutcome.failedAt(3, new IllegalStateException("of nobody"));
		};
		this.run.errors((errors) -> errors.withMaxRetries(0).withBisectOnError(false)).read("batch", "a", "b", "c");
		assertThat(this.run.givenUp()).containsExactly("a", "b", "c");
		assertThat(this.run.recovered).allSatisfy((failed) -> assertThat(failed.cause())
			.hasMessage("The listener names record 3 of 3 as the one that has failed"));
	}

	@Test
	void batchOfWhichNothingIsToldIsFailedAsAWhole() {
		this.listener.batch = (texts) -> CompletableFuture.failedFuture(new IllegalStateException("broken"));
		this.run.errors((errors) -> errors.withMaxRetries(0).withBisectOnError(false)).read("batch", "a", "b");
		assertThat(this.run.givenUp()).containsExactly("a", "b");
	}

	@Test
	void negativeIndexIsRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> BatchOutcome.failedAt(-1, new IllegalStateException()))
			.withMessage("'index' must not be negative but was -1");
	}

	private void awaitDone(String... payloads) {
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.run.done()).containsExactly(payloads));
	}

	/** Returns what a test says. */
	@SuppressWarnings("unchecked")
	static class Listener {

		final List<String> calls = new CopyOnWriteArrayList<>();

		volatile Supplier<Object> result = () -> "done";

		volatile Batch batch = (texts) -> BatchOutcome.done();

		private Object next(String text) {
			this.calls.add(text);
			return this.result.get();
		}

		CompletionStage<String> stage(String text) {
			return (CompletionStage<String>) next(text);
		}

		Mono<String> mono(String text) {
			return (Mono<String>) next(text);
		}

		Flux<String> flux(String text) {
			return (Flux<String>) next(text);
		}

		Flow.Publisher<String> publisher(String text) {
			return (Flow.Publisher<String>) next(text);
		}

		Object anything(String text) {
			return next(text);
		}

		Object batch(List<String> texts) {
			this.calls.add(texts.toString());
			return this.batch.handle(texts);
		}

		/** What a batch ends with. */
		interface Batch {

			Object handle(List<String> texts);

		}

	}

}
