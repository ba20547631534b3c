package io.kinesisboot.embedded;

import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.protocol.Delivery;
import io.kinesisboot.embedded.time.MovableClock;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.core.exception.SdkClientException;
import software.amazon.awssdk.http.Protocol;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.ExpiredIteratorException;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.InvalidArgumentException;
import software.amazon.awssdk.services.kinesis.model.LimitExceededException;
import software.amazon.awssdk.services.kinesis.model.ListStreamsResponse;
import software.amazon.awssdk.services.kinesis.model.ProvisionedThroughputExceededException;
import software.amazon.awssdk.services.kinesis.model.PutRecordsRequestEntry;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.PutRecordsResultEntry;
import software.amazon.awssdk.services.kinesis.model.Record;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;
import software.amazon.awssdk.services.kinesis.model.StartingPosition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

/**
 * What the SDK's client gets from an endpoint with faults.
 */
@ParameterizedClass
@EnumSource(Protocol.class)
class FaultIntegrationTests {

	private static final String SHARD = "shardId-000000000000";

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final StartingPosition TRIM_HORIZON = StartingPosition.builder()
		.type(ShardIteratorType.TRIM_HORIZON)
		.build();

	private final Protocol protocol;

	private final MovableClock clock = new MovableClock(Clock.systemUTC());

	private final EmbeddedKinesis endpoint = EmbeddedKinesis.builder()
		.stream("orders", 1)
		.clock(this.clock)
		.faultSeed(7)
		.build()
		.start();

	private final KinesisAsyncClient client;

	/** Sends each call once. */
	private final KinesisAsyncClient once;

	FaultIntegrationTests(Protocol protocol) {
		this.protocol = protocol;
		this.client = SdkClients.kinesis(this.endpoint, protocol);
		this.once = SdkClients.kinesisWithoutRetries(this.endpoint, protocol);
	}

	@AfterEach
	void close() {
		this.client.close();
		this.once.close();
		this.endpoint.close();
	}

	private static PutRecordsResponse put(KinesisAsyncClient client, int count) {
		List<PutRecordsRequestEntry> records = IntStream.range(0, count)
			.mapToObj((index) -> PutRecordsRequestEntry.builder()
				.partitionKey("key-" + index)
				.data(SdkBytes.fromUtf8String("text-" + index))
				.build())
			.toList();
		return client.putRecords((call) -> call.streamName("orders").records(records)).join();
	}

	private List<String> texts() {
		return this.endpoint.stream("orders").records().stream().map(RecordView::text).toList();
	}

	@Test
	void throttledRecordsFailOneByOne() {
		ActiveFault fault = this.endpoint.faults().add(Fault.throttleRecords().share(0.5).build());
		PutRecordsResponse response = put(this.once, 100);
		List<PutRecordsResultEntry> failed = response.records()
			.stream()
			.filter((entry) -> entry.errorCode() != null)
			.toList();
		assertThat(failed).hasSize(response.failedRecordCount()).hasSizeBetween(20, 80);
		assertThat(fault.strikes()).isEqualTo(failed.size());
		assertThat(failed).allSatisfy((entry) -> {
			assertThat(entry.errorCode()).isEqualTo("ProvisionedThroughputExceededException");
			assertThat(entry.errorMessage())
				.isEqualTo("Rate exceeded for shard " + SHARD + " in stream orders under account 000000000000.");
			assertThat(entry.sequenceNumber()).isNull();
			assertThat(entry.shardId()).isNull();
		});
		List<String> accepted = IntStream.range(0, 100)
			.filter((index) -> response.records().get(index).errorCode() == null)
			.mapToObj((index) -> "text-" + index)
			.toList();
		assertThat(texts()).isEqualTo(accepted);
	}

	@Test
	void throttledPutRecordIsRefused() {
		this.endpoint.faults().add(Fault.throttleRecords().build());
		assertThatThrownBy(() -> putOne(this.once)).cause()
			.isInstanceOf(ProvisionedThroughputExceededException.class)
			.hasMessageStartingWith("Rate exceeded for shard " + SHARD + " in stream orders under account");
		assertThat(texts()).isEmpty();
	}

