package io.kinesisboot.consumer.kcl;

import java.io.IOException;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.aggregation.Aggregator;
import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.ShardProgress;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import io.kinesisboot.shard.HashKey;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;
import software.amazon.kinesis.checkpoint.DoesNothingPreparedCheckpointer;
import software.amazon.kinesis.exceptions.InvalidStateException;
import software.amazon.kinesis.exceptions.KinesisClientLibDependencyException;
import software.amazon.kinesis.exceptions.ShutdownException;
import software.amazon.kinesis.exceptions.ThrottlingException;
import software.amazon.kinesis.lifecycle.events.InitializationInput;
import software.amazon.kinesis.lifecycle.events.LeaseLostInput;
import software.amazon.kinesis.lifecycle.events.ProcessRecordsInput;
import software.amazon.kinesis.lifecycle.events.ShardEndedInput;
import software.amazon.kinesis.lifecycle.events.ShutdownRequestedInput;
import software.amazon.kinesis.processor.PreparedCheckpointer;
import software.amazon.kinesis.retrieval.KinesisClientRecord;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatNoException;

/**
 * Tests for {@link KclShardProcessor}. One that closes the shard raises the stop first,
 * unless it is the wait that it is about.
 */
class KclShardProcessorTests {

	private static final String SHARD_ID = "shardId-000000000000";

	private static final Duration CHECKPOINT_INTERVAL = Duration.ofSeconds(5);

	private final MovableTicker ticker = new MovableTicker();

	private final StopSignal stop = new StopSignal();

	private final FakeLeaseCoordinator leases = new FakeLeaseCoordinator();

	private final FakeCheckpointer checkpointer = new FakeCheckpointer();

	private final List<String> handled = new CopyOnWriteArrayList<>();

	private final ListAppender<ILoggingEvent> log = new ListAppender<>();

	private BatchHandler handler = this::handleAll;

	/** Takes the place of the handler of batches, for the tests that need each record. */
	private @Nullable RecordHandler recordHandler;

	private @Nullable AssignedShard shard;

	private final List<ShardHandler.Reason> reasons = new ArrayList<>();

	private final List<Instant> readUpTo = new ArrayList<>();

	private Runnable whenNoRoom = () -> {
	};

	private Runnable whenEnded = () -> {
	};

	private WindowLimits window = WindowLimits.DEFAULT;

	private final KclShardProcessor processor = new KclShardProcessor(
			(shardId) -> new KclShard("orders", shardId, shardId, this.leases, this.stop, this.ticker), new Handlers(),
			CHECKPOINT_INTERVAL, this.ticker, ConcurrentHashMap.newKeySet());

	@BeforeEach
	void initialize() {
		this.log.start();
		logger().addAppender(this.log);
		this.leases.hold(SHARD_ID);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
	}

	private void initialize(ExtendedSequenceNumber checkpoint) {
		initialize(checkpoint, null);
	}

	private void initialize(ExtendedSequenceNumber checkpoint, byte @Nullable [] state) {
		this.processor.initialize(InitializationInput.builder()
			.shardId(SHARD_ID)
			.extendedSequenceNumber(checkpoint)
			.pendingCheckpointState(state)
			.build());
	}

	@AfterEach
	void detachLog() {
		logger().detachAppender(this.log);
	}

	@Test
	void handlerKnowsItsShard() {
		assertThat(this.shard).isNotNull();
		assertThat(this.shard.stream()).isEqualTo("orders");
		assertThat(this.shard.shardId()).isEqualTo(SHARD_ID);
	}

	@Test
	void batchThatIsDoneIsCheckpointedOnceAtItsLastRecordWithItsSubSequenceNumber() {
		process(record("1"), aggregate("2", 2));
		assertThat(this.handled).containsExactly("1/0", "2/0", "2/1");
		assertThat(this.checkpointer.written).containsExactly("2/1");
		process();
		assertThat(this.checkpointer.written).containsExactly("2/1");
	}

	@Test
	void checkpointAgesWhileARecordIsOpenAndNotWhileNothingIs() {
		List<OpenRecord> open = new ArrayList<>();
		this.recordHandler = open::add;
		process(record("1"), record("2"));
		open.get(0).complete();
		this.ticker.advance(CHECKPOINT_INTERVAL.plusSeconds(1));
		process();
		assertThat(this.checkpointer.written).containsExactly("1/0");
		this.ticker.advance(Duration.ofSeconds(7));
		process();
		assertThat(progress().openRecords()).isEqualTo(1);
		assertThat(progress().checkpointAge()).isEqualTo(Duration.ofSeconds(7));
		open.get(1).complete();
		process();
		assertThat(progress()).isEqualTo(new ShardProgress(0, 0, Duration.ZERO));
		this.ticker.advance(Duration.ofSeconds(3));
		process();
		assertThat(progress().checkpointAge()).isZero();
	}

