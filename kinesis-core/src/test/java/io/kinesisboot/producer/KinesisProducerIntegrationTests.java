package io.kinesisboot.producer;

import java.lang.reflect.Proxy;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Call;
import io.kinesisboot.producer.ScriptedKinesisEndpoint.Script;
import io.kinesisboot.stream.StreamNotFoundException;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.assertj.core.api.ObjectAssert;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequest;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

@Timeout(60)
class KinesisProducerIntegrationTests {

	private static final String THROTTLED = "ProvisionedThroughputExceededException";

	private final ScriptedKinesisEndpoint endpoint = ScriptedKinesisEndpoint.start();

	private final ManualTime time = new ManualTime();

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
		return KinesisProducer.builder(client)
			.options(options.apply(ProducerOptions.builder()).build())
			.ticker(this.time)
			.scheduler(this.time)
			.random(new Random(42))
			.build();
	}

	/** The endpoint's client, but for how it answers PutRecords. */
	private KinesisAsyncClient clientWith(
			Function<PutRecordsRequest, CompletableFuture<PutRecordsResponse>> putRecords) {
		return (KinesisAsyncClient) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { KinesisAsyncClient.class },
				(proxy, method, args) -> (args != null && args[0] instanceof PutRecordsRequest request)
						? putRecords.apply(request) : method.invoke(this.endpoint.client(), args));
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
		BatchResult result = this.producer.sendAll(records(1203)).join();
		assertThat(result.throwIfAnyFailed().accepted()).hasSize(1203);
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys)
			.containsExactly(keys(0, 500), keys(500, 1000), keys(1000, 1203));
		assertThat(this.endpoint.mostAtOnce()).isEqualTo(1);
	}

	@Test
	void callsStayWithinTheByteLimit() {
		this.producer = producer((options) -> options.maxBatchBytes(1024 * 1024));
		List<UserRecord> records = IntStream.range(0, 5).mapToObj((i) -> record("key-" + i, 400_000)).toList();
		this.producer.sendAll(records).join().throwIfAnyFailed();
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
		BatchResult result = this.producer.sendAll(records(4)).join();
		assertThat(result.outcomes()).extracting(PutOutcome::index).containsExactly(0, 1, 2, 3);
		assertThat(result.outcomes()).extracting(PutOutcome::partitionKey).containsExactlyElementsOf(keys(0, 4));
		assertThat(result.accepted()).extracting(SendResult::sequenceNumber).containsExactly("3", "1", "4", "2");
		assertThat(result.accepted()).extracting(SendResult::attempts).containsExactly(2, 1, 2, 1);
	}

	@Test
	void onlyRefusedEntriesAreSentAgain() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(1, 3, 4), ScriptedKinesisEndpoint.refuse(1));
		BatchResult result = this.producer.sendAll(records(5)).join();
		assertThat(result.failed()).isEmpty();
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys)
			.containsExactly(keys(0, 5), List.of("key-1", "key-3", "key-4"), List.of("key-3"));
	}

	@Test
	void refusedEntriesAreSentAgainBeforeTheNextCall() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(499));
		this.producer.sendAll(records(501)).join().throwIfAnyFailed();
		assertThat(this.endpoint.calls()).extracting(Call::partitionKeys)
			.containsExactly(keys(0, 500), List.of("key-499"), List.of("key-500"));
	}

	@Test
	void entryThatIsAlwaysRefusedFailsAndTheOthersAreAccepted() {
		this.producer = producer((options) -> options.maxAttempts(4));
		this.endpoint.otherwise(ScriptedKinesisEndpoint.refuseKeys("key-1"::equals));
		BatchResult result = this.producer.sendAll(records(3)).join();
		assertThat(result.accepted()).hasSize(2);
		assertThat(result.failed()).singleElement().satisfies((failed) -> {
			assertThat(failed.index()).isEqualTo(1);
			assertThat(failed.partitionKey()).isEqualTo("key-1");
			assertThat(failed.attempts()).isEqualTo(4);
			assertThat(failed.error().getErrorCode()).isEqualTo(THROTTLED);
			assertThat(failed.error().getShardId()).isEqualTo("shardId-000000000007");
			assertThat(failed.error())
				.hasMessage("Record with partition key 'key-1' was not accepted by stream 'orders' "
						+ "(attempts: 4): ProvisionedThroughputExceededException: "
						+ "Rate exceeded for shard shardId-000000000007 in stream orders");
		});
		assertThatExceptionOfType(SendException.class).isThrownBy(result::throwIfAnyFailed)
			.withMessageStartingWith("1 of 3 records were not accepted; first: Record with partition key 'key-1'")
			.withCause(result.failed().get(0).error());
	}

	@Test
	void recordIsNotSentAgainBeyondItsTimeToLive() {
		this.producer = producer((options) -> options.maxAttempts(1000).recordTimeToLive(Duration.ofSeconds(5)));
		this.endpoint.otherwise(ScriptedKinesisEndpoint.refuse(0));
		assertThatSend(record("key")).satisfies((ex) -> assertThat(ex.getAttempts()).isBetween(5, 100));
		assertThat(this.time.read()).isLessThan(Duration.ofSeconds(5).toNanos());
	}

	@Test
	void delaysLieWithinTheBoundsOfFullJitter() {
		this.producer = producer((options) -> options.maxAttempts(9)
			.backOffBase(Duration.ofMillis(100))
			.backOffCap(Duration.ofSeconds(1)));
		this.endpoint.otherwise(ScriptedKinesisEndpoint.refuse(0));
		assertThatSend(record("key"));
		List<Long> boundsMillis = List.of(100L, 200L, 400L, 800L, 1000L, 1000L, 1000L, 1000L);
		assertThat(this.time.delaysNanos()).hasSameSizeAs(boundsMillis)
			.doesNotHaveDuplicates()
			.zipSatisfy(boundsMillis, (delay, bound) -> assertThat(delay).isBetween(0L, bound * 1_000_000));
	}

	@ParameterizedTest
	@MethodSource("transientFaults")
	void lostCallIsMadeAgain(Script fault) {
		this.endpoint.script(fault, fault);
		BatchResult result = this.producer.sendAll(records(3)).join();
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
	void producerRetriesOnAThreadOfItsOwn() {
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0));
		ProducerOptions options = ProducerOptions.builder().backOffBase(Duration.ofMillis(1)).build();
		this.producer = KinesisProducer.builder(this.endpoint.client()).options(options).build();
		assertThat(this.producer.send(record("key")).join().attempts()).isEqualTo(2);
		assertThat(Thread.getAllStackTraces().keySet()).filteredOn(Thread::isDaemon)
			.extracting(Thread::getName)
			.contains("kinesis-producer-retry");
	}

	@Test
	void clientThatThrowsFailsTheSendAndGivesItsSlotBack() {
		this.producer = producer(clientWith((request) -> {
			throw new IllegalStateException("closed");
		}), (options) -> options.maxInFlight(1).maxBlock(Duration.ZERO));
		assertThatSend(record("first")).satisfies((ex) -> assertThat(ex).hasMessageEndingWith(": closed"));
		assertThatSend(record("second"));
	}

	@Test
	void callThatOutlivesItsRecordsFails() {
		this.producer = producer((options) -> options.recordTimeToLive(Duration.ofMillis(1)));
		this.endpoint.otherwise(held());
		assertThatSend(record("key")).satisfies((ex) -> {
			assertThat(ex.getAttempts()).isEqualTo(1);
			assertThat(ex.getErrorCode()).isNull();
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
		this.endpoint.script(ScriptedKinesisEndpoint.fail(400, "ResourceNotFoundException"));
		List<UserRecord> batch = new ArrayList<>(records(501));
		batch.add(new UserRecord("clicks", "click", ByteBuffer.allocate(1)));
		BatchResult result = this.producer.sendAll(batch).join();
		assertThat(result.failed()).hasSize(501)
			.allSatisfy((failed) -> assertThat(failed.error()).hasCauseInstanceOf(StreamNotFoundException.class));
		assertThat(result.failed().get(500).attempts()).isZero();
		assertThat(result.accepted()).extracting(SendResult::stream).containsExactly("clicks");
		assertThat(this.endpoint.calls()).extracting(Call::stream).containsExactly("orders", "clicks");
	}

	@Test
	void answerThatLeavesRecordsOutFailsThemAll() {
		this.endpoint.otherwise(ScriptedKinesisEndpoint.truncate());
		assertThat(this.producer.sendAll(records(3)).join().failed()).hasSize(3)
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
		this.producer = producer((options) -> options.maxInFlight(2).maxBlock(Duration.ZERO));
		this.endpoint.otherwise(held());
		List<CompletableFuture<SendResult>> admitted = List.of(this.producer.send(record("a")),
				this.producer.send(record("b")));
		assertThat(this.producer.sendAll(records(3))).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withCauseInstanceOf(BackPressureException.class)
			.havingCause()
			.withMessage("None of 2 call slots ('maxInFlight') became free within PT0S ('maxBlock'); "
					+ "send less at once or raise one of the two");
		this.answers.countDown();
		assertThat(admitted).allSatisfy((future) -> assertThat(future.join().attempts()).isEqualTo(1));
		assertThat(this.endpoint.calls()).hasSize(2);
	}

	@Test
	void noMoreThanMaxInFlightCallsAreMadeAtOnce() {
		this.producer = producer((options) -> options.maxInFlight(3));
		this.endpoint.script(ScriptedKinesisEndpoint.refuse(0), ScriptedKinesisEndpoint.drop());
		List<CompletableFuture<SendResult>> futures = IntStream.range(0, 200)
			.parallel()
			.mapToObj((i) -> this.producer.send(record("key-" + i)))
			.toList();
		assertThat(futures).allSatisfy((future) -> assertThat(future.join().shardId()).isNotEmpty());
		assertThat(this.endpoint.mostAtOnce()).isBetween(1, 3);
	}

	@Test
	void slotIsFreeWhenTheFutureCompletes() {
		this.producer = producer((options) -> options.maxInFlight(1).maxBlock(Duration.ZERO));
		SendResult last = this.producer.send(record("first"))
			.thenCompose((result) -> this.producer.send(record("second")))
			.thenCompose((result) -> this.producer.send(record("third")))
			.join();
		assertThat(last.sequenceNumber()).isEqualTo("3");
	}

	@Test
	void cancelledFutureStillGivesItsSlotBack() {
		this.producer = producer((options) -> options.maxInFlight(1));
		this.endpoint.script(held());
		CompletableFuture<SendResult> cancelled = this.producer.send(record("cancelled"));
		cancelled.cancel(true);
		this.answers.countDown();
		assertThat(this.producer.send(record("next")).join().sequenceNumber()).isEqualTo("2");
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
		CompletableFuture<SendResult> single = this.producer.send(record("key"));
		CompletableFuture<BatchResult> batch = this.producer.sendAll(records(501));
		this.producer.close(Duration.ZERO);
		assertThat(single).isCompletedExceptionally();
		assertThat(batch.join().failed()).hasSize(501);
		assertThat(batch.join().failed().get(0).error()).hasMessage(
				"Record with partition key 'key-0' was not accepted by stream 'orders' (attempts: 1): the producer was closed");
		assertThat(batch.join().failed().get(500).attempts()).isZero();
	}

	@Test
	void nothingMoreOfABatchGoesOutAfterCloseFailedIt() {
		CompletableFuture<PutRecordsResponse> answer = new CompletableFuture<>();
		AtomicInteger calls = new AtomicInteger();
		this.producer = producer(clientWith((request) -> {
			calls.incrementAndGet();
			return answer;
		}), UnaryOperator.identity());
		CompletableFuture<BatchResult> batch = this.producer.sendAll(records(501));
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
	void senderThatWaitsForASlotFailsWhenTheProducerIsClosed() {
		this.producer = producer((options) -> options.maxInFlight(1));
		this.endpoint.otherwise(held());
		CompletableFuture<SendResult> first = this.producer.send(record("first"));
		CompletableFuture<CompletableFuture<SendResult>> second = new CompletableFuture<>();
		Thread sender = new Thread(() -> second.complete(this.producer.send(record("second"))));
		sender.start();
		Awaitility.await().until(() -> sender.getState() == Thread.State.TIMED_WAITING);
		this.producer.close(Duration.ZERO);
		assertThat(first).isCompletedExceptionally();
		assertThat(second.thenCompose((future) -> future)).failsWithin(Duration.ofSeconds(10))
			.withThrowableThat()
			.withMessageContaining("the producer was closed");
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