	private static void putOne(KinesisAsyncClient client) {
		client.putRecord((call) -> call.streamName("orders").partitionKey("a").data(SdkBytes.fromUtf8String("one")))
			.join();
	}

	@Test
	void sameSeedAndCallsGiveTheSameOutcomesAtTwoEndpoints() {
		try (EmbeddedKinesis twin = EmbeddedKinesis.builder().stream("orders", 1).faultSeed(7).build().start();
				KinesisAsyncClient twinClient = SdkClients.kinesisWithoutRetries(twin, this.protocol)) {
			assertThat(outcomes(twin, twinClient)).isEqualTo(outcomes(this.endpoint, this.once))
				.contains("x", "!", ".");
			assertThat(twin.faults().seed()).isEqualTo(7);
		}
	}

	private static String outcomes(EmbeddedKinesis endpoint, KinesisAsyncClient client) {
		endpoint.faults().add(Fault.throttleRecords().share(0.3).build());
		endpoint.faults().add(Fault.failCalls("InternalFailure").action("PutRecords").share(0.3).build());
		StringBuilder outcomes = new StringBuilder();
		for (int call = 0; call < 30; call++) {
			try {
				put(client, 10).records().forEach((entry) -> outcomes.append((entry.errorCode() != null) ? 'x' : '.'));
			}
			catch (RuntimeException ex) {
				outcomes.append('!');
			}
		}
		return outcomes.toString();
	}

	@Test
	void failedCallGetsItsCodeAndIsNotServed() {
		this.endpoint.faults().add(Fault.failCalls("LimitExceededException").action("PutRecords").times(1).build());
		assertThatThrownBy(() -> put(this.once, 1)).cause()
			.isInstanceOf(LimitExceededException.class)
			.hasMessageStartingWith("Refused by a fault on demand");
		assertThat(texts()).isEmpty();
		put(this.once, 1);
		assertThat(texts()).containsExactly("text-0");
	}

	@Test
	void failedCallGetsItsStatusAndItsMessage() {
		this.endpoint.faults().add(Fault.failCalls(503, "ServiceUnavailable", "Come back later").build());
		assertThatThrownBy(() -> put(this.once, 1)).cause().isInstanceOfSatisfying(AwsServiceException.class, (ex) -> {
			assertThat(ex.statusCode()).isEqualTo(503);
			assertThat(ex.awsErrorDetails().errorCode()).isEqualTo("ServiceUnavailable");
			assertThat(ex.awsErrorDetails().errorMessage()).isEqualTo("Come back later");
		});
	}

	@Test
	void retriedCallSucceedsAfterTheFaultIsUsedUp() {
		ActiveFault fault = this.endpoint.faults().add(Fault.failCalls("InternalFailure").times(2).build());
		put(this.client, 1);
		assertThat(fault.strikes()).isEqualTo(2);
		assertThat(texts()).containsExactly("text-0");
	}

	@Test
	void retryAfterALostAnswerMakesDuplicates() {
		ActiveFault fault = this.endpoint.faults().add(Fault.loseAnswers().action("PutRecords").times(1).build());
		assertThat(put(this.client, 2).failedRecordCount()).isZero();
		assertThat(fault.strikes()).isEqualTo(1);
		assertThat(texts()).containsExactly("text-0", "text-1", "text-0", "text-1");
		assertThat(this.endpoint.calls().of("PutRecords")).extracting(ObservedCall::delivery)
			.containsExactly(Delivery.LOST, Delivery.WHOLE);
	}

	@Test
	void refusedCallsDoNotUseUpWhatHindersAnswers() {
		this.endpoint.faults().add(Fault.failCalls("LimitExceededException").times(1).build());
		ActiveFault lost = this.endpoint.faults().add(Fault.loseAnswers().times(1).build());
		assertThatThrownBy(() -> put(this.once, 1)).hasCauseInstanceOf(LimitExceededException.class);
		assertThatThrownBy(() -> this.once.getRecords((request) -> request.shardIterator("none")).join())
			.hasCauseInstanceOf(InvalidArgumentException.class);
		assertThat(lost.strikes()).isZero();
		assertThatThrownBy(() -> put(this.once, 1)).hasCauseInstanceOf(SdkClientException.class);
		assertThat(texts()).containsExactly("text-0");
	}

