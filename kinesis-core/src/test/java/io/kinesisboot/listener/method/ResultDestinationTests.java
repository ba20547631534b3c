package io.kinesisboot.listener.method;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.function.Function;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import reactor.core.publisher.Flux;

import org.springframework.messaging.Message;
import org.springframework.messaging.handler.annotation.SendTo;
import org.springframework.messaging.support.MessageBuilder;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link ResultDestination} by what is sent, and what becomes of the records.
 */
class ResultDestinationTests {

	private final ExecutorService executor = Executors.newCachedThreadPool();

	private final List<String> sent = new CopyOnWriteArrayList<>();

	private final Listener listener = new Listener();

	private final ListenerRun run = new ListenerRun(this.listener)
		.options((options) -> options.withResultSender(this::send));

	private Function<String, CompletionStage<?>> service = (payload) -> CompletableFuture.completedFuture("sent");

	@AfterEach
	void stopThreads() {
		this.executor.shutdownNow();
	}

	@Test
	void valueGoesToTheStreamWithTheKeyOfItsRecord() {
		this.listener.result = "value";
		this.run.read("listen", "k1:a", "k2:b");
		assertThat(this.sent).containsExactly("totals/k1/value", "totals/k2/value");
		assertThat(this.run.done()).containsExactly("k1:a", "k2:b");
	}

	@Test
	void messageKeepsItsKeyAndItsHeaders() {
		this.listener.result = MessageBuilder.withPayload("value")
			.setHeader(KinesisHeaders.PARTITION_KEY, "own")
			.setHeader("type", "total")
			.build();
		this.run.read("listen", "k:a");
		assertThat(this.sent).containsExactly("totals/own/value/total");
	}

	@Test
	void messageWithoutAKeyGetsThatOfItsRecord() {
		this.listener.result = MessageBuilder.withPayload("value").setHeader("type", "total").build();
		this.run.read("listen", "k:a");
		assertThat(this.sent).containsExactly("totals/k/value/total");
	}

	@Test
	void eachElementOfACollectionIsSentInOrder() {
		this.listener.result = List.of("one", MessageBuilder.withPayload("two").build());
		this.run.read("listen", "k:a");
		assertThat(this.sent).containsExactly("totals/k/one", "totals/k/two");
	}

	@Test
	void resultOfAStageIsSent() {
		this.listener.result = CompletableFuture.completedFuture(List.of("one", "two"));
		this.run.read("listen", "k:a");
		assertThat(this.sent).containsExactly("totals/k/one", "totals/k/two");
	}

