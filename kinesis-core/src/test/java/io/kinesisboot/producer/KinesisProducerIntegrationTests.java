package io.kinesisboot.producer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Call;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Script;
import io.kinesisboot.stream.StreamNotFoundException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.awaitility.Awaitility;
import org.hamcrest.Matchers;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.exception.ApiCallTimeoutException;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class KinesisProducerIntegrationTests {

	private static final String THROTTLED = "ProvisionedThroughputExceededException";

	private final ScriptedKinesisEndpoint endpoint = ScriptedKinesisEndpoint.start();

	private final CountDownLatch answers = new CountDownLatch(1);

	private KinesisProducer producer = producer(UnaryOperator.identity());

	@AfterEach
	void close() {
		this.answers.countDown();
		this.producer.close();
		this.endpoint.close();
	}

	private KinesisProducer producer(UnaryOperator<ProducerOptions.Builder> options) {
		return producer(this.endpoint.client(), options);
	}

	private KinesisProducer producer(KinesisAsyncClient client, UnaryOperator<ProducerOptions.Builder> options) {
		return builder(client, options).build();
	}

	/** Of producers whose calls show the keys of their records. */
	private static KinesisProducer.Builder builder(KinesisAsyncClient client,
			UnaryOperator<ProducerOptions.Builder> options) {
		return KinesisProducer.builder(client)
			.options(options
				.apply(ProducerOptions.builder()
					.aggregation(AggregationOptions.disabled())
					.shardRate(ProducerOptions.UNLIMITED))
				.build())
			.random(new Random(42));
	}

	/** So that calls are as full as they can be. */
	private BatchResult sendTogether(List<UserRecord> records) {
		CountDownLatch sent = new CountDownLatch(1);
		this.endpoint.holdShards(sent);
		CompletableFuture<BatchResult> result = this.producer.sendAll(records);
		sent.countDown();
		return result.join();
	}

	private Script held() {
		return ScriptedKinesisEndpoint.hold(this.answers, ScriptedKinesisEndpoint.accept());
	}

	private static UserRecord record(String key, int bytes) {
		return new UserRecord("orders", key, ByteBuffer.allocate(bytes));
	}

	private static UserRecord record(String key) {
		return record(key, 10);
	}

	private static List<UserRecord> records(int count) {
		return IntStream.range(0, count).mapToObj((i) -> record("key-" + i)).toList();
	}

	private static List<String> keys(int from, int to) {
		return IntStream.range(from, to).mapToObj((i) -> "key-" + i).toList();
	}

	@Test
	void recordArrivesAsItIs() {
		UserRecord record = new UserRecord("orders", "key", "7", ByteBuffer.wrap(new byte[] { 1, 2 }));
		SendResult result = this.producer.send(record).join();
		assertThat(result).isEqualTo(new SendResult("orders", "shardId-000000000000", "1", 1));
		assertThat(this.endpoint.calls()).singleElement().satisfies((call) -> {
			assertThat(call.stream()).isEqualTo("orders");
			assertThat(call.entries()).singleElement().satisfies((put) -> {
				assertThat(put.partitionKey()).isEqualTo("key");
				assertThat(put.explicitHashKey()).isEqualTo("7");
				assertThat(put.data()).containsExactly(1, 2);
			});
		});
	}

	@Test
	void batchGoesOutInOrderInCallsOfAtMost500() {
		BatchResult result = sendTogether(records(1203));
		assertThat(result.throwIfAnyFailed().accepted()).hasSize(1203);
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys)
			.containsExactly(keys(0, 500), keys(500, 1000), keys(1000, 1203));
		assertThat(this.endpoint.mostAtOnce()).isEqualTo(1);
	}

	@Test
	void callsStayWithinTheByteLimit() {
		this.producer = producer((options) -> options.maxBatchBytes(1024 * 1024));
		List<UserRecord> records = IntStream.range(0, 5).mapToObj((i) -> record("key-" + i, 400_000)).toList();
		sendTogether(records).throwIfAnyFailed();
		assertThat(this.endpoint.calls()).extracting(Call::bytes).containsExactly(800_010, 800_010, 400_005);
	}

	@Test
	void emptyBatchMakesNoCall() {
		assertThat(this.producer.sendAll(List.of()).join().outcomes()).isEmpty();
		assertThat(this.endpoint.calls()).isEmpty();
	}

	@Test
	void outcomesComeInTheOrderOfTheRecords() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0, 2));
		BatchResult result = sendTogether(records(4));
		assertThat(result.outcomes()).extracting(PutOutcome::index).containsExactly(0, 1, 2, 3);
		assertThat(result.outcomes()).extracting(PutOutcome::partitionKey).containsExactlyElementsOf(keys(0, 4));
		assertThat(result.accepted()).extracting(SendResult::sequenceNumber).containsExactly("3", "1", "4", "2");
		assertThat(result.accepted()).extracting(SendResult::attempts).containsExactly(2, 1, 2, 1);
	}

	@Test
	void onlyRefusedEntriesAreSentAgain() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(1, 3, 4), ScriptedKinesisEndpoint.refuse(1));
		BatchResult result = sendTogether(records(5));
		assertThat(result.failed()).isEmpty();
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys)
			.containsExactly(keys(0, 5), List.of("key-1", "key-3", "key-4"), List.of("key-3"));
	}

	@Test
	void refusedEntriesAreSentAgainBeforeTheNextCall() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(499));
		sendTogether(records(501)).throwIfAnyFailed();
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys).containsExactly(keys(0, 500), keys(499, 501));
	}

	@Test
	void recordsOfOneKeyGoOneAfterTheOther() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0));
		sendTogether(List.of(record("a", 1), record("a", 2), record("b", 3), record("a", 4))).throwIfAnyFailed();
		assertThat(this.endpoint.calls())
			.extracting((call) -> call.entries().stream().map((put) -> put.data().length).toList())
			.containsExactly(List.of(1), List.of(1), List.of(2, 3), List.of(4));
	}

	@Test
	void recordsGoTogetherIfNoOrderIsKept() {
		this.producer = producer((options) -> options.ordering(Ordering.NONE));
		sendTogether(List.of(record("a"), record("a"), record("b"))).throwIfAnyFailed();
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys).containsExactly(List.of("a", "a", "b"));
	}

	@Test
	void entryThatIsAlwaysRefusedFailsAndTheOthersAreAccepted() {
		ManualTime time = new ManualTime();
		this.producer = builder(this.endpoint.client(), (options) -> options.recordTimeToLive(Duration.ofSeconds(5)))
			.ticker(time)
			.build();
		this.endpoint.otherwise(ScriptedKinesisEndpoint.refuseKeys("key-1"::equals));
		BatchResult result = sendTogether(records(3));
		assertThat(time.read()).isEqualTo(Duration.ofSeconds(5).toNanos());
		int attempts = this.endpoint.calls().size();
		assertThat(result.accepted()).hasSize(2);
		assertThat(result.failed()).singleElement().satisfies((failed) -> {
			assertThat(failed.index()).isEqualTo(1);
			assertThat(failed.partitionKey()).isEqualTo("key-1");
			assertThat(failed.attempts()).isEqualTo(attempts).isGreaterThan(3);
			assertThat(failed.error().getErrorCode()).isEqualTo(THROTTLED);
			assertThat(failed.error().getShardId()).isEqualTo("shardId-000000000007");
			assertThat(failed.error())
				.hasMessage("Record with partition key 'key-1' was not accepted by stream 'orders' "
						+ "(attempts: %d): ProvisionedThroughputExceededException: "
						+ "Rate exceeded for shard shardId-000000000007 in stream orders", attempts);
		});
		assertThatExceptionOfType(SendException.class).isThrownBy(result::throwIfAnyFailed)
			.withMessageStartingWith("1 of 3 records were not accepted; first: Record with partition key 'key-1'")
			.withCause(result.failed().get(0).error());
	}

	@Test
	void pausesLieWithinTheBoundsOfFullJitter() {
		ManualTime time = new ManualTime();
		this.producer = builder(this.endpoint.client(),
				(options) -> options.backOffBase(Duration.ofMillis(100)).backOffCap(Duration.ofSeconds(1)))
			.ticker(time)
			.build();
		this.endpoint.script(Collections.nCopies(8, ScriptedKinesisEndpoint.refuse(0)).toArray(Script[]::new));
		assertThat(this.producer.send(record("key")).join().attempts()).isEqualTo(9);
		List<Long> boundsMillis = List.of(100L, 200L, 400L, 800L, 1000L, 1000L, 1000L, 1000L);
		assertThat(time.pausesNanos()).hasSameSizeAs(boundsMillis)
			.doesNotHaveDuplicates()
			.zipSatisfy(boundsMillis, (pause, bound) -> assertThat(pause).isBetween(0L, bound * 1_000_000));
	}

	@ParameterizedTest
	@MethodSource("transientFaults")
	void lostCallIsMadeAgain(Script fault) {
		this.endpoint.script(fault, fault);
		BatchResult result = sendTogether(records(3));
		assertThat(result.accepted()).hasSize(3).extracting(SendResult::attempts).containsOnly(3);
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys)
			.containsExactly(keys(0, 3), keys(0, 3), keys(0, 3));
	}

	static List<Script> transientFaults() {
		return List.of(ScriptedKinesisEndpoint.fail(500, "InternalFailure"),
				ScriptedKinesisEndpoint.fail(503, "ServiceUnavailable"), ScriptedKinesisEndpoint.fail(400, THROTTLED),
				ScriptedKinesisEndpoint.fail(400, "KMSThrottlingException"), ScriptedKinesisEndpoint.drop());
	}

	@Test
	void clientThatThrowsFailsTheSendAndGivesItsMemoryBack() {
		this.producer = producer(AnsweringClient.of(this.endpoint.client(), (request) -> {
			throw new IllegalStateException("closed");
		}), (options) -> options.memory(2 * 1024 * 1024).maxBlock(Duration.ZERO));
		for (int i = 0; i < 3; i++) {
			assertThatSend(record("key", 900_000)).satisfies((ex) -> assertThat(ex).hasMessageEndingWith(": closed"));
		}
	}

	@Test
	void callThatOutlivesItsRecordsFails() {
		this.producer = producer((options) -> options.recordTimeToLive(Duration.ofSeconds(2)));
		this.endpoint.otherwise(held());
		assertThatSend(record("key")).satisfies((ex) -> {
			assertThat(ex.getAttempts()).isEqualTo(1);
			assertThat(ex.getErrorCode()).isNull();
			assertThat(ex).hasCauseInstanceOf(ApiCallTimeoutException.class);
		});
	}

	@ParameterizedTest
	@ValueSource(strings = { "AccessDeniedException", "ValidationException", "InvalidArgumentException" })
	void callThatCannotSucceedIsNotMadeAgain(String code) {
		this.endpoint.otherwise(ScriptedKinesisEndpoint.fail(400, code));
		assertThatSend(record("key")).satisfies((ex) -> {
			assertThat(ex.getErrorCode()).isEqualTo(code);
			assertThat(ex.getAttempts()).isEqualTo(1);
			assertThat(ex).hasMessageContainingAll("'key'", "'orders'", code, "scripted")
				.hasCauseInstanceOf(Exception.class);
		});
		assertThat(this.endpoint.calls()).hasSize(1);
	}

	@Test
	void unknownStreamIsNamedAndNotTriedAgain() {
		this.endpoint.otherwise(ScriptedKinesisEndpoint.fail(400, "ResourceNotFoundException"));
		assertThatSend(record("key")).satisfies((ex) -> assertThat(ex).hasMessageContaining(
				"ResourceNotFoundException: Stream 'orders' was not found in region 'eu-west-1' at endpoint "
						+ this.endpoint.endpoint())
			.hasCauseInstanceOf(StreamNotFoundException.class));
		assertThat(this.endpoint.calls()).hasSize(1);
	}

	@Test
	void streamThatFailedIsSparedTheRestOfTheBatchAndOtherStreamsAreNot() {
		this.endpoint.otherwise((call, answering) -> (call.stream().equals("orders")
				? ScriptedKinesisEndpoint.fail(400, "ResourceNotFoundException") : ScriptedKinesisEndpoint.accept())
			.answer(call, answering));
		List<UserRecord> batch = new ArrayList<>(records(501));
		batch.add(new UserRecord("clicks", "click", ByteBuffer.allocate(1)));
		BatchResult result = sendTogether(batch);
		assertThat(result.failed()).hasSize(501)
			.allSatisfy((failed) -> assertThat(failed.error()).hasCauseInstanceOf(StreamNotFoundException.class));
		assertThat(result.failed().get(500).attempts()).isZero();
		assertThat(result.accepted()).extracting(SendResult::stream).containsExactly("clicks");
		assertThat(this.endpoint.calls()).extracting(Call::stream).containsExactlyInAnyOrder("orders", "clicks");
	}

	@Test
	void answerThatLeavesRecordsOutFailsThemAll() {
		this.endpoint.otherwise(ScriptedKinesisEndpoint.truncate());
		assertThat(sendTogether(records(3)).failed()).hasSize(3)
			.allSatisfy((failed) -> assertThat(failed.error()).hasMessageEndingWith("answered for 2 of 3 records"));
	}

	@Test
	void recordOverTheLimitIsRefusedWithoutACall() {
		this.producer = producer((options) -> options.maxRecordBytes(1000));
		assertThatSend(record("key", 998)).isInstanceOfSatisfying(RecordTooLargeException.class, (ex) -> {
			assertThat(ex.getMaxRecordBytes()).isEqualTo(1000);
			assertThat(ex.getRecordBytes()).isEqualTo(1001);
			assertThat(ex).hasMessageContainingAll("'maxRecordBytes'", "1000 bytes", "was 1001", "'orders'");
		});
		assertThat(this.endpoint.calls()).isEmpty();
	}

	@Test
	void recordAtTheLimitIsSent() {
		this.producer = producer((options) -> options.maxRecordBytes(1000));
		assertThat(this.producer.send(record("key", 997)).join().attempts()).isEqualTo(1);
	}

	@Test
	void recordOverTheLimitDoesNotHoldUpItsBatch() {
		BatchResult result = this.producer
			.sendAll(List.of(record("small"), record("large", 1024 * 1024), record("also-small")))
			.join();
		assertThat(result.accepted()).hasSize(2);
		assertThat(result.failed()).extracting(PutOutcome.Failed::partitionKey).containsExactly("large");
		assertThat(result.failed().get(0).attempts()).isZero();
	}

	@Test
	void senderPastMaxBlockGetsBackPressure() {
		this.producer = producer((options) -> options.memory(2 * 1024 * 1024).maxBlock(Duration.ZERO));
		this.endpoint.otherwise(held());
		List<CompletableFuture<SendResult>> admitted = List.of(this.producer.send(record("a", 400_000)),
				this.producer.send(record("b", 400_000)));
		assertThat(this.producer.send(record("c", 400_000))).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(BackPressureException.class)
			.havingCause()
			.withMessage("1600516 of 2097152 bytes ('memory') stayed in use for PT0S ('maxBlock'); "
					+ "send less at once or raise one of the two");
		this.answers.countDown();
		assertThat(admitted).allSatisfy((future) -> assertThat(future.join().attempts()).isEqualTo(1));
	}

	@Test
	void nobodyPassesWhoWaitsForMemory() {
		this.producer = producer((options) -> options.memory(2 * 1024 * 1024));
		this.endpoint.otherwise(held());
		this.producer.send(record("a", 900_000));
		CompletableFuture<CompletableFuture<SendResult>> waiting = new CompletableFuture<>();
		Thread sender = new Thread(() -> waiting.complete(this.producer.send(record("b", 900_000))));
		sender.start();
		Awaitility.await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
		assertThat(this.producer.trySend(record("c"))).isEmpty();
		this.answers.countDown();
		assertThat(waiting.thenCompose((sent) -> sent).join().attempts()).isEqualTo(1);
		assertThat(this.producer.trySend(record("c"))).isPresent();
	}

	@Test
	void noMoreThanMaxInFlightCallsAreMadeAtOnce() {
		this.producer = producer((options) -> options.maxInFlight(3).maxBatchRecords(1).ordering(Ordering.NONE));
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0), ScriptedKinesisEndpoint.drop());
		List<CompletableFuture<SendResult>> futures = IntStream.range(0, 200)
			.parallel()
			.mapToObj((i) -> this.producer.send(record("key-" + i)))
			.toList();
		assertThat(futures).allSatisfy((future) -> assertThat(future.join().shardId()).isNotEmpty());
		assertThat(this.endpoint.mostAtOnce()).isBetween(1, 3);
	}

	@Test
	void memoryIsFreeWhenTheFutureCompletes() {
		this.producer = producer((options) -> options.memory(2 * 1024 * 1024).maxBlock(Duration.ZERO));
		SendResult last = this.producer.send(record("first", 900_000))
			.thenCompose((result) -> this.producer.send(record("second", 900_000)))
			.thenCompose((result) -> this.producer.send(record("third", 900_000)))
			.join();
		assertThat(last.sequenceNumber()).isEqualTo("3");
	}

	@Test
	void cancelledFutureStillGivesItsMemoryBack() {
		this.producer = producer((options) -> options.memory(2 * 1024 * 1024));
		this.endpoint.script(held());
		CompletableFuture<SendResult> cancelled = this.producer.send(record("cancelled", 900_000));
		cancelled.cancel(true);
		this.answers.countDown();
		assertThat(this.producer.send(record("next", 900_000)).join().sequenceNumber()).isEqualTo("2");
	}

	@Test
	void interruptedSenderSendsNothing() {
		Thread.currentThread().interrupt();
		CompletableFuture<SendResult> future = this.producer.send(record("key"));
		assertThat(Thread.interrupted()).isTrue();
		assertThat(future.handle((result, ex) -> ex).join()).isExactlyInstanceOf(KinesisBootException.class)
			.hasCauseInstanceOf(InterruptedException.class);
		assertThat(this.endpoint.calls()).isEmpty();
	}

	@Test
	void flushWaitsForWhatWasSentBefore() {
		this.endpoint.script(held());
		CompletableFuture<SendResult> sent = this.producer.send(record("key"));
		CompletableFuture<Void> flushed = this.producer.flush();
		assertThat(flushed).isNotDone();
		this.answers.countDown();
		flushed.join();
		assertThat(sent).isCompleted();
	}

	@Test
	void closeWaitsForWhatIsUnderWay() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0), ScriptedKinesisEndpoint.refuse(0));
		List<CompletableFuture<SendResult>> futures = records(10).stream().map(this.producer::send).toList();
		this.producer.close(Duration.ofSeconds(30));
		assertThat(futures).allSatisfy((future) -> assertThat(future).isCompleted());
	}

	@Test
	void closeFailsWhatIsNotSettledInTime() {
		this.endpoint.otherwise(held());
		CompletableFuture<SendResult> single = this.producer.send(record("key-0"));
		Awaitility.await().until(() -> !this.endpoint.calls().isEmpty());
		CompletableFuture<BatchResult> batch = this.producer.sendAll(records(501));
		this.producer.close(Duration.ZERO);
		assertThat(single).isCompletedExceptionally();
		assertThat(batch.join().failed()).hasSize(501);
		assertThat(single.handle((result, ex) -> ex).join()).hasMessage(
				"Record with partition key 'key-0' was not accepted by stream 'orders' (attempts: 1): the producer was closed");
		assertThat(batch.join().failed()).extracting(PutOutcome.Failed::attempts).containsOnly(0);
	}

	@Test
	void nothingMoreOfABatchGoesOutAfterCloseFailedIt() {
		CompletableFuture<PutRecordsResponse> answer = new CompletableFuture<>();
		AtomicInteger calls = new AtomicInteger();
		this.producer = producer(AnsweringClient.of(this.endpoint.client(), (request) -> {
			calls.incrementAndGet();
			return answer;
		}), UnaryOperator.identity());
		CompletableFuture<BatchResult> batch = this.producer.sendAll(records(501));
		Awaitility.await().untilAtomic(calls, Matchers.is(1));
		this.producer.close(Duration.ZERO);
		answer.complete(PutRecordsResponse.builder()
			.records(Collections.nCopies(500, PutRecordsResultEntry.builder().shardId("s").sequenceNumber("1").build()))
			.build());
		assertThat(batch.join().failed()).hasSize(501);
		assertThat(calls).hasValue(1);
	}

	@Test
	void closedProducerLeavesThoseOfTheSameBuilderOpen() {
		KinesisProducer.Builder builder = KinesisProducer.builder(this.endpoint.client());
		this.producer = builder.build();
		builder.build().close();
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0));
		assertThat(this.producer.send(record("key")).join().attempts()).isEqualTo(2);
	}

	@Test
	void senderThatWaitsForMemoryFailsWhenTheProducerIsClosed() {
		this.producer = producer((options) -> options.memory(2 * 1024 * 1024));
		this.endpoint.otherwise(held());
		CompletableFuture<SendResult> first = this.producer.send(record("first", 900_000));
		CompletableFuture<CompletableFuture<SendResult>> second = new CompletableFuture<>();
		Thread sender = new Thread(() -> second.complete(this.producer.send(record("second", 900_000))));
		sender.start();
		Awaitility.await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
		this.producer.close(Duration.ZERO);
		assertThat(first).isCompletedExceptionally();
		assertThat(second.thenCompose((future) -> future)).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withMessageContaining("the producer was closed");
	}

	@Test
	void aggregateIsNoLargerThanARecordMayBe() {
		this.producer = producer((options) -> options.aggregation(AggregationOptions.defaults())
			.maxRecordBytes(1000)
			.maxBatchBytes(1000));
		sendTogether(records(100)).throwIfAnyFailed();
		assertThat(this.endpoint.calls()).hasSizeGreaterThan(1)
			.allSatisfy((call) -> assertThat(call.bytes()).isLessThanOrEqualTo(1000));
	}

	@Test
	void recordThatComesWhileItsShardPausesFailsWhenItIsTooLate() {
		this.producer = producer((options) -> options.aggregation(AggregationOptions.defaults())
			.recordTimeToLive(Duration.ofSeconds(2))
			.backOffBase(Duration.ofHours(24))
			.backOffCap(Duration.ofHours(24)));
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0));
		CompletableFuture<SendResult> refused = this.producer.send(record("first"));
		Awaitility.await().until(() -> this.endpoint.calls().size() == 1);
		CompletableFuture<SendResult> open = this.producer.send(record("second"));
		assertThat(refused).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);
		assertThat(open).failsWithin(Duration.ofSeconds(30)).withThrowableOfType(ExecutionException.class);
		assertThat(this.endpoint.calls()).hasSize(1);
	}

	@Test
	void tagsAreRefusedWhereRecordsGoAsTheyAre() {
		assertThatSend(new UserRecord("orders", "key", null, ByteBuffer.allocate(1), Map.of("id", "7")))
			.satisfies((ex) -> assertThat(ex)
				.hasMessageEndingWith("its tags need an aggregate, and the producer's 'aggregation' is not enabled"));
		assertThat(this.endpoint.calls()).isEmpty();
	}

	@Test
	void sendAfterCloseFails() {
		this.producer.close();
		this.producer.close();
		assertThatSend(record("key")).satisfies((ex) -> assertThat(ex).hasMessageEndingWith("the producer was closed"));
		assertThat(this.producer.sendAll(records(2)).join().failed()).hasSize(2);
		assertThat(this.endpoint.calls()).isEmpty();
	}

	private ObjectAssert<SendException> assertThatSend(UserRecord record) {
		Throwable error = this.producer.send(record).handle((result, ex) -> ex).join();
		return assertThat(error).isInstanceOf(SendException.class)
			.asInstanceOf(InstanceOfAssertFactories.type(SendException.class));
	}

}