	@Test
	void lostAnswerIsAFailureOfTheConnection() {
		this.endpoint.faults().add(Fault.loseAnswers().action("PutRecords").times(1).build());
		assertThatThrownBy(() -> put(this.once, 1)).cause().isInstanceOf(SdkClientException.class);
		assertThat(texts()).containsExactly("text-0");
		put(this.once, 1);
	}

	@Test
	void cutAnswerIsAFailureOfTheConnection() {
		this.endpoint.faults().add(Fault.cutAnswers().action("PutRecords").times(1).build());
		assertThatThrownBy(() -> put(this.once, 1)).cause().isInstanceOf(SdkClientException.class);
		assertThat(texts()).containsExactly("text-0");
		put(this.once, 1);
	}

	@Test
	void delayedAnswerComesAndOtherCallsGoOn() {
		this.endpoint.faults().add(Fault.delayAnswers(Fault.MAX_DELAY).action("ListStreams").build());
		CompletableFuture<ListStreamsResponse> delayed = this.client.listStreams();
		put(this.client, 1);
		put(this.client, 1);
		assertThat(delayed).isNotDone();
		this.endpoint.faults().clear();
		this.endpoint.faults().add(Fault.delayAnswers(Duration.ofMillis(1), Duration.ofMillis(20)).build());
		assertThat(put(this.client, 1).failedRecordCount()).isZero();
		delayed.cancel(true);
	}

	@Test
	void recordsThatTheReaderHadAreRepeated() {
		put(this.client, 5);
		String iterator = iterator(ShardIteratorType.TRIM_HORIZON);
		ActiveFault fault = this.endpoint.faults().add(Fault.repeatRecords(2).times(1).build());
		GetRecordsResponse first = get(iterator);
		assertThat(texts(first)).hasSize(5);
		assertThat(fault.strikes()).isZero();
		putOne(this.client);
		GetRecordsResponse second = get(first.nextShardIterator());
		assertThat(texts(second)).containsExactly("text-3", "text-4", "one");
		assertThat(fault.strikes()).isEqualTo(1);
		assertThat(texts(get(second.nextShardIterator()))).isEmpty();
	}

