package io.kinesisboot.listener;

import java.io.IOException;
import java.io.InputStream;
import java.lang.reflect.Method;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.UnaryOperator;
import java.util.stream.IntStream;

import com.amazonaws.services.lambda.runtime.events.KinesisEvent;
import com.amazonaws.services.lambda.runtime.events.KinesisTimeWindowEvent;
import com.amazonaws.services.lambda.runtime.events.StreamsEventResponse;
import com.amazonaws.services.lambda.runtime.events.TimeWindowEventResponse;
import com.amazonaws.services.lambda.runtime.serialization.events.LambdaEventSerializers;
import com.amazonaws.services.lambda.runtime.tests.EventLoader;
import io.kinesisboot.KinesisBootException;
import io.kinesisboot.aggregation.Aggregator;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.lambda.LambdaAnswer;
import io.kinesisboot.consumer.lambda.LambdaOptions;
import io.kinesisboot.consumer.lambda.LambdaSources;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.DeadLetterSamples;
import io.kinesisboot.deadletter.retry.RetryStreamOptions;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.listener.dispatch.DispatchOptions;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.error.FailedRecord;
import io.kinesisboot.listener.error.StoppingRecoverer;
import io.kinesisboot.listener.method.TumblingWindow;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.UserRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.core.MethodIntrospector;
import org.springframework.messaging.handler.annotation.Header;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests that listener methods handle the events of Lambda, and that what Lambda is told
 * lets it skip nothing.
 */
@Timeout(60)
class KinesisListenerLambdaTests {

	private static final LambdaOptions REPORTING = new LambdaOptions(null, true, Duration.ofSeconds(1));

	private static final Duration LIMIT = Duration.ofSeconds(20);

	private static final KinesisProducer producer = KinesisProducer
		.builder(KinesisAsyncClient.builder().region(Region.US_EAST_1).build())
		.build();

	private Clock clock = Clock.systemUTC();

	private final AtomicLong millisRemaining = new AtomicLong(60_000);

	private ListenerContainerOptions options = ListenerContainerOptions.defaults()
		.withErrors(ErrorOptions.defaults().withMaxRetries(0).withRecoverer(new StoppingRecoverer()));

	private LambdaSources sources = new LambdaSources(REPORTING);

	@AfterAll
	static void closeProducer() {
		producer.close();
	}

	@Test
	void documentedEventReachesTheListener() throws Exception {
		RecordKeeper keeper = new RecordKeeper();
		start("documented", keeper, "lambda-stream");
		assertThat(answer(LambdaEvents.documented("kinesis-event.json"))).isEqualTo("{\"batchItemFailures\":[]}");
		assertThat(keeper.records).extracting(KinesisListenerLambdaTests::text)
			.containsExactly("Hello, this is a test.", "This is only a test.");
		assertThat(keeper.records).extracting(ReceivedRecord::sequenceNumber)
			.containsExactly("49590338271490256608559692538361571095921575989136588898",
					"49590338271490256608559692540925702759324208523137515618");
		assertThat(keeper.records).extracting(ReceivedRecord::shardId).containsOnly("shardId-000000000006");
		assertThat(keeper.records).extracting(ReceivedRecord::stream).containsOnly("lambda-stream");
		assertThat(keeper.records).extracting(ReceivedRecord::partitionKey).containsOnly("1");
		assertThat(keeper.records).extracting(ReceivedRecord::approximateArrivalTimestamp)
			.containsExactly(Instant.parse("2018-12-17T22:10:50.987Z"), Instant.parse("2018-12-17T22:11:51.166Z"));
	}

	@Test
	void documentedEventIsReadAsTheLibraryOfAwsReadsIt() throws Exception {
		RecordKeeper keeper = new RecordKeeper();
		start("documented", keeper, "lambda-stream");
		answer(LambdaEvents.documented("kinesis-event.json"));
		List<KinesisEvent.KinesisEventRecord> expected = EventLoader.loadKinesisEvent("lambda/kinesis-event.json")
			.getRecords();
		assertThat(keeper.records).hasSameSizeAs(expected);
		for (int i = 0; i < expected.size(); i++) {
			KinesisEvent.Record record = expected.get(i).getKinesis();
			ReceivedRecord received = keeper.records.get(i);
			assertThat(received.data()).isEqualTo(record.getData());
			assertThat(received.sequenceNumber()).isEqualTo(record.getSequenceNumber());
			assertThat(received.partitionKey()).isEqualTo(record.getPartitionKey());
			assertThat(received.approximateArrivalTimestamp())
				.isEqualTo(record.getApproximateArrivalTimestamp().toInstant());
		}
	}

