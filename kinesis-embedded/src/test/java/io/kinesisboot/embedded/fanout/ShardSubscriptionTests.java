package io.kinesisboot.embedded.fanout;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.EventStreamAnswer;
import io.kinesisboot.embedded.stream.HashKey;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.NewRecord;
import io.kinesisboot.embedded.stream.SequenceNumber;
import io.kinesisboot.embedded.stream.StreamPlan;
import io.kinesisboot.embedded.stream.StreamStore;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ShardSubscription}, {@link SubscriptionRegistry} and
 * {@link ConsumerRegistry}, on an event loop and with a time that only the test moves.
 */
class ShardSubscriptionTests {

	private static final String ACCOUNT = "000000000000";

	/** Half of all hash keys. */
	private static final String MIDDLE = "170141183460469231731687303715884105728";

	private final MovableClock clock = TestClocks.standing();

	private final SubscriptionRegistry subscriptions = new SubscriptionRegistry(ACCOUNT, this.clock, new Faults(0),
			new LimitEnforcer(Limits.off(), ACCOUNT, this.clock));

	private final ConsumerRegistry consumers = consumers(Duration.ZERO);

	private final StreamStore store = store(Duration.ZERO);

	private final KinesisStream stream = stream("orders");

	private final KinesisShard shard = this.stream.shards().withIndex(0).orElseThrow();

	private final RegisteredConsumer consumer = this.consumers.register(this.stream, "reader", Map.of());

	private ConsumerRegistry consumers(Duration transitionTime) {
		return new ConsumerRegistry(ACCOUNT, this.clock, transitionTime, this.subscriptions);
	}

	private StreamStore store(Duration transitionTime) {
		return new StreamStore(new Account(new ArnScope("us-east-1", ACCOUNT), this.clock, transitionTime),
				64 * 1024 * 1024);
	}

	private KinesisStream stream(String name) {
		return stream(this.store, name);
	}

	private static KinesisStream stream(StreamStore store, String name) {
		store.create(name, StreamPlan.provisioned(1));
		return Objects.requireNonNull(store.find(name));
	}

	private void put(String key, byte[] data) {
		this.stream.put(new NewRecord(key, HashKey.ofPartitionKey(key), data));
	}

	private void put(String... keys) {
		for (String key : keys) {
			put(key, new byte[] { 1 });
		}
	}

	private RecordingSink subscribe() {
		return RecordingSink.open(admit());
	}

	private EventStreamAnswer admit() {
		return this.subscriptions.admit(this.consumer, this.shard, 0);
	}

	@Test
	void firstEventComesWithoutRecordsToo() {
		RecordingSink sink = subscribe();
		assertThat(sink.events).hasSize(1);
		assertThat(sink.keys(0)).isEmpty();
		assertThat(sink.lastEvent().integer("MillisBehindLatest")).isZero();
		assertThat(sink.lastEvent().members()).doesNotContainKey("ChildShards");
		assertThat(continuation(sink).index()).isZero();
	}

	private SequenceNumber continuation(RecordingSink sink) {
		String continuation = Objects.requireNonNull(sink.lastEvent().text("ContinuationSequenceNumber"));
		return Objects.requireNonNull(SequenceNumber.parse(continuation));
	}

	@Test
	void whatHasComeSinceTheLastEventIsSentInOne() {
		put("a");
		RecordingSink sink = subscribe();
		put("b", "c");
		assertThat(sink.events).hasSize(1);
		sink.run();
		assertThat(sink.events).hasSize(2);
		assertThat(sink.keys(0)).containsExactly("a");
		assertThat(sink.keys(1)).containsExactly("b", "c");
		assertThat(continuation(sink).index()).isEqualTo(3);
		assertThat(this.subscriptions.all()).singleElement().satisfies((subscription) -> {
			assertThat(subscription.position()).isEqualTo(3);
			assertThat(subscription.since()).isEqualTo(this.clock.instant());
			assertThat(subscription.consumer()).isSameAs(this.consumer);
			assertThat(subscription.shard()).isSameAs(this.shard);
		});
	}

	@Test
	void manyRecordsWakeTheEventLoopOnce() {
		RecordingSink sink = subscribe();
		IntStream.range(0, 1000).forEach((number) -> put("key-" + number));
		assertThat(sink.tasks).hasSize(1);
	}

	@Test
	void eventsHoldTwoMebibytesAtMost() {
		byte[] data = new byte[1024 * 1024 - 1];
		IntStream.range(0, 5).forEach((number) -> put("key-" + number, data));
		RecordingSink sink = subscribe();
		assertThat(sink.events).hasSize(3);
		assertThat(sink.keys(0)).containsExactly("key-0", "key-1");
		assertThat(sink.keys(2)).containsExactly("key-4");
	}

	@Test
	void clientThatDoesNotKeepUpGetsNothingUntilItDoes() {
		RecordingSink sink = subscribe();
		sink.writable = false;
		put("a");
		sink.run();
		put("b");
		sink.run().runScheduled();
		assertThat(sink.events).hasSize(1);
		sink.becomeWritable();
		assertThat(sink.keys(1)).containsExactly("a", "b");
	}

