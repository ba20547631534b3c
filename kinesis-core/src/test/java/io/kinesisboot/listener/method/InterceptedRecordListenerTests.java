package io.kinesisboot.listener.method;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Supplier;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.ReceivedRecord;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link InterceptedRecordListener}.
 */
class InterceptedRecordListenerTests {

	private final List<String> log = new CopyOnWriteArrayList<>();

	private final Listener listener = new Listener();

	private final ListenerRun run = new ListenerRun(this.listener);

	@Test
	void interceptorsRunInOrderBeforeTheCallAndInTheOppositeOrderAfterIt() {
		read("listen", "a", new Recorder("1"), new Recorder("2"));
		assertThat(this.log).containsExactly("1 before test[a]", "2 before test[a]", "call a", "2 success [a]",
				"1 success [a]", "2 return [a]", "1 return [a]");
		assertThat(this.run.done()).containsExactly("a");
	}

	@Test
	void batchIsInterceptedAsAWhole() {
		this.run.options((options) -> options.withInterceptors(List.of(new Recorder("1")))).read("batch", "a", "b");
		assertThat(this.log).containsExactly("1 before test[a, b]", "call [a, b]", "1 success [a, b]",
				"1 return [a, b]");
	}

	@Test
	void eachFailureIsTold() {
		this.listener.failure = new IllegalStateException("broken");
		read("listen", "a", new Recorder("1"));
		assertThat(this.log).containsExactly("1 before test[a]", "call a", "1 failure [a] broken", "1 return [a]",
				"1 before test[a]", "call a", "1 failure [a] broken", "1 return [a]", "1 before test[a]", "call a",
				"1 failure [a] broken", "1 return [a]");
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void interceptorThatFailsBeforeTheCallFailsItAndTheListenerIsNotCalled() {
		read("listen", "a", new Recorder("1"), new Recorder("2", "before"), new Recorder("3"));
		assertThat(this.log.subList(0, 4)).containsExactly("1 before test[a]", "2 before test[a]",
				"1 failure [a] 2 before", "1 return [a]");
		assertThat(this.log).doesNotContain("call a");
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void interceptorThatFailsAfterTheCallFailsIt() {
		read("listen", "a", new Recorder("1"), new Recorder("2", "success"), new Recorder("3"));
		assertThat(this.log.subList(0, 10)).containsExactly("1 before test[a]", "2 before test[a]", "3 before test[a]",
				"call a", "3 success [a]", "2 success [a]", "1 failure [a] 2 success", "3 return [a]", "2 return [a]",
				"1 return [a]");
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void interceptorThatFailsAfterAFailureLeavesItsCause() {
		this.listener.failure = new IllegalStateException("broken");
		read("listen", "a", new Recorder("1"), new Recorder("2", "failure"));
		assertThat(this.log).contains("1 failure [a] broken");
		assertThat(this.run.recovered.get(0).cause()).hasMessage("broken")
			.satisfies((cause) -> assertThat(cause.getSuppressed()).extracting(Throwable::getMessage)
				.contains("2 failure"));
	}

	@Test
	void interceptorThatFailsWhenTheListenerHasReturnedFailsNothing() {
		read("listen", "a", new Recorder("1"), new Recorder("2", "return"));
		assertThat(this.log).endsWith("2 return [a]", "1 return [a]").containsOnlyOnce("call a");
		assertThat(this.run.done()).containsExactly("a");
		assertThat(this.run.recovered).isEmpty();
	}

	@Test
	void endOfACallThatGoesOnIsToldWhenItHasEnded() {
		ExecutorService executor = Executors.newCachedThreadPool();
		CompletableFuture<String> stage = new CompletableFuture<>();
		this.listener.result = () -> stage;
		this.run.concurrency(2, executor);
		read("stage", "a", new Recorder("1"));
		awaitLog("1 before test[a]", "call a", "1 return [a]");
		assertThat(this.run.done()).isEmpty();
		stage.complete("done");
		awaitLog("1 before test[a]", "call a", "1 return [a]", "1 success [a]");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> !this.run.done().isEmpty());
		executor.shutdownNow();
	}

	@Test
	void failureOfACallThatGoesOnIsTold() {
		this.listener.result = () -> CompletableFuture.failedFuture(new IllegalStateException("broken"));
		read("stage", "a", new Recorder("1"));
		assertThat(this.log.subList(0, 4)).containsExactly("1 before test[a]", "call a", "1 failure [a] broken",
				"1 return [a]");
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void interceptorThatFailsAfterACallThatGoesOnFailsIt() {
		read("stage", "a", new Recorder("1"), new Recorder("2", "success"));
		assertThat(this.log).contains("1 failure [a] 2 success");
		assertThat(this.run.givenUp()).containsExactly("a");
	}

	@Test
	void recordThatCannotBeConvertedIsNotIntercepted() {
		read("number", "none", new Recorder("1"));
		assertThat(this.log).isEmpty();
		assertThat(this.run.givenUp()).containsExactly("none");
	}

	private void read(String method, String payload, KinesisListenerInterceptor... interceptors) {
		this.run.options((options) -> options.withInterceptors(Arrays.asList(interceptors))).read(method, payload);
	}

	private void awaitLog(String... entries) {
		Awaitility.await()
			.atMost(KinesisTestEndpoint.patience())
			.untilAsserted(() -> assertThat(this.log).containsExactly(entries));
	}

	private static List<String> texts(List<ReceivedRecord> records) {
		return records.stream().map(ListenerRun::text).toList();
	}

	/** Keeps what it is told, and fails at one of its methods. */
	private final class Recorder implements KinesisListenerInterceptor {

		private final String name;

		private final String failsAt;

		private final List<Thread> threads = new ArrayList<>();

		Recorder(String name) {
			this(name, "never");
		}

		Recorder(String name, String failsAt) {
			this.name = name;
			this.failsAt = failsAt;
		}

		@Override
		public void beforeCall(String listenerId, List<ReceivedRecord> records) {
			this.threads.add(Thread.currentThread());
			told("before", listenerId + texts(records));
		}

		@Override
		public void afterReturn(String listenerId, List<ReceivedRecord> records) {
			assertThat(this.threads).last().isSameAs(Thread.currentThread());
			told("return", texts(records).toString());
		}

		@Override
		public void afterSuccess(String listenerId, List<ReceivedRecord> records) {
			told("success", texts(records).toString());
		}

		@Override
		public void afterFailure(String listenerId, List<ReceivedRecord> records, Throwable failure) {
			told("failure", texts(records) + " " + failure.getMessage());
		}

		private void told(String method, String what) {
			InterceptedRecordListenerTests.this.log.add(this.name + " " + method + " " + what);
			if (method.equals(this.failsAt)) {
				throw new IllegalStateException(this.name + " " + method);
			}
		}

	}

	private final class Listener {

		@Nullable RuntimeException failure;

		Supplier<CompletionStage<String>> result = () -> CompletableFuture.completedFuture("done");

		void listen(String text) {
			InterceptedRecordListenerTests.this.log.add("call " + text);
			if (this.failure != null) {
				throw this.failure;
			}
		}

		CompletionStage<String> stage(String text) {
			listen(text);
			return this.result.get();
		}

		void batch(List<String> texts) {
			listen(texts.toString());
		}

		void number(Integer number) {
			listen(number.toString());
		}

	}

}