	@Test
	void eachElementOfAFluxIsSentAndNoMoreAreTakenThanAreUnderWay() {
		List<CompletableFuture<String>> answers = new CopyOnWriteArrayList<>();
		this.service = (payload) -> {
			CompletableFuture<String> answer = new CompletableFuture<>();
			answers.add(answer);
			return answer;
		};
		this.listener.result = Flux.range(0, 1000).map(String::valueOf);
		this.run.concurrency(2, this.executor).read("listen", "k:a");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> answers.size() == 256);
		for (int i = 0; i < 1000; i++) {
			assertThat(answers).hasSize(Math.min(1000, 256 + i));
			assertThat(this.run.done()).isEmpty();
			answers.get(i).complete("sent");
		}
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> !this.run.done().isEmpty());
		assertThat(this.sent)
			.containsExactlyElementsOf(IntStream.range(0, 1000).mapToObj((number) -> "totals/k/" + number).toList());
	}

	@Test
	void nothingIsSentForNull() {
		this.listener.result = null;
		this.run.read("listen", "k:a");
		this.listener.result = CompletableFuture.completedFuture(null);
		this.run.read("listen", "k:b");
		assertThat(this.sent).isEmpty();
		assertThat(this.run.done()).containsExactly("k:a", "k:b");
	}

	@Test
	void recordIsDoneOnlyWhenTheServiceHasItsResult() {
		CompletableFuture<String> answer = new CompletableFuture<>();
		this.service = (payload) -> answer;
		this.listener.result = "value";
		this.run.concurrency(2, this.executor).read("listen", "k:a", "k:b");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> !this.sent.isEmpty());
		assertThat(this.run.done()).isEmpty();
		assertThat(this.sent).hasSize(1);
		answer.complete("sent");
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).until(() -> this.run.done().size() == 2);
	}

	@Test
	void sendThatFailsIsAFailureOfTheCall() {
		List<CompletionStage<?>> answers = new ArrayList<>(List.of(failed(), failed()));
		this.service = (payload) -> answers.isEmpty() ? CompletableFuture.completedFuture("sent") : answers.remove(0);
		this.listener.result = "value";
		this.run.read("listen", "k:a");
		assertThat(this.sent).hasSize(3);
		assertThat(this.run.recovered).isEmpty();
		this.service = (payload) -> failed();
		this.run.read("listen", "k:b");
		assertThat(this.run.givenUp()).containsExactly("k:b");
		assertThat(this.run.recovered.get(0).cause()).hasMessage("no room");
	}

	@Test
	void senderThatThrowsIsAFailureOfTheCall() {
		this.service = (payload) -> {
			throw new IllegalStateException("closed");
		};
		for (Object result : List.of("value", CompletableFuture.completedFuture("value"), Flux.just("value"))) {
			this.listener.result = result;
			this.run.read("listen", "k:a");
		}
		assertThat(this.run.givenUp()).hasSize(3);
		assertThat(this.run.recovered).allSatisfy((failed) -> assertThat(failed.cause()).hasMessage("closed"));
	}

	@Test
	void oneOfSeveralThatFailsFailsTheCall() {
		this.service = (payload) -> payload.equals("two") ? failed() : CompletableFuture.completedFuture("sent");
		for (Object result : List.of(List.of("one", "two", "three"), Flux.just("one", "two", "three"))) {
			this.listener.result = result;
			this.run.read("listen", "k:a");
		}
		assertThat(this.run.givenUp()).hasSize(2);
	}

	@Test
	void placeholdersOfTheStreamAreReplaced() {
		this.listener.result = "value";
		this.run.options((options) -> options.withText((text) -> text.replace("${stream}", "replaced")))
			.read("placeholder", "k:a");
		assertThat(this.sent).containsExactly("replaced/k/value");
	}

	@Test
	void destinationOfTheClassIsThatOfMethodsThatReturnSomething() {
		ListenerRun run = new ListenerRun(new OfClass()).options((options) -> options.withResultSender(this::send));
		run.read("returning", "k:a");
		run.read("returningNothing", "k:a");
		run.read("own", "k:a");
		assertThat(this.sent).containsExactly("of-class/k/k:a", "of-method/k/k:a");
	}

	@Test
	void whatCannotBeSentIsRefused() {
		assertRefused("batch", "must take one record at a time, not a batch");
		assertRefused("nothing", "must return what is sent");
		assertRefused("nowhere", "must name one stream");
		assertRefused("twice", "must name one stream");
		this.run.options((options) -> options.withResultSender(null));
		assertRefused("listen", "needs a ResultSender, such as a KinesisTemplate, and there is none");
	}

	private void assertRefused(String method, String reason) {
		assertThatIllegalArgumentException().isThrownBy(() -> this.run.read(method, "a"))
			.withMessageContainingAll(method, "with @SendTo " + reason);
	}

	private static CompletionStage<?> failed() {
		return CompletableFuture.failedFuture(new IllegalStateException("no room"));
	}

	private CompletionStage<?> send(String stream, Message<?> message) {
		Object type = message.getHeaders().get("type");
		this.sent.add(stream + "/" + message.getHeaders().get(KinesisHeaders.PARTITION_KEY) + "/" + message.getPayload()
				+ ((type != null) ? "/" + type : ""));
		return this.service.apply(message.getPayload().toString());
	}

	static class Listener {

		volatile @Nullable Object result;

		@SendTo("totals")
		@Nullable Object listen(String text) {
			return this.result;
		}

		@SendTo("${stream}")
		@Nullable Object placeholder(String text) {
			return this.result;
		}

		@SendTo("totals")
		Object batch(List<String> texts) {
			return texts;
		}

		@SendTo("totals")
		void nothing(String text) {
		}

		@SendTo
		String nowhere(String text) {
			return text;
		}

		@SendTo({ "totals", "others" })
		String twice(String text) {
			return text;
		}

	}

	@SendTo("of-class")
	static class OfClass {

		String returning(String text) {
			return text;
		}

		void returningNothing(String text) {
		}

		@SendTo("of-method")
		String own(String text) {
			return text;
		}

	}

}