	@Test
	void silenceIsBrokenEveryFiveSeconds() {
		RecordingSink sink = subscribe();
		for (int silence = 1; silence < 4; silence++) {
			assertThat(sink.delay).isEqualTo(Duration.ofSeconds(5));
			sink.runScheduled();
			assertThat(sink.events).hasSize(silence + 1);
			assertThat(continuation(sink).index()).isZero();
		}
	}

	@Test
	void silenceIsBrokenStillAfterTheClientDidNotKeepUp() {
		RecordingSink sink = subscribe();
		sink.writable = false;
		sink.runScheduled().runScheduled();
		sink.writable = true;
		sink.runScheduled();
		assertThat(sink.events).hasSize(2);
	}

	@Test
	void endsWhenTheClockPassesFiveMinutesAndLeavesNothingBehind() {
		RecordingSink sink = subscribe();
		this.clock.advance(Duration.ofSeconds(299));
		assertThat(sink.run().state).isEqualTo(RecordingSink.OPEN);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(sink.run().state).isEqualTo(RecordingSink.COMPLETED);
		assertFreed(sink);
	}

	private void assertFreed(RecordingSink sink) {
		assertThat(this.subscriptions.all()).isEmpty();
		put("late");
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(sink.tasks).isEmpty();
	}

	@Test
	void lastSilenceIsNoLongerThanItsLife() {
		RecordingSink sink = subscribe();
		this.clock.advance(Duration.ofSeconds(298));
		sink.run().runScheduled();
		assertThat(sink.delay).isEqualTo(Duration.ofSeconds(2));
	}

	@Test
	void endOfAClosedShardIsTheLastEvent() {
		RecordingSink sink = subscribe();
		put("a");
		this.stream.split(this.shard.id(), MIDDLE);
		assertThat(sink.run().state).isEqualTo(RecordingSink.COMPLETED);
		assertThat(sink.keys(1)).containsExactly("a");
		assertThat(sink.lastEvent().members()).doesNotContainKey("ContinuationSequenceNumber");
		assertThat(sink.lastEvent().objects("ChildShards")).extracting((child) -> child.text("ShardId"))
			.containsExactly("shardId-000000000001", "shardId-000000000002");
		assertThat(this.subscriptions.all()).isEmpty();
	}

	@Test
	void shardThatWasReadToItsEndEndsWithAnEventWithoutRecords() {
		RecordingSink sink = subscribe();
		this.stream.split(this.shard.id(), MIDDLE);
		assertThat(sink.run().state).isEqualTo(RecordingSink.COMPLETED);
		assertThat(sink.events).hasSize(2);
		assertThat(sink.keys(1)).isEmpty();
		assertThat(sink.lastEvent().objects("ChildShards")).hasSize(2);
	}

	@Test
	void shardThatIsSplitOverTimeEndsWhenTheTimeHasCome() {
		KinesisStream slow = stream(store(Duration.ofSeconds(10)), "slow");
		KinesisShard parent = slow.shards().withIndex(0).orElseThrow();
		RegisteredConsumer reader = this.consumers.register(slow, "reader", Map.of());
		RecordingSink sink = RecordingSink.open(this.subscriptions.admit(reader, parent, 0));
		slow.split(parent.id(), MIDDLE);
		this.clock.advance(Duration.ofSeconds(9));
		assertThat(sink.run().state).isEqualTo(RecordingSink.OPEN);
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(sink.run().state).isEqualTo(RecordingSink.COMPLETED);
		assertThat(sink.lastEvent().objects("ChildShards")).hasSize(2);
	}

	@Test
	void clientThatLeavesLeavesNothingBehind() {
		RecordingSink sink = subscribe();
		sink.leave();
		assertFreed(sink);
	}

	@Test
	void clientThatLeftMaySubscribeAgainFiveSecondsAfterItSubscribed() {
		subscribe().leave();
		this.clock.advance(Duration.ofMillis(4999));
		assertThatExceptionOfType(AwsError.class).isThrownBy(this::admit)
			.satisfies((error) -> assertThat(error.type()).isEqualTo("ResourceInUseException"));
		this.clock.advance(Duration.ofMillis(1));
		assertThat(subscribe().events).hasSize(1);
	}

	@Test
	void consumerThatIsRegisteredAnewMaySubscribeAtOnce() {
		subscribe();
		this.consumers.deregister(this.consumer);
		RegisteredConsumer next = this.consumers.register(this.stream, "reader", Map.of());
		assertThat(RecordingSink.open(this.subscriptions.admit(next, this.shard, 0)).events).hasSize(1);
	}

	@Test
	void anotherCallWithinFiveSecondsIsRefused() {
		subscribe();
		this.clock.advance(Duration.ofMillis(4999));
		assertThatExceptionOfType(AwsError.class).isThrownBy(this::admit)
			.withMessage("Another active subscription exists for this consumer: "
					+ "000000000000:orders:shardId-000000000000:reader")
			.satisfies((error) -> assertThat(error.type()).isEqualTo("ResourceInUseException"));
	}