	@Test
	void recordsBeforeTheReadersBeginningAreNotRepeated() {
		put(this.client, 5);
		String iterator = iterator(ShardIteratorType.LATEST);
		putOne(this.client);
		this.endpoint.faults().add(Fault.repeatRecords(10).build());
		GetRecordsResponse first = get(iterator);
		assertThat(texts(first)).containsExactly("one");
		put(this.client, 1);
		GetRecordsResponse second = get(first.nextShardIterator());
		assertThat(texts(second)).containsExactly("one", "text-0");
		assertThat(texts(get(second.nextShardIterator()))).isEmpty();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 2, 5 })
	void readerOfFewRecordsComesToTheEndThoughAllAreRepeated(int limit) {
		put(this.client, 5);
		this.endpoint.faults().add(Fault.repeatRecords(10_000).build());
		Set<String> texts = new LinkedHashSet<>();
		String iterator = iterator(ShardIteratorType.TRIM_HORIZON);
		for (int read = 0; read < 5; read++) {
			String next = iterator;
			GetRecordsResponse response = this.once.getRecords((call) -> call.shardIterator(next).limit(limit)).join();
			texts.addAll(texts(response));
			iterator = response.nextShardIterator();
		}
		assertThat(texts).containsExactly("text-0", "text-1", "text-2", "text-3", "text-4");
		assertThat(texts(get(iterator))).isEmpty();
	}

	private String iterator(ShardIteratorType type) {
		return this.client.getShardIterator((call) -> call.streamName("orders").shardId(SHARD).shardIteratorType(type))
			.join()
			.shardIterator();
	}

	private GetRecordsResponse get(String iterator) {
		return this.once.getRecords((call) -> call.shardIterator(iterator)).join();
	}

	private static List<String> texts(GetRecordsResponse response) {
		return response.records().stream().map(Record::data).map(SdkBytes::asUtf8String).toList();
	}

	@Test
	void iteratorsIssuedSoFarExpire() {
		String before = iterator(ShardIteratorType.TRIM_HORIZON);
		this.endpoint.faults().add(Fault.expireIterators().stream("orders").build());
		assertThatThrownBy(() -> get(before)).cause()
			.isInstanceOf(ExpiredIteratorException.class)
			.hasMessageStartingWith("Iterator expired. The iterator was created at time ");
		assertThat(get(iterator(ShardIteratorType.TRIM_HORIZON)).records()).isEmpty();
	}

	@Test
	void endedSubscriptionCanBeTakenUpAgain() {
		String consumerArn = registerConsumer();
		Subscriber first = Subscriber.to(this.client, consumerArn, SHARD, TRIM_HORIZON);
		Awaitility.await().atMost(LIMIT).until(() -> !first.events().isEmpty());
		assertThat(this.endpoint.subscriptions()).singleElement()
			.extracting(SubscriptionView::stream, SubscriptionView::shardId, SubscriptionView::consumer)
			.containsExactly("orders", SHARD, "c");
		this.endpoint.faults().add(Fault.endSubscriptions().times(1).build());
		assertThat(first.end()).succeedsWithin(LIMIT);
		put(this.client, 2);
		this.clock.advance(Duration.ofSeconds(5));
		Subscriber second = Subscriber.to(this.client, consumerArn, SHARD, TRIM_HORIZON);
		Awaitility.await().atMost(LIMIT).until(() -> second.keys().size() == 2);
		second.leave();
	}

	private String registerConsumer() {
		String streamArn = this.client.describeStreamSummary((call) -> call.streamName("orders"))
			.join()
			.streamDescriptionSummary()
			.streamARN();
		return this.client.registerStreamConsumer((call) -> call.streamARN(streamArn).consumerName("c"))
			.join()
			.consumer()
			.consumerARN();
	}

	@Test
	void hinderedAnswerOfASubscriptionLeavesNoneBehind() {
		String consumerArn = registerConsumer();
		this.endpoint.faults().add(Fault.loseAnswers().action("SubscribeToShard").times(1).build());
		assertThat(Subscriber.to(this.once, consumerArn, SHARD, TRIM_HORIZON).end()).failsWithin(LIMIT)
			.withThrowableOfType(ExecutionException.class);
		this.endpoint.faults().add(Fault.cutAnswers().action("SubscribeToShard").times(1).build());
		Subscriber cut = Subscriber.to(this.once, consumerArn, SHARD, TRIM_HORIZON);
		Awaitility.await().atMost(LIMIT).until(cut.end()::isDone);
		Awaitility.await().atMost(LIMIT).until(() -> this.endpoint.subscriptions().isEmpty());
		assertThat(this.endpoint.calls().of("SubscribeToShard")).extracting(ObservedCall::delivery)
			.containsExactly(Delivery.LOST, Delivery.CUT);
	}

	@Test
	void faultOfOneStreamBefallsReadsOfThatStreamOnly() {
		this.client.createStream((call) -> call.streamName("clicks").shardCount(1)).join();
		String orders = iterator(ShardIteratorType.TRIM_HORIZON);
		this.endpoint.faults().add(Fault.failCalls("InternalFailure").action("GetRecords").stream("clicks").build());
		assertThat(get(orders).records()).isEmpty();
		String clicks = this.client.getShardIterator(
				(call) -> call.streamName("clicks").shardId(SHARD).shardIteratorType(ShardIteratorType.TRIM_HORIZON))
			.join()
			.shardIterator();
		assertThatThrownBy(() -> get(clicks)).cause()
			.isInstanceOfSatisfying(AwsServiceException.class, (ex) -> assertThat(ex.statusCode()).isEqualTo(500));
	}

}
