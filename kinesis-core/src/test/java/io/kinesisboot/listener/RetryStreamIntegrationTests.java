package io.kinesisboot.listener;

import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.IntStream;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.event.ShardState;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.UserRecord;
import io.kinesisboot.stream.StreamNotFoundException;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.auth.credentials.AnonymousCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for listeners with a retry stream, with the real KCL.
 */
class RetryStreamIntegrationTests {

	private static final Duration DELAY = Duration.ofSeconds(2);

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private static final KinesisProducer producer = KinesisProducer.builder(endpoint.kinesis()).build();

	private final List<FailedRecord> recovered = new CopyOnWriteArrayList<>();

	private final ListenerHarness harness = new ListenerHarness(endpoint)
		.retryStreams(new RetryStreams(() -> producer, Clock.systemUTC(), Duration.ofSeconds(10)));

	private final String stream = endpoint.createStream("orders", 1);

	private final String retryStream = endpoint.createStream("orders-retry", 2);

	RetryStreamIntegrationTests() {
		this.harness.options(this.harness.options()
			.withErrors(ErrorOptions.defaults().withMaxRetries(0).withRecoverer(this.recovered::add))
			.withRetryStream(new RetryStreamOptions(this.retryStream, DELAY, 2)));
	}

	@AfterAll
	static void close() {
		producer.close();
		endpoint.close();
	}

	@AfterEach
	void stopListeners() {
		this.harness.close();
	}