	@Test
	void aggregateIsTakenApartWithItsHeaders() throws Exception {
		Aggregator aggregator = new Aggregator(10_000);
		add(aggregator, "a", Map.of("tenant", "one"));
		add(aggregator, "b", Map.of("tenant", "two"));
		HeaderKeeper keeper = new HeaderKeeper();
		start("orders-app", keeper, "orders");
		assertThat(answer(LambdaEvents.of("orders").record("aggregate", aggregator.drain()).records("c").json()))
			.isEqualTo("{\"batchItemFailures\":[]}");
		assertThat(keeper.seen).containsExactly("a one 100/0", "b two 100/1", "c null 101/0");
	}

	@Test
	void damagedAggregateIsHandledAsItIs() throws Exception {
		Aggregator aggregator = new Aggregator(10_000);
		add(aggregator, "a", Map.of());
		add(aggregator, "b", Map.of());
		byte[] damaged = aggregator.drain();
		damaged[damaged.length - 1]++;
		RecordKeeper keeper = new RecordKeeper();
		start("orders-app", keeper, "orders");
		answer(LambdaEvents.of("orders").record("aggregate", damaged).json());
		assertThat(keeper.records).singleElement().satisfies((record) -> assertThat(record.bytes()).isEqualTo(damaged));
	}

	@Test
	void failureIsReportedAndNothingBehindItIsHandled() throws Exception {
		TextListener listener = new TextListener("c");
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c", "d", "e"))).isEqualTo("102");
		assertThat(listener.seen).containsExactly("a", "b", "c");
	}

	@Test
	void failureOfAUserRecordNamesItsStreamRecord() throws Exception {
		Aggregator aggregator = new Aggregator(10_000);
		add(aggregator, "b", Map.of());
		add(aggregator, "c", Map.of());
		TextListener listener = new TextListener("c");
		start("orders-app", listener, "orders");
		LambdaEvents event = LambdaEvents.of("orders").records("a").record("key", aggregator.drain()).records("d");
		assertThat(failedFrom(event)).isEqualTo("101");
		assertThat(listener.seen).containsExactly("a", "b", "c");
	}

	@Test
	void failingBatchIsReportedFromItsFirstRecordThatFailsByItself() throws Exception {
		BatchListener listener = new BatchListener("c");
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c", "d"))).isEqualTo("102");
		assertThat(listener.done).containsExactly("a", "b").doesNotContain("d");
	}

	@Test
	void failingBatchThatIsNotHalvedIsReportedFromItsFirstRecord() throws Exception {
		this.options = this.options.withErrors(this.options.errors().withBisectOnError(false))
			.withDispatch(DispatchOptions.defaults().withBatchSize(2));
		BatchListener listener = new BatchListener("d");
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c", "d", "e"))).isEqualTo("102");
		assertThat(listener.done).containsExactly("a", "b");
	}