	private ShardProgress progress() {
		return Objects.requireNonNull(this.shard).progress();
	}

	@Test
	void recordsThatTheCheckpointHasPassedAreNotHandledAgain() {
		initialize(new ExtendedSequenceNumber("2", 0L));
		process(record("1"), record("2"), record("3"));
		assertThat(this.handled).containsExactly("3/0");
	}

	@Test
	void aggregateInWhoseMiddleTheLeaseResumesIsHandledFromThere() {
		initialize(new ExtendedSequenceNumber("2", 0L));
		process(aggregate("2", 3), record("3"));
		assertThat(this.handled).containsExactly("2/1", "2/2", "3/0");
	}

	@Test
	void aggregateThatTheCheckpointHasPassedIsNotHandledAgain() {
		initialize(new ExtendedSequenceNumber("2", 2L));
		process(aggregate("2", 3));
		assertThat(this.handled).isEmpty();
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void recordsThatAReadRepeatsAreNotHandledAgain() {
		process(record("9"), aggregate("10", 2));
		process(record("9"), aggregate("10", 2), record("11"));
		assertThat(this.handled).containsExactly("9/0", "10/0", "10/1", "11/0");
		assertThat(this.checkpointer.written).containsExactly("10/1", "11/0");
	}

	@Test
	void userRecordsThatKclHasTakenOutAreToldApart() {
		KinesisClientRecord first = record("2").toBuilder().subSequenceNumber(3).aggregated(true).build();
		process(first, first.toBuilder().subSequenceNumber(4).build(), first);
		assertThat(this.handled).containsExactly("2/3", "2/4");
	}

	@Test
	void userRecordsHaveTheirOwnKeysAndTags() {
		List<ReceivedRecord> received = new ArrayList<>();
		this.handler = (records, done) -> {
			received.addAll(records);
			records.forEach(done);
		};
		process(aggregate("2", 2), record("3"));
		assertThat(received).extracting(ReceivedRecord::partitionKey).containsExactly("key-0", "key-1", "key");
		assertThat(received).extracting(ReceivedRecord::tags)
			.containsExactly(Map.of("number", "0"), Map.of("number", "1"), Map.of());
	}

	@Test
	void userRecordsOfOtherShardsAreLeftToThese() {
		HashKey own = HashKey.ofPartitionKey("key-1");
		this.leases.range(own.toString(), new BigInteger(own.toString()).add(BigInteger.ONE).toString());
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		process(aggregate("2", 3), record("3"));
		assertThat(this.handled).containsExactly("2/1", "3/0");
		assertThat(this.checkpointer.written).containsExactly("3/0");
	}

	@Test
	void userRecordsThatKclHasTakenOutAreHandledAsTheyAre() {
		KinesisClientRecord ofKcl = record("2").toBuilder().subSequenceNumber(3).aggregated(true).build();
		process(ofKcl);
		assertThat(this.handled).containsExactly("2/3");
		assertThat(this.checkpointer.written).containsExactly("2/3");
	}

	@Test
	void damagedAggregateIsHandledAsItIsAndOnce() {
		KinesisClientRecord damaged = aggregate("2", 2);
		damaged.data().put(damaged.data().limit() - 1, (byte) ~damaged.data().get(damaged.data().limit() - 1));
		process(damaged);
		assertThat(this.handled).containsExactly("2/0");
		assertThat(this.checkpointer.written).containsExactly("2/0");
		initialize(new ExtendedSequenceNumber("2", 0L));
		process(damaged);
		assertThat(this.handled).containsExactly("2/0");
	}

	@Test
	void batchInWhichNothingIsDoneIsNotCheckpointed() throws Exception {
		this.handler = (records, done) -> {
		};
		closingProcess(record("1"));
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void readWithoutRecordsCallsNeitherHandlerNorCheckpointer() {
		this.handler = (records, done) -> {
			throw new AssertionError("called with " + records);
		};
		process();
		assertThat(this.checkpointer.attempts).isZero();
		assertThat(errors()).isEmpty();
	}

	@Test
	void checkpointIsWrittenInTheMiddleOfABatchWhenTheIntervalHasPassed() {
		List<List<String>> writtenBeforeEach = new ArrayList<>();
		this.recordHandler = (record) -> {
			writtenBeforeEach.add(List.copyOf(this.checkpointer.written));
			this.ticker.advance(Duration.ofSeconds(3));
			record.complete();
		};
		process(record("1"), record("2"), record("3"), record("4"), record("5"));
		assertThat(writtenBeforeEach).containsExactly(List.of(), List.of(), List.of("2/0"), List.of("2/0"),
				List.of("2/0", "4/0"));
		assertThat(this.checkpointer.written).containsExactly("2/0", "4/0", "5/0");
	}

	@Test
	void checkpointInTheMiddleOfABatchDoesNotPassARecordThatIsOpen() {
		List<OpenRecord> taken = new ArrayList<>();
		List<List<String>> writtenBeforeEach = new ArrayList<>();
		this.recordHandler = (record) -> {
			writtenBeforeEach.add(List.copyOf(this.checkpointer.written));
			this.ticker.advance(CHECKPOINT_INTERVAL.plusMillis(1));
			taken.add(record);
			switch (taken.size()) {
				case 2 -> record.complete();
				case 3 -> taken.get(0).complete();
				default -> {
				}
			}
		};
		process(record("1"), record("2"), record("3"), record("4"));
		assertThat(writtenBeforeEach).containsExactly(List.of(), List.of(), List.of(), List.of("2/0"));
		assertThat(this.checkpointer.written).containsExactly("2/0");
	}

	@Test
	void whatIsDonePastTheCheckpointGoesWithTheLease() {
		List<OpenRecord> taken = new ArrayList<>();
		this.recordHandler = taken::add;
		process(record("1"), record("2"), record("3"), record("4"));
		taken.get(0).complete();
		taken.get(2).complete();
		shutdownRequested();
		assertThat(this.checkpointer.written).containsExactly("1/0");
		assertThat(this.checkpointer.prepared).isEqualTo("4/0");
		initialize(new ExtendedSequenceNumber("1", 0L), this.checkpointer.state);
		this.recordHandler = null;
		process(record("2"), record("3"), record("4"));
		assertThat(this.handled).containsExactly("2/0", "4/0");
		assertThat(this.checkpointer.written).containsExactly("1/0", "4/0");
	}

	@Test
	void whatTheTenureBeforeHadDoneFurtherOnIsKeptByTheNextCheckpoint() throws Exception {
		List<OpenRecord> taken = new ArrayList<>();
		this.recordHandler = taken::add;
		process(record("1"), record("2"), record("3"), record("4"), record("5"));
		taken.get(0).complete();
		taken.get(3).complete();
		shutdownRequested();
		initialize(new ExtendedSequenceNumber("1", 0L), this.checkpointer.state);
		taken.clear();
		process(record("2"), record("3"));
		taken.get(0).complete();
		shutdownRequested();
		assertThat(this.checkpointer.written).containsExactly("1/0", "2/0");
		assertThat(this.checkpointer.prepared).isEqualTo("3/0");
		initialize(new ExtendedSequenceNumber("2", 0L), this.checkpointer.state);
		this.recordHandler = null;
		process(record("3"), record("4"), record("5"));
		assertThat(this.handled).containsExactly("3/0", "5/0");
	}

	@Test
	void whatIsDonePastTheCheckpointIsWrittenAgainAfterEachCheckpointAndOnlyIfItIsNew() {
		List<OpenRecord> taken = new ArrayList<>();
		this.recordHandler = taken::add;
		process(record("1"), record("2"), record("3"), record("4"));
		taken.get(2).complete();
		this.ticker.advance(CHECKPOINT_INTERVAL.plusMillis(1));
		process();
		this.ticker.advance(CHECKPOINT_INTERVAL.plusMillis(1));
		process();
		assertThat(this.checkpointer.written).isEmpty();
		assertThat(this.checkpointer.preparations).isEqualTo(1);
		taken.get(0).complete();
		this.ticker.advance(CHECKPOINT_INTERVAL.plusMillis(1));
		process();
		assertThat(this.checkpointer.written).containsExactly("1/0");
		assertThat(this.checkpointer.preparations).isEqualTo(2);
	}

	@Test
	void callReturnsWhileRecordsAreOpenAndTheNextOneIsHandedOver() {
		List<OpenRecord> taken = new ArrayList<>();
		this.recordHandler = taken::add;
		process(record("1"));
		process(record("2"));
		assertThat(taken).hasSize(2);
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void fullWindowHoldsTheNextRecordBackUntilThereIsRoom() throws Exception {
		this.window = new WindowLimits(2, 1000);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		List<OpenRecord> taken = new CopyOnWriteArrayList<>();
		this.recordHandler = taken::add;
		Call call = call(record("1"), record("2"), record("3"));
		call.awaitWaiting(CheckpointTracker.class);
		assertThat(taken).hasSize(2);
		taken.get(1).complete();
		assertThat(taken).hasSize(2);
		taken.get(0).complete();
		call.awaitEnd();
		assertThat(taken).hasSize(3);
	}

	@Test
	void fullWindowDoesNotHoldTheStop() throws Exception {
		this.window = new WindowLimits(1, 1000);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		this.recordHandler = (record) -> {
		};
		Call call = call(record("1"), record("2"));
		call.awaitWaiting(CheckpointTracker.class);
		this.stop.raise();
		call.awaitEnd();
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void failureOfAnotherThreadClosesTheShardThatWaitsForRoom() throws Exception {
		this.window = new WindowLimits(1, 1000);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		List<OpenRecord> taken = new CopyOnWriteArrayList<>();
		this.recordHandler = taken::add;
		Call call = call(record("1"), record("2"));
		call.awaitWaiting(CheckpointTracker.class);
		taken.get(0).fail(new IllegalStateException("broken"));
		call.awaitWaiting();
		assertThat(errors()).hasSize(1);
		this.stop.raise();
		call.awaitEnd();
		assertThat(taken).hasSize(1);
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void endOfAShardWaitsForTheRecordsThatAreOpen() throws Exception {
		List<OpenRecord> taken = new CopyOnWriteArrayList<>();
		this.recordHandler = taken::add;
		process(record("1"), record("2"));
		Call end = new Call(this::shardEnded);
		end.awaitWaiting(CheckpointTracker.class);
		taken.get(1).complete();
		taken.get(0).complete();
		end.awaitEnd();
		assertThat(this.checkpointer.written).endsWith("end");
		assertThat(this.leases.dropped).isEmpty();
	}

	@Test
	void endOfAShardThatMustBeLeftBeforeIsNotCheckpointed() throws Exception {
		this.recordHandler = (record) -> {
		};
		process(record("1"));
		Call end = new Call(this::shardEnded);
		end.awaitWaiting(CheckpointTracker.class);
		this.stop.raise();
		end.awaitEnd();
		assertThat(this.checkpointer.attempts).isZero();
		assertThat(this.leases.dropped).containsExactly(SHARD_ID);
	}

	@Test
	void handlerThatWaitsForMoreRecordsThanThereIsRoomForLearnsOfIt() {
		this.window = new WindowLimits(2, 1000);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		List<OpenRecord> taken = new ArrayList<>();
		this.recordHandler = taken::add;
		this.whenNoRoom = () -> taken.forEach(OpenRecord::complete);
		process(record("1"), record("2"), record("3"));
		assertThat(taken).hasSize(3);
		assertThat(taken.get(2).isComplete()).isFalse();
	}

	@Test
	void handlerThatWaitsForMoreRecordsLearnsThatTheShardHasEnded() {
		List<OpenRecord> taken = new ArrayList<>();
		this.recordHandler = taken::add;
		this.whenEnded = () -> taken.forEach(OpenRecord::complete);
		process(record("1"), record("2"));
		shardEnded();
		assertThat(this.checkpointer.written).endsWith("end");
	}

	@Test
	void shardWhoseHandlerFailsAtItsEndIsGivenUpBeforeIt() {
		this.recordHandler = (record) -> {
		};
		this.whenEnded = () -> {
			throw new IllegalStateException("broken");
		};
		process(record("1"));
		shardEnded();
		assertThat(this.checkpointer.attempts).isZero();
		assertThat(this.leases.dropped).containsExactly(SHARD_ID);
	}

	@Test
	void handlerLearnsUpToWhichArrivalAllHasBeenRead() {
		Instant read = Instant.parse("2026-11-23T09:00:00Z");
		this.processor.processRecords(ProcessRecordsInput.builder()
			.records(List.of())
			.checkpointer(this.checkpointer)
			.cacheEntryTime(read)
			.millisBehindLatest(1500L)
			.build());
		assertThat(this.readUpTo).containsExactly(read.minusMillis(1500));
	}

	@Test
	void recordThatCannotBeDoneAtTheEndStopsTheShardAsAnyOther() throws Exception {
		List<OpenRecord> taken = new CopyOnWriteArrayList<>();
		this.recordHandler = taken::add;
		process(record("1"), record("2"));
		Call end = new Call(this::shardEnded);
		end.awaitWaiting(CheckpointTracker.class);
		taken.get(0).fail(new IllegalStateException("broken"));
		end.awaitWaiting();
		assertThat(errors()).hasSize(1);
		assertThat(this.leases.dropped).isEmpty();
		this.stop.raise();
		end.awaitEnd();
		assertThat(this.checkpointer.attempts).isZero();
		assertThat(this.leases.dropped).containsExactly(SHARD_ID);
	}

	@Test
	void shardWhoseLeaseIsPromisedToAnotherWorkerIsLeftInTheMiddleOfABatch() throws Exception {
		this.recordHandler = (record) -> {
			this.handled.add(key(record.record()));
			record.complete();
			this.leases.promise("another worker");
			this.ticker.advance(Duration.ofSeconds(1));
		};
		process(record("1"), record("2"));
		assertThat(this.handled).containsExactly("1/0");
		shutdownRequested();
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@Test
	void shutdownBeforeTheShardIsInitializedIsNoError() {
		KclShardProcessor fresh = new KclShardProcessor((shardId) -> {
			throw new AssertionError(shardId);
		}, new Handlers(), CHECKPOINT_INTERVAL, this.ticker, ConcurrentHashMap.newKeySet());
		assertThatNoException().isThrownBy(() -> fresh
			.shutdownRequested(ShutdownRequestedInput.builder().checkpointer(this.checkpointer).build()));
	}

	@Test
	void handlerThatIsInterruptedAsItStopsLearnsThatTheShardIsLeft() {
		Thread.currentThread().interrupt();
		this.processor.leaseLost(LeaseLostInput.builder().build());
		assertThat(Thread.interrupted()).isTrue();
		assertThat(this.reasons).containsExactly(ShardHandler.Reason.LOST);
	}

	@Test
	void handlerLearnsOnceWhyTheShardIsLeft() {
		process(record("1"));
		shutdownRequested();
		this.processor.leaseLost(LeaseLostInput.builder().build());
		assertThat(this.reasons).containsExactly(ShardHandler.Reason.LOST);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		shardEnded();
		assertThat(this.reasons).endsWith(ShardHandler.Reason.ENDED);
		initialize(ExtendedSequenceNumber.TRIM_HORIZON);
		this.stop.raise();
		shutdownRequested();
		assertThat(this.reasons).endsWith(ShardHandler.Reason.STOPPED).hasSize(3);
	}

	@Test
	void throttledCheckpointIsWrittenWithTheNextReadEvenIfThatIsEmpty() {
		this.checkpointer.failure = () -> {
			throw new ThrottlingException("slow down");
		};
		process(record("1"));
		assertThat(this.checkpointer.written).isEmpty();
		this.checkpointer.failure = null;
		process();
		assertThat(this.checkpointer.written).containsExactly("1/0");
		process(record("2"));
		assertThat(this.handled).containsExactly("1/0", "2/0");
	}

	@Test
	void checkpointThatFailsForGoodKeepsTheShardOpenAndIsTriedAgain() {
		this.checkpointer.failure = () -> {
			throw new InvalidStateException("no such lease");
		};
		process(record("1"));
		assertThat(errors()).hasSize(1);
		this.checkpointer.failure = null;
		process(record("2"));
		assertThat(this.checkpointer.written).containsExactly("2/0");
	}

	@Test
	void checkpointerThatSaysTheLeaseIsLostClosesTheShard() {
		this.checkpointer.failure = () -> {
			this.stop.raise();
			throw new ShutdownException("lost");
		};
		process(record("1"));
		this.checkpointer.failure = null;
		process(record("2"));
		assertThat(this.handled).containsExactly("1/0");
		assertThat(this.checkpointer.written).isEmpty();
	}

	@Test
	void checkpointerThatSaysSoInTheMiddleOfABatchClosesTheShardAsWell() {
		this.handler = (records, done) -> {
			this.ticker.advance(CHECKPOINT_INTERVAL.plusMillis(1));
			handleAll(records, done);
		};
		this.checkpointer.failure = () -> {
			this.stop.raise();
			this.checkpointer.failure = null;
			throw new ShutdownException("lost");
		};
		process(record("1"), record("2"));
		process(record("3"));
		assertThat(this.handled).doesNotContain("3/0");
	}

	@Test
	void recordThatCannotBeDoneIsPassedByNothingAndTheCallWaitsUntilTheStop() throws Exception {
		this.recordHandler = (record) -> {
			this.handled.add(key(record.record()));
			if (record.sequenceNumber().equals("2")) {
				record.fail(new IllegalStateException("broken"));
			}
			else {
				record.complete();
			}
		};
		Call call = call(record("1"), record("2"), record("3"));
		call.awaitWaiting();
		assertThat(this.checkpointer.written).containsExactly("1/0");
		assertThat(errors()).singleElement()
			.satisfies((event) -> assertThat(event.getFormattedMessage()).contains(SHARD_ID, "'orders'"));
		this.stop.raise();
		call.awaitEnd();
		this.recordHandler = null;
		process(record("4"));
		process();
		assertThat(this.handled).containsExactly("1/0", "2/0");
		assertThat(this.checkpointer.written).containsExactly("1/0");
		assertThat(errors()).hasSize(1);
	}

	@Test
	void callWaitsUntilTheLeaseIsLost() throws Exception {
		this.recordHandler = (record) -> record.fail(new IllegalStateException("broken"));
		Call call = call(record("1"));
		call.awaitWaiting();
		this.leases.lose();
		this.ticker.advance(Duration.ofSeconds(1));
		call.awaitEnd();
		assertThat(this.checkpointer.attempts).isZero();
	}

	@ParameterizedTest
	@ValueSource(classes = { IllegalStateException.class, StackOverflowError.class, OutOfMemoryError.class,
			IOException.class })
	void handlerThatThrowsClosesTheShardWithOneErrorAndNothingReachesKcl(Class<? extends Throwable> type)
			throws Exception {
		Throwable failure = type.getConstructor(String.class).newInstance("broken");
		this.handler = (records, done) -> {
			done.accept(records.get(0));
			KclShardProcessorTests.<RuntimeException>raise(failure);
		};
		Call call = call(record("1"), record("2"));
		call.awaitWaiting();
		assertThat(errors()).singleElement().satisfies((event) -> {
			assertThat(event.getFormattedMessage()).contains(SHARD_ID);
			assertThat(event.getThrowableProxy().getMessage()).isEqualTo("broken");
		});
		this.stop.raise();
		call.awaitEnd();
		this.handler = this::handleAll;
		process(record("3"));
		assertThat(this.handled).isEmpty();
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@Test
	void handlerThatThrowsAfterItHasDoneEverythingClosesTheShardAllTheSame() throws Exception {
		this.handler = (records, done) -> {
			handleAll(records, done);
			throw new IllegalStateException("broken");
		};
		closingProcess(record("1"));
		process(record("2"));
		assertThat(this.handled).containsExactly("1/0");
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@ParameterizedTest
	@ValueSource(classes = { IllegalArgumentException.class, StackOverflowError.class, NoClassDefFoundError.class })
	void nothingThatTheCheckpointerThrowsReachesKcl(Class<? extends Throwable> type) throws Exception {
		Throwable failure = type.getConstructor(String.class).newInstance("broken");
		this.checkpointer.failure = () -> KclShardProcessorTests.<RuntimeException>raise(failure);
		assertThatNoException().isThrownBy(() -> process(record("1")));
		assertThat(errors()).hasSize(1);
		this.checkpointer.failure = null;
		process();
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@Test
	void recordThatCannotBeReadClosesTheShardAndNothingReachesKcl() throws Exception {
		KinesisClientRecord broken = record("2").toBuilder().data(null).build();
		this.recordHandler = (record) -> {
			this.handled.add(key(record.record()));
			record.complete();
		};
		closingProcess(record("1"), broken);
		process(record("3"));
		assertThat(this.handled).containsExactly("1/0");
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@Test
	void batchIsNotHandledIfTheLeaseIsLost() throws Exception {
		this.leases.lose();
		closingProcess(record("1"));
		this.leases.hold(SHARD_ID);
		process(record("2"));
		assertThat(this.handled).isEmpty();
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void batchOfAnEarlierTenureIsNotHandled() throws Exception {
		process(record("1"));
		this.leases.hold(SHARD_ID);
		closingProcess(record("2"));
		assertThat(this.handled).containsExactly("1/0");
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@Test
	void endOfAShardThatIsDoneIsCheckpointed() {
		process(record("1"));
		shardEnded();
		assertThat(this.checkpointer.written).containsExactly("1/0", "end");
		assertThat(this.leases.dropped).isEmpty();
	}

	@Test
	void endOfAShardWithARecordLeftIsNotCheckpointedAndItsLeaseIsReleased() throws Exception {
		this.handler = (records, done) -> {
		};
		closingProcess(record("1"));
		shardEnded();
		assertThat(this.checkpointer.attempts).isZero();
		assertThat(this.leases.dropped).containsExactly(SHARD_ID);
	}

	@Test
	void leaseOfALaterTenureIsNotReleasedAtTheEnd() throws Exception {
		this.handler = (records, done) -> {
		};
		closingProcess(record("1"));
		this.leases.hold(SHARD_ID);
		shardEnded();
		assertThat(this.checkpointer.attempts).isZero();
		assertThat(this.leases.dropped).isEmpty();
	}

	@Test
	void endThatCannotBeCheckpointedIsLeftToKclToAskForAgain() {
		this.checkpointer.failure = () -> {
			throw new ThrottlingException("slow down");
		};
		assertThatNoException().isThrownBy(this::shardEnded);
		this.checkpointer.failure = null;
		shardEnded();
		assertThat(this.checkpointer.written).containsExactly("end");
	}

	@Test
	void shutdownCheckpointsWhatIsDoneAndNothingFollows() throws Exception {
		this.checkpointer.failure = () -> {
			throw new ThrottlingException("slow down");
		};
		process(record("1"));
		this.checkpointer.failure = null;
		shutdownRequested();
		assertThat(this.checkpointer.written).containsExactly("1/0");
		closingProcess(record("2"));
		assertThat(this.handled).containsExactly("1/0");
		assertThat(this.checkpointer.written).containsExactly("1/0");
	}

	@Test
	void shutdownDoesNotPassARecordLeftUndone() throws Exception {
		this.handler = (records, done) -> done.accept(records.get(1));
		closingProcess(record("1"), record("2"));
		shutdownRequested();
		assertThat(this.checkpointer.attempts).isZero();
	}

	@Test
	void lostLeaseClosesTheShardWithoutACheckpoint() throws Exception {
		this.checkpointer.failure = () -> {
			throw new ThrottlingException("slow down");
		};
		process(record("1"));
		this.checkpointer.failure = null;
		this.processor.leaseLost(LeaseLostInput.builder().build());
		closingProcess(record("2"));
		assertThat(this.handled).containsExactly("1/0");
		assertThat(this.checkpointer.written).isEmpty();
	}

	@Test
	void interruptEndsTheWaitAndStaysSet() throws Exception {
		this.recordHandler = (record) -> record.fail(new IllegalStateException("broken"));
		Call call = call(record("1"));
		call.awaitWaiting();
		call.thread.interrupt();
		assertThat(call.awaitEnd()).isTrue();
	}

	@Test
	void interruptOfTheHandlerWhileTheShardGoesOnIsLoggedAndStaysSet() throws Exception {
		this.handler = (records, done) -> {
			done.accept(records.get(0));
			throw new InterruptedException("by whom?");
		};
		assertThat(call(record("1"), record("2")).awaitEnd()).isTrue();
		assertThat(errors()).hasSize(1);
		assertThat(this.checkpointer.written).containsExactly("1/0");
		this.stop.raise();
		this.handler = this::handleAll;
		process(record("3"));
		assertThat(this.handled).isEmpty();
	}

	@Test
	void stopIsNoError() throws Exception {
		this.handler = (records, done) -> {
		};
		closingProcess(record("1"));
		assertThat(errors()).isEmpty();
	}

	private void handleAll(List<ReceivedRecord> records, Consumer<ReceivedRecord> done) {
		records.forEach((record) -> {
			this.handled.add(key(record));
			done.accept(record);
		});
	}

	/** Calls the processor, and fails if it waits for what does not come. */
	private void process(KinesisClientRecord... records) {
		try {
			call(records).awaitEnd();
		}
		catch (Exception ex) {
			throw new AssertionError(ex);
		}
	}

	private void closingProcess(KinesisClientRecord... records) throws Exception {
		Call call = call(records);
		call.awaitWaiting();
		this.stop.raise();
		call.awaitEnd();
	}

	private Call call(KinesisClientRecord... records) {
		ProcessRecordsInput input = ProcessRecordsInput.builder()
			.records(List.of(records))
			.checkpointer(this.checkpointer)
			.build();
		return new Call(() -> this.processor.processRecords(input));
	}

	private void shardEnded() {
		this.processor.shardEnded(ShardEndedInput.builder().checkpointer(this.checkpointer).build());
	}

	private void shutdownRequested() {
		this.processor.shutdownRequested(ShutdownRequestedInput.builder().checkpointer(this.checkpointer).build());
	}

	private List<ILoggingEvent> errors() {
		return List.copyOf(this.log.list).stream().filter((event) -> event.getLevel() == Level.ERROR).toList();
	}

	private static Logger logger() {
		return (Logger) LoggerFactory.getLogger(KclShardProcessor.class.getPackageName());
	}

	private static KinesisClientRecord record(String sequenceNumber) {
		return record(sequenceNumber, sequenceNumber.getBytes(StandardCharsets.UTF_8));
	}

	/** As KCL hands it on. */
	private static KinesisClientRecord aggregate(String sequenceNumber, int records) {
		Aggregator aggregator = new Aggregator(1024);
		for (int i = 0; i < records; i++) {
			aggregator.add("key-" + i, null, ByteBuffer.allocate(1), Map.of("number", "" + i));
		}
		return record(sequenceNumber, aggregator.drain());
	}

	private static KinesisClientRecord record(String sequenceNumber, byte[] data) {
		KinesisClientRecord record = KinesisClientRecord.builder()
			.sequenceNumber(sequenceNumber)
			.partitionKey("key")
			.approximateArrivalTimestamp(Instant.EPOCH)
			.data(ByteBuffer.wrap(data))
			.build();
		return new StreamRecords(false).deaggregate(List.of(record)).get(0);
	}

	private static String key(ReceivedRecord record) {
		return record.sequenceNumber() + "/" + record.subSequenceNumber();
	}

	@SuppressWarnings("unchecked")
	private static <T extends Throwable> void raise(Throwable failure) throws T {
		throw (T) failure;
	}

	/** Handles all records of a read at its end. */
	@FunctionalInterface
	private interface BatchHandler {

		void handle(List<ReceivedRecord> records, Consumer<ReceivedRecord> done) throws InterruptedException;

	}

	/** Handles each record when it comes. */
	@FunctionalInterface
	private interface RecordHandler {

		void handle(OpenRecord record);

	}

	private final class Handlers implements ShardHandler.Factory {

		@Override
		public ShardHandler create(AssignedShard shard) {
			KclShardProcessorTests.this.shard = shard;
			return new Handler();
		}

		@Override
		public WindowLimits window() {
			return KclShardProcessorTests.this.window;
		}

	}

	private final class Handler implements ShardHandler {

		private final Map<ReceivedRecord, OpenRecord> open = new IdentityHashMap<>();

		private final List<ReceivedRecord> records = new ArrayList<>();

		@Override
		public void handle(OpenRecord record) {
			RecordHandler each = KclShardProcessorTests.this.recordHandler;
			if (each != null) {
				each.handle(record);
				return;
			}
			this.open.put(record.record(), record);
			this.records.add(record.record());
		}

		@Override
		public void readEnded(Duration behindLatest) throws InterruptedException {
			List<ReceivedRecord> batch = List.copyOf(this.records);
			this.records.clear();
			if (!batch.isEmpty()) {
				KclShardProcessorTests.this.handler.handle(batch,
						(record) -> Objects.requireNonNull(this.open.remove(record)).complete());
			}
		}

		@Override
		public void readUpTo(Instant arrival) {
			KclShardProcessorTests.this.readUpTo.add(arrival);
		}

		@Override
		public void noRoom() {
			KclShardProcessorTests.this.whenNoRoom.run();
		}

		@Override
		public void ended() {
			KclShardProcessorTests.this.whenEnded.run();
		}

		@Override
		public void stop() throws InterruptedException {
			if (Thread.interrupted()) {
				throw new InterruptedException();
			}
		}

		@Override
		public void left(Reason reason) {
			KclShardProcessorTests.this.reasons.add(reason);
		}

	}

	/** A call of KCL on a thread of its own. */
	private static final class Call {

		private final FutureTask<Boolean> task;

		private final Thread thread;

		Call(Runnable call) {
			this.task = new FutureTask<>(() -> {
				call.run();
				return Thread.currentThread().isInterrupted();
			});
			this.thread = new Thread(this.task, "call");
			this.thread.setDaemon(true);
			this.thread.start();
		}

		/** Waits until the call waits to leave, or has ended. */
		void awaitWaiting() {
			awaitWaiting(StopSignal.class);
		}

		void awaitWaiting(Class<?> where) {
			Awaitility.await()
				.atMost(KinesisTestEndpoint.patience())
				.pollInterval(Duration.ofMillis(5))
				.until(() -> this.task.isDone() || Arrays.stream(this.thread.getStackTrace())
					.anyMatch((frame) -> frame.getClassName().equals(where.getName())));
		}

		/**
		 * Waits for the end of the call.
		 * @return whether its thread was interrupted then
		 */
		boolean awaitEnd() throws Exception {
			return this.task.get(KinesisTestEndpoint.patience().toMillis(), TimeUnit.MILLISECONDS);
		}

	}

	/** Refuses to write if it is told to. */
	private static final class FakeCheckpointer extends UnsupportedCheckpointer {

		private final List<String> written = new CopyOnWriteArrayList<>();

		private volatile int attempts;

		private volatile int preparations;

		private volatile @Nullable String prepared;

		private volatile byte @Nullable [] state;

		private volatile @Nullable Failure failure;

		@Override
		public void checkpoint() throws KinesisClientLibDependencyException, InvalidStateException, ThrottlingException,
				ShutdownException {
			write("end");
		}

		@Override
		public void checkpoint(String sequenceNumber, long subSequenceNumber)
				throws KinesisClientLibDependencyException, InvalidStateException, ThrottlingException,
				ShutdownException {
			write(sequenceNumber + "/" + subSequenceNumber);
		}

		@Override
		public PreparedCheckpointer prepareCheckpoint(String sequenceNumber, long subSequenceNumber, byte[] state) {
			this.prepared = sequenceNumber + "/" + subSequenceNumber;
			this.state = state.clone();
			this.preparations++;
			return new DoesNothingPreparedCheckpointer(ExtendedSequenceNumber.LATEST);
		}

		private void write(String position) throws InvalidStateException, ThrottlingException, ShutdownException {
			this.attempts++;
			Failure failure = this.failure;
			if (failure != null) {
				failure.raise();
			}
			this.written.add(position);
		}

	}

	/** How a checkpoint fails. */
	@FunctionalInterface
	private interface Failure {

		void raise() throws InvalidStateException, ThrottlingException, ShutdownException;

	}

	/** Stands still until it is moved. */
	private static final class MovableTicker implements Ticker {

		private volatile long nanos;

		void advance(Duration time) {
			this.nanos += time.toNanos();
		}

		@Override
		public long read() {
			return this.nanos;
		}

	}

}