	@Test
	void failedRecordComesAgainAsItWasWhenItIsDueAndTheShardGoesOnMeanwhile() {
		producer.send(record("bad")).join();
		producer.send(record("good")).join();
		Flaky listener = new Flaky(Map.of("bad", 1));
		this.harness.start(listener, this.stream);
		await(() -> assertThat(listener.calls).hasSize(3));
		assertThat(listener.calls).extracting(Call::text).containsExactly("bad", "good", "bad");
		Call first = listener.calls.get(0);
		Call second = listener.calls.get(2);
		assertThat(second.record()).isEqualTo(first.record());
		assertThat(second.record().tags()).containsEntry("tenant", "acme");
		assertThat(second.stream()).isEqualTo(this.stream);
		assertThat(second.attempt()).isEqualTo(2);
		assertThat(Duration.between(first.time(), second.time())).isGreaterThanOrEqualTo(DELAY);
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void recordThatFailsInEachAttemptGoesToTheRecovererAsItWas() {
		endpoint.put(this.stream, "key", List.of("bad"));
		Flaky listener = new Flaky(Map.of("bad", 99));
		this.harness.start(listener, this.stream);
		await(() -> assertThat(this.recovered).hasSize(1));
		assertThat(listener.calls).extracting(Call::attempt).containsExactly(1, 2, 3);
		FailedRecord failed = this.recovered.get(0);
		assertThat(failed.record()).isEqualTo(listener.calls.get(0).record());
		assertThat(failed.attempts()).isEqualTo(3);
		assertThat(failed.cause()).hasMessage("bad fails");
	}

	@Test
	void allRecordsOfABatchComeAgainAndWhatWaitsOutlastsARestart() {
		List<String> texts = IntStream.range(0, 50).mapToObj(String::valueOf).toList();
		endpoint.put(this.stream, "key", texts);
		Batches batches = new Batches();
		KinesisMessageListenerContainer container = this.harness.start(batches, this.stream);
		await(() -> assertThat(batches.failed).containsAll(texts));
		container.stop();
		assertThat(container.isRunning()).isFalse();
		batches.failing = false;
		container.start();
		await(() -> assertThat(batches.done).containsAll(texts));
		assertThat(this.recovered).isEmpty();
	}

	@Test
	void recordTooOldForAnotherAttemptByItsFirstArrivalGoesToTheRecoverer() {
		this.harness.errors((errors) -> errors.withMaxRecordAge(DELAY.plusSeconds(1)));
		Flaky listener = new Flaky(Map.of("bad", 99));
		KinesisMessageListenerContainer container = this.harness.start(listener, this.stream);
		await(() -> assertThat(container.shards()).hasSize(3));
		endpoint.put(this.stream, "key", List.of("bad"));
		await(() -> assertThat(this.recovered).hasSize(1));
		assertThat(listener.calls).hasSizeLessThan(3);
		assertThat(this.recovered.get(0).cause()).hasMessageContaining("'maxRecordAge'");
	}

	@Test
	void shardStopsWhileTheRetryStreamCannotBeWrittenAndNothingIsLost() {
		Flaky listener = new Flaky(Map.of("bad", 1));
		endpoint.put(this.stream, "key", List.of("bad", "good"));
		try (KinesisAsyncClient nowhere = KinesisAsyncClient.builder()
			.endpointOverride(URI.create("http://127.0.0.1:1"))
			.region(Region.US_EAST_1)
			.credentialsProvider(AnonymousCredentialsProvider.create())
			.build(); KinesisProducer broken = KinesisProducer.builder(nowhere).build()) {
			this.harness.errors((errors) -> errors.withBackOff(IntervalFunction.of(1)))
				.retryStreams(new RetryStreams(() -> broken, Clock.systemUTC(), Duration.ofMillis(50)));
			Flaky failing = new Flaky(Map.of("bad", 99));
			KinesisMessageListenerContainer container = this.harness.start(failing, this.stream);
			await(() -> assertThat(container.shards()).extracting(ShardState::failure).anyMatch(Objects::nonNull));
			assertThat(failing.calls).extracting(Call::text).containsExactly("bad");
			container.stop();
		}
		assertThat(this.recovered).isEmpty();
		this.harness.retryStreams(new RetryStreams(() -> producer, Clock.systemUTC(), Duration.ofSeconds(10)));
		this.harness.start(listener, this.stream);
		await(() -> assertThat(listener.calls).extracting(Call::text).containsExactly("bad", "good", "bad"));
	}

	@Test
	void pauseHoldsUpBothStreamsAndShardsShowsBoth() {
		Flaky listener = new Flaky(Map.of("bad", 1));
		KinesisMessageListenerContainer container = this.harness.start(listener, this.stream);
		endpoint.put(this.stream, "key", List.of("bad"));
		await(() -> assertThat(listener.calls).hasSize(1));
		await(() -> assertThat(container.shards()).extracting(ShardState::source)
			.extracting("stream")
			.containsOnly(this.stream, this.retryStream)
			.hasSize(3));
		container.pause();
		endpoint.put(this.stream, "key", List.of("good"));
		Awaitility.await()
			.during(DELAY.plusSeconds(2))
			.atMost(KinesisTestEndpoint.patience())
			.until(() -> listener.calls.size() == 1);
		container.resume();
		await(() -> assertThat(listener.calls).extracting(Call::text).containsExactlyInAnyOrder("bad", "bad", "good"));
		assertThat(container.applicationNames()).containsExactly(ListenerHarness.applicationName(this.stream),
				ListenerHarness.applicationName(this.stream) + "-retry");
	}

	@Test
	void listenerDoesNotStartByHalfWithoutItsRetryStream() {
		this.harness
			.options(this.harness.options().withRetryStream(RetryStreamOptions.NONE.withStream("no-such-stream")));
		KinesisMessageListenerContainer container = this.harness.container(new Flaky(Map.of()), this.stream);
		assertThatExceptionOfType(StreamNotFoundException.class).isThrownBy(container::start)
			.withMessageContaining("'no-such-stream'");
		assertThat(container.isRunning()).isFalse();
		assertThat(container.shards()).isEmpty();
	}

	private UserRecord record(String text) {
		return new UserRecord(this.stream, "key", null, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)),
				Map.of("tenant", "acme"));
	}

	private static void await(Runnable assertion) {
		Awaitility.await().atMost(KinesisTestEndpoint.patience()).untilAsserted(assertion::run);
	}

	record Call(String text, String stream, int attempt, ReceivedRecord record, Instant time) {
	}

	static final class Flaky {

		private final List<Call> calls = new CopyOnWriteArrayList<>();

		private final Map<String, Integer> failures;

		Flaky(Map<String, Integer> failures) {
			this.failures = new ConcurrentHashMap<>(failures);
		}

		void listen(String text, @Header(KinesisHeaders.STREAM_NAME) String stream,
				@Header(KinesisHeaders.DELIVERY_ATTEMPT) int attempt, ReceivedRecord record) {
			this.calls.add(new Call(text, stream, attempt, record, Instant.now()));
			if (this.failures.merge(text, -1, Integer::sum) >= 0) {
				throw new IllegalStateException(text + " fails");
			}
		}

	}

	static final class Batches {

		private final List<String> failed = new CopyOnWriteArrayList<>();

		private final List<String> done = new CopyOnWriteArrayList<>();

		private volatile boolean failing = true;

		void listen(List<String> texts) {
			(this.failing ? this.failed : this.done).addAll(texts);
			if (this.failing) {
				throw new IllegalStateException("not yet");
			}
		}

	}

}