	@Test
	void payloadThatCannotBeConvertedIsReported() throws Exception {
		start("orders-app", new OrderListener(), "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("{\"id\":\"1\"}", "no JSON"))).isEqualTo("101");
	}

	@Test
	void eventFailsAsAWholeUnlessLambdaIsSaidToReadReports() {
		this.sources = new LambdaSources(LambdaOptions.defaults());
		start("orders-app", new TextListener("b"), "orders");
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("orders").records("a", "b").json()))
			.withMessage("Application 'orders-app' has not handled the records from 101 on of shard"
					+ " shardId-000000000001 of stream 'orders'")
			.havingRootCause()
			.withMessage("cannot handle b");
	}

	@Test
	void lowestRecordThatIsNotDoneIsReportedThoughLaterOnesAre() throws Exception {
		this.options = this.options.withDispatch(DispatchOptions.defaults().withConcurrency(4));
		CountDownLatch others = new CountDownLatch(3);
		start("orders-app", new Object() {

			@SuppressWarnings("unused")
			void listen(String text) throws InterruptedException {
				if (text.equals("b")) {
					assertThat(others.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
					throw new IllegalStateException("cannot handle b");
				}
				others.countDown();
			}

		}, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c", "d"))).isEqualTo("101");
	}

	@Test
	void noAnswerIsGivenWhileACallIsUnderWay() throws Exception {
		this.options = this.options.withDispatch(DispatchOptions.defaults().withConcurrency(4));
		CountDownLatch begun = new CountDownLatch(1);
		CountDownLatch failed = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		start("orders-app", new Object() {

			@SuppressWarnings("unused")
			void listen(String text) throws InterruptedException {
				if (text.equals("b")) {
					assertThat(begun.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
					failed.countDown();
					throw new IllegalStateException("cannot handle b");
				}
				begun.countDown();
				assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			}

		}, "orders");
		Future<@Nullable String> answer = inBackground(LambdaEvents.of("orders").records("a", "b"));
		assertThat(failed.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> answer.get(300, TimeUnit.MILLISECONDS));
		go.countDown();
		assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("101");
	}

	@Test
	void everyRecordOfConcurrentCallsIsHandledBeforeASuccessIsReported() throws Exception {
		this.options = this.options.withDispatch(DispatchOptions.defaults().withConcurrency(8));
		Set<String> done = new HashSet<>();
		start("orders-app", new Object() {

			@SuppressWarnings("unused")
			void listen(String text) {
				synchronized (done) {
					done.add(text);
				}
			}

		}, "orders");
		String[] texts = IntStream.range(0, 20_000).mapToObj(String::valueOf).toArray(String[]::new);
		assertThat(failedFrom(LambdaEvents.of("orders").records(texts))).isNull();
		synchronized (done) {
			assertThat(done).hasSize(texts.length);
		}
	}

	@Test
	void retriesOfTheListenerItselfAreMadeInPlace() throws Exception {
		errors((errors) -> errors.withMaxRetries(2)
			.withBackOff(ErrorOptions.backOff(Duration.ofMillis(1), 1, Duration.ofMillis(1))));
		TextListener listener = new TextListener("b", 2);
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c"))).isNull();
		assertThat(listener.seen).containsExactly("a", "b", "b", "b", "c");
	}

	@Test
	void recordThatTheRecovererTakesIsDoneAndTheBatchGoesOn() throws Exception {
		List<FailedRecord> recovered = new ArrayList<>();
		errors((errors) -> errors.withRecoverer(recovered::add));
		TextListener listener = new TextListener("b");
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c"))).isNull();
		assertThat(recovered).extracting((failed) -> text(failed.record())).containsExactly("b");
		assertThat(listener.seen).containsExactly("a", "b", "c");
	}

	@Test
	void whatIsNotBegunInTimeIsReported() throws Exception {
		List<String> seen = new ArrayList<>();
		start("orders-app", new Object() {

			@SuppressWarnings("unused")
			void listen(String text) {
				seen.add(text);
				KinesisListenerLambdaTests.this.millisRemaining.addAndGet(-29_900);
			}

		}, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c", "d"))).isEqualTo("102");
		assertThat(seen).containsExactly("a", "b");
	}

	@Test
	void concurrentCallsThatDoNotBeginInTimeAreReported() throws Exception {
		this.options = this.options.withDispatch(DispatchOptions.defaults().withConcurrency(2));
		AtomicInteger calls = new AtomicInteger();
		start("orders-app", new Object() {

			@SuppressWarnings("unused")
			void listen(String text) throws InterruptedException {
				calls.incrementAndGet();
				KinesisListenerLambdaTests.this.millisRemaining.set(0);
				CompletableFuture<Void> never = new CompletableFuture<>();
				assertThatExceptionOfType(TimeoutException.class)
					.isThrownBy(() -> never.get(500, TimeUnit.MILLISECONDS));
			}

		}, "orders");
		String failedFrom = failedFrom(LambdaEvents.of("orders").records("a", "b", "c", "d", "e", "f"));
		assertThat(calls.get()).isBetween(1, 2);
		assertThat(failedFrom).isEqualTo(String.valueOf(100 + calls.get()));
	}

	@Test
	void pauseThatWouldOutlastTheInvocationIsNotMade() throws Exception {
		errors((errors) -> errors.withMaxRetries(5)
			.withBackOff(ErrorOptions.backOff(Duration.ofHours(1), 1, Duration.ofHours(1))));
		TextListener listener = new TextListener("b");
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents.of("orders").records("a", "b", "c"))).isEqualTo("101");
		assertThat(listener.seen).containsExactly("a", "b");
	}

	@Test
	void eventOfAConsumerWithDedicatedThroughputIsOneOfItsStream() throws Exception {
		TextListener listener = new TextListener("none");
		start("orders-app", listener, "orders");
		assertThat(failedFrom(LambdaEvents
			.ofArn("arn:aws-cn:kinesis:cn-north-1:000000000000:stream/orders/consumer/function:1545084650")
			.records("a"))).isNull();
		assertThat(listener.seen).containsExactly("a");
	}

	@Test
	void eventGoesToTheListenerOfItsStream() throws Exception {
		TextListener orders = new TextListener("none");
		TextListener refunds = new TextListener("none");
		start("orders-app", orders, "orders");
		start("refunds-app", refunds, "refunds", "returns");
		answer(LambdaEvents.of("returns").records("a").json());
		assertThat(orders.seen).isEmpty();
		assertThat(refunds.seen).containsExactly("a");
	}

	@Test
	void streamToWhichNobodyListensIsNamedWithThoseThatListen() {
		start("orders-app", new TextListener("none"), "orders");
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("refunds").records("a").json()))
			.withMessage("No listener listens to stream 'refunds' of event source"
					+ " arn:aws:kinesis:eu-west-1:000000000000:stream/refunds, only ['orders-app' on [orders]]");
	}

	@Test
	void listenerThatWasStoppedGetsNoEvents() {
		KinesisMessageListenerContainer container = start("orders-app", new TextListener("none"), "orders");
		container.stop();
		assertThat(container.isRunning()).isFalse();
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("orders").records("a").json()))
			.withMessageStartingWith("No listener listens to stream 'orders'")
			.withMessageEndingWith("only []");
	}

	@Test
	void oneOfSeveralListenersOfAStreamMustBeNamed() throws Exception {
		TextListener first = new TextListener("none");
		TextListener second = new TextListener("none");
		start("billing", first, "orders");
		start("audit", second, "orders");
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("orders").records("a").json()))
			.withMessage("Several listeners listen to stream 'orders', so 'kinesis.lambda.application-name' must name"
					+ " one of: ['billing' on [orders], 'audit' on [orders]]");
		this.sources = new LambdaSources(new LambdaOptions("audit", true, Duration.ofSeconds(1)));
		start("billing", first, "orders");
		start("audit", second, "orders");
		answer(LambdaEvents.of("orders").records("a").json());
		assertThat(first.seen).isEmpty();
		assertThat(second.seen).containsExactly("a");
	}

	@Test
	void stopWaitsForTheInvocationAndLetsNoFurtherCallBegin() throws Exception {
		CountDownLatch called = new CountDownLatch(1);
		CountDownLatch go = new CountDownLatch(1);
		KinesisMessageListenerContainer container = start("orders-app", new Object() {

			@SuppressWarnings("unused")
			void listen(String text) throws InterruptedException {
				called.countDown();
				assertThat(go.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
			}

		}, "orders");
		Future<@Nullable String> answer = inBackground(LambdaEvents.of("orders").records("a", "b"));
		assertThat(called.await(LIMIT.toSeconds(), TimeUnit.SECONDS)).isTrue();
		FutureTask<Boolean> stop = new FutureTask<>(container::stop, true);
		new Thread(stop).start();
		assertThatExceptionOfType(TimeoutException.class).isThrownBy(() -> stop.get(300, TimeUnit.MILLISECONDS));
		go.countDown();
		assertThat(answer.get(LIMIT.toSeconds(), TimeUnit.SECONDS)).isEqualTo("101");
		stop.get(LIMIT.toSeconds(), TimeUnit.SECONDS);
	}

	@Test
	void whatIsNoEventOfAStreamFails() {
		start("orders-app", new TextListener("none"), "orders");
		for (String json : List.of("", "{}", "[1]", "{\"Records\":[{\"eventSource\":\"aws:sqs\",\"body\":\"x\"}]}",
				LambdaEvents.ofArn("arn:aws:sqs:eu-west-1:000000000000:orders").records("a").json())) {
			assertThatExceptionOfType(KinesisBootException.class).as(json)
				.isThrownBy(() -> answer(json))
				.withMessageStartingWith("Not an event of a Kinesis stream: ");
		}
	}

	@Test
	void recordsOfTwoShardsFail() {
		start("orders-app", new TextListener("none"), "orders");
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(
					LambdaEvents.of("orders").records("a").record("key", new byte[1], "shardId-000000000002").json()))
			.withMessageContaining("'eventID' must be of one shard but was of ")
			.withMessageContaining("shardId-000000000002");
	}

	@Test
	void eventWithoutRecordsIsASuccess() throws Exception {
		assertThat(answer("{\"Records\":[]}")).isEqualTo("{\"batchItemFailures\":[]}");
	}

	@Test
	void stateOfADocumentedWindowGoesInAndTheNewOneOut() throws Exception {
		Totals totals = new Totals(null);
		startWindowed(totals);
		String answer = answer(LambdaEvents.documented("kinesis-time-window-event.json"));
		assertThat(totals.calls).containsExactly(
				"2020-12-09T07:04:00Z/2020-12-09T07:06:00Z shardId-000000000006 [Hello, this is a test.] {1=282, 2=715}");
		assertThat(answer).isEqualTo("{\"state\":{\"1\":283,\"2\":715},\"batchItemFailures\":[]}");
	}

	@Test
	void answersAreReadByTheLibraryOfAws() throws Exception {
		startWindowed(new Totals(null));
		TimeWindowEventResponse ofWindow = read(TimeWindowEventResponse.class,
				answer(LambdaEvents.documented("kinesis-time-window-event.json")));
		assertThat(ofWindow.getState()).isEqualTo(Map.of("1", "283", "2", "715"));
		assertThat(ofWindow.getBatchItemFailures()).isEmpty();
		start("orders-app", new TextListener("b"), "orders");
		StreamsEventResponse failed = read(StreamsEventResponse.class,
				answer(LambdaEvents.of("orders").records("a", "b").json()));
		assertThat(failed.getBatchItemFailures()).extracting(StreamsEventResponse.BatchItemFailure::getItemIdentifier)
			.containsExactly("101");
	}

	@Test
	void windowIsReadAsTheLibraryOfAwsReadsIt() throws IOException {
		KinesisTimeWindowEvent event = read(KinesisTimeWindowEvent.class,
				LambdaEvents.of("orders").records("a").window("{\"1\":\"2\"}", true, true).json());
		assertThat(event.getWindow().getStart()).isEqualTo("2026-11-23T09:00:00Z");
		assertThat(event.getWindow().getEnd()).isEqualTo("2026-11-23T09:02:00Z");
		assertThat(event.getState()).isEqualTo(Map.of("1", "2"));
		assertThat(event.getIsFinalInvokeForWindow()).isTrue();
		assertThat(event.getIsWindowTerminatedEarly()).isTrue();
	}

	@Test
	void lastEventOfAWindowEndsWithACallWithoutRecords() throws Exception {
		Totals totals = new Totals(null);
		startWindowed(totals);
		answer(LambdaEvents.of("lambda-stream").records("a").window("{\"key-a\":1}", true, false).json());
		answer(LambdaEvents.of("lambda-stream").window("{\"key-a\":5}", true, true).json());
		assertThat(totals.calls).map((call) -> call.substring(call.lastIndexOf("shardId-") + 21).trim())
			.containsExactly("[a] {key-a=1}", "final {key-a=2}", "final early {key-a=5}");
	}

	@Test
	void firstEventOfAWindowHasNoState() throws Exception {
		Totals totals = new Totals(null);
		startWindowed(totals);
		assertThat(answer(LambdaEvents.of("lambda-stream").records("a").window(null, false, false).json()))
			.isEqualTo("{\"state\":{\"key-a\":1},\"batchItemFailures\":[]}");
		assertThat(totals.calls).singleElement().asString().endsWith("[a] {}");
	}

	/**
	 * A part of the records and all of their state, or the other way round, would not fit
	 * each other.
	 */
	@Test
	void eventOfAWindowFailsAsAWhole() {
		this.options = this.options.withDispatch(DispatchOptions.defaults().withBatchSize(1));
		Totals totals = new Totals("b");
		startWindowed(totals);
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(
				() -> answer(LambdaEvents.of("lambda-stream").records("a", "b", "c").window("{}", true, false).json()))
			.withMessageContaining("has not handled the records from 101 on")
			.havingRootCause()
			.withMessage("cannot handle b");
		assertThat(totals.calls).noneMatch((call) -> call.contains("final") || call.contains("[c]"));
	}

	@Test
	void lastCallOfAWindowThatFailsFailsTheEvent() {
		startWindowed(new Totals("final"));
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("lambda-stream").window("{\"key-a\":5}", true, false).json()))
			.withMessage("Last call of listener 'windows' failed for the window from 2026-11-23T09:00:00Z to"
					+ " 2026-11-23T09:02:00Z of shard shardId-000000000001 of stream 'lambda-stream'")
			.havingRootCause()
			.withMessage("cannot handle final");
	}

	@Test
	void stateThatIsNoJsonObjectFailsTheEvent() {
		this.options = windowed();
		start("windows", new Object() {

			@SuppressWarnings("unused")
			void listen(List<String> texts, TumblingWindow window) {
				window.setState(List.of(1, 2));
			}

		}, "lambda-stream");
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("lambda-stream").records("a").window("{}", false, false).json()))
			.havingRootCause()
			.withMessageStartingWith("'state' must become a JSON object but is a ");
	}

	@Test
	void listenerThatTakesWindowsNeedsThemFromTheEventSourceMapping() {
		startWindowed(new Totals(null));
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> answer(LambdaEvents.of("lambda-stream").records("a").json()))
			.withMessage("Event of stream 'lambda-stream' has no tumbling window, which its listener takes: set"
					+ " 'TumblingWindowInSeconds' of the event source mapping");
	}

	@Test
	void listenerThatTakesNoWindowsHandlesTheirRecordsAndLeavesTheState() throws Exception {
		TextListener listener = new TextListener("none");
		start("orders-app", listener, "orders");
		assertThat(answer(LambdaEvents.of("orders").records("a").window("{\"x\":1}", true, false).json()))
			.isEqualTo("{\"state\":{\"x\":1},\"batchItemFailures\":[]}");
		assertThat(listener.seen).containsExactly("a");
	}

	private void errors(UnaryOperator<ErrorOptions> change) {
		this.options = this.options.withErrors(change.apply(this.options.errors()));
	}

	@Test
	void recordOfARetryStreamIsHandledWhenItIsDueAndLeftToLambdaBefore() throws Exception {
		Instant now = Instant.parse("2018-12-17T22:10:51Z");
		this.clock = Clock.fixed(now, ZoneOffset.UTC);
		this.options = this.options.withRetryStream(RetryStreamOptions.NONE.withStream("retries"));
		RecordKeeper keeper = new RecordKeeper();
		start("billing", keeper, "orders");
		assertThat(failedFrom(LambdaEvents.of("retries").record("aggregate", waiting(now)))).isNull();
		assertThat(keeper.records).containsExactly(DeadLetterSamples.letter().record());
		AtomicInteger asked = new AtomicInteger();
		InputStream early = LambdaEvents
			.stream(LambdaEvents.of("retries").record("aggregate", waiting(now.plusSeconds(1))).json());
		assertThat(this.sources.handle(early, () -> (asked.incrementAndGet() < 5) ? 60_000 : 0).failedFrom())
			.isEqualTo("100");
		assertThat(keeper.records).hasSize(1);
	}

	private static byte[] waiting(Instant due) {
		UserRecord record = DeadLetterSamples.letter()
			.toUserRecord("retries")
			.withTags(Map.of(DeadLetterHeaders.RETRY, "1", DeadLetterHeaders.DUE, due.toString()));
		Aggregator aggregator = new Aggregator(100_000);
		aggregator.add(record.partitionKey(), record.explicitHashKey(), record.data(), record.tags());
		return aggregator.drain();
	}

	private ListenerContainerOptions windowed() {
		return this.options.withDispatch(this.options.dispatch().withTumblingWindow(Duration.ofMinutes(2)));
	}

	private void startWindowed(Totals totals) {
		ListenerContainerOptions plain = this.options;
		this.options = windowed();
		start("windows", totals, "lambda-stream");
		this.options = plain;
	}

	private KinesisMessageListenerContainer start(String applicationName, Object bean, String... streams) {
		Method method = MethodIntrospector
			.selectMethods(bean.getClass(), (Method candidate) -> candidate.getName().equals("listen"))
			.iterator()
			.next();
		method.setAccessible(true);
		KinesisMessageListenerContainer container = new KinesisListenerContainerFactory(this.sources,
				KinesisMessageConverters.create(), this.options, this.clock)
			.withRetryStreams(new RetryStreams(() -> producer, this.clock, LIMIT))
			.create(new KinesisListenerEndpoint(applicationName, applicationName, List.of(streams),
					UnaryOperator.identity(), bean, method));
		container.start();
		return container;
	}

	private String answer(String json) throws InterruptedException {
		return new String(handle(json).toJson(), StandardCharsets.UTF_8);
	}

	private @Nullable String failedFrom(LambdaEvents event) throws InterruptedException {
		return handle(event.json()).failedFrom();
	}

	private LambdaAnswer handle(String json) throws InterruptedException {
		return this.sources.handle(LambdaEvents.stream(json), this.millisRemaining::get);
	}

	private Future<@Nullable String> inBackground(LambdaEvents event) {
		FutureTask<@Nullable String> answer = new FutureTask<>(() -> failedFrom(event));
		new Thread(answer, "invocation").start();
		return answer;
	}

	private static <T> T read(Class<T> type, String json) throws IOException {
		return LambdaEventSerializers.serializerFor(type, KinesisListenerLambdaTests.class.getClassLoader())
			.fromJson(json);
	}

	private static void add(Aggregator aggregator, String text, Map<String, String> tags) {
		assertThat(aggregator.add("key-" + text, null, ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8)), tags))
			.isTrue();
	}

	private static String text(ReceivedRecord record) {
		return new String(record.bytes(), StandardCharsets.UTF_8);
	}

	record Order(String id) {
	}

	static final class RecordKeeper {

		private final List<ReceivedRecord> records = new ArrayList<>();

		void listen(ReceivedRecord record) {
			this.records.add(record);
		}

	}

	static final class HeaderKeeper {

		private final List<String> seen = new ArrayList<>();

		void listen(String text, @Header(name = "tenant", required = false) @Nullable String tenant,
				@Header("Kinesis_sequenceNumber") String sequenceNumber,
				@Header("Kinesis_subSequenceNumber") long subSequenceNumber) {
			this.seen.add("%s %s %s/%d".formatted(text, tenant, sequenceNumber, subSequenceNumber));
		}

	}

	static final class OrderListener {

		@SuppressWarnings("unused")
		void listen(Order order) {
		}

	}

	static final class TextListener {

		private final List<String> seen = new CopyOnWriteArrayList<>();

		private final String failing;

		private int failures;

		TextListener(String failing) {
			this(failing, Integer.MAX_VALUE);
		}

		TextListener(String failing, int failures) {
			this.failing = failing;
			this.failures = failures;
		}

		void listen(String text) {
			this.seen.add(text);
			if (text.equals(this.failing) && this.failures-- > 0) {
				throw new IllegalStateException("cannot handle " + text);
			}
		}

	}

	static final class BatchListener {

		private final Set<String> done = new HashSet<>();

		private final String failing;

		BatchListener(String failing) {
			this.failing = failing;
		}

		void listen(List<String> texts) {
			if (texts.contains(this.failing)) {
				throw new IllegalStateException("cannot handle " + this.failing);
			}
			this.done.addAll(texts);
		}

	}

	/** Counts records by their partition keys, as the example of AWS does. */
	static final class Totals {

		private final List<String> calls = new ArrayList<>();

		private final @Nullable String failing;

		Totals(@Nullable String failing) {
			this.failing = failing;
		}

		@SuppressWarnings("unchecked")
		void listen(List<ReceivedRecord> records, TumblingWindow window) {
			Map<String, Integer> state = window.state(Map.class, Map.of());
			List<String> texts = records.stream().map(KinesisListenerLambdaTests::text).toList();
			this.calls.add("%s/%s %s %s%s %s".formatted(window.start(), window.end(), window.shardId(),
					window.isFinal() ? "final" : texts, window.isTerminatedEarly() ? " early" : "", state));
			Map<String, Integer> counts = new TreeMap<>(state);
			records.forEach((record) -> counts.merge(record.partitionKey(), 1, Integer::sum));
			window.setState(counts);
			if (texts.contains(this.failing) || (window.isFinal() && "final".equals(this.failing))) {
				throw new IllegalStateException("cannot handle " + this.failing);
			}
		}

	}

}