	@Test
	void anotherCallAfterFiveSecondsTakesOver() {
		RecordingSink first = subscribe();
		this.clock.advance(Duration.ofSeconds(5));
		RecordingSink second = subscribe();
		assertThat(first.run().state).isEqualTo("ResourceInUseException");
		assertThat(second.state).isEqualTo(RecordingSink.OPEN);
		assertThat(this.subscriptions.all()).hasSize(1);
		put("a");
		assertThat(second.run().keys(1)).containsExactly("a");
		assertThat(first.events).hasSize(1);
	}

	@Test
	void ofTwoCallsAtTheSameTimeOneSubscribes() {
		EventStreamAnswer slower = admit();
		RecordingSink first = subscribe();
		RecordingSink second = RecordingSink.open(slower);
		assertThat(second.state).isEqualTo("ResourceInUseException");
		assertThat(second.events).isEmpty();
		assertThat(first.run().state).isEqualTo(RecordingSink.OPEN);
		assertThat(this.subscriptions.all()).hasSize(1);
	}

	@Test
	void answerThatIsNeverOpenedHoldsNoPlace() {
		admit();
		assertThat(this.subscriptions.all()).isEmpty();
		assertThat(subscribe().events).hasSize(1);
	}

	@Test
	void consumersDoNotDisturbEachOther() {
		RecordingSink first = subscribe();
		RegisteredConsumer other = this.consumers.register(this.stream, "other", Map.of());
		RecordingSink second = RecordingSink.open(this.subscriptions.admit(other, this.shard, 0));
		put("a");
		assertThat(first.run().keys(1)).containsExactly("a");
		assertThat(second.run().keys(1)).containsExactly("a");
		assertThat(this.subscriptions.all()).hasSize(2);
	}

	@Test
	void deregisteredConsumerLosesItsSubscriptions() {
		RecordingSink sink = subscribe();
		this.consumers.deregister(this.consumer);
		assertThat(sink.run().state).isEqualTo("ResourceNotFoundException");
		assertFreed(sink);
	}

	@Test
	void deletedStreamLosesItsConsumersAndTheirSubscriptions() {
		RecordingSink sink = subscribe();
		KinesisStream other = stream("others");
		this.consumers.register(other, "reader", Map.of());
		this.consumers.deleted(this.stream);
		assertThat(sink.run().state).isEqualTo("ResourceNotFoundException");
		assertThat(this.consumers.find(this.consumer.arn())).isEmpty();
		assertThat(this.consumers.of(other)).hasSize(1);
	}

	@Test
	void subscriptionCanBeEndedFromOutside() {
		RecordingSink sink = subscribe();
		this.subscriptions.all().forEach(ShardSubscription::complete);
		assertThat(sink.run().state).isEqualTo(RecordingSink.COMPLETED);
		assertFreed(sink);
	}

	@Test
	void consumerReadsOnlyBetweenItsTransitions() {
		ConsumerRegistry slow = consumers(Duration.ofSeconds(10));
		RegisteredConsumer created = slow.register(this.stream, "slow", Map.of());
		assertThat(created.state()).isEqualTo(ConsumerState.CREATING);
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> this.subscriptions.admit(created, this.shard, 0))
			.withMessage("Consumer slow with creation timestamp " + this.clock.instant().getEpochSecond()
					+ " under stream orders and account 000000000000 is not in ACTIVE status.");
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(created.state()).isEqualTo(ConsumerState.ACTIVE);
		RecordingSink sink = RecordingSink.open(this.subscriptions.admit(created, this.shard, 0));
		slow.deregister(created);
		assertThat(sink.run().state).isEqualTo("ResourceNotFoundException");
		assertThat(slow.find(this.stream, "slow")).get()
			.extracting(RegisteredConsumer::state)
			.isEqualTo(ConsumerState.DELETING);
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(slow.find(this.stream, "slow")).isEmpty();
	}

	@Test
	void streamHasTwentyConsumersAtMost() {
		IntStream.range(0, 19)
			.forEach((number) -> this.consumers.register(this.stream, "consumer-" + number, Map.of()));
		assertThatExceptionOfType(AwsError.class)
			.isThrownBy(() -> this.consumers.register(this.stream, "too-many", Map.of()))
			.satisfies((error) -> assertThat(error.type()).isEqualTo("LimitExceededException"));
		this.consumers.deregister(this.consumer);
		assertThat(this.consumers.register(this.stream, "one-more", Map.of()).state()).isEqualTo(ConsumerState.ACTIVE);
	}

	@Test
	void fiveConsumersAtMostAreCreatedAtATime() {
		ConsumerRegistry slow = consumers(Duration.ofSeconds(10));
		List.of("a", "b", "c", "d", "e").forEach((name) -> slow.register(this.stream, name, Map.of()));
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> slow.register(stream("others"), "f", Map.of()))
			.satisfies((error) -> assertThat(error.type()).isEqualTo("LimitExceededException"));
		this.clock.advance(Duration.ofSeconds(10));
		assertThat(slow.register(this.stream, "f", Map.of()).state()).isEqualTo(ConsumerState.CREATING);
	}

}
