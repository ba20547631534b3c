package io.kinesisboot.embedded.fanout;

import java.time.Duration;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.fault.ActiveFault;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.embedded.stream.HashKey;
import io.kinesisboot.embedded.stream.KinesisShard;
import io.kinesisboot.embedded.stream.KinesisStream;
import io.kinesisboot.embedded.stream.NewRecord;
import io.kinesisboot.embedded.stream.StreamPlan;
import io.kinesisboot.embedded.stream.StreamStore;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link PushGate}: subscriptions with faults and limits.
 */
class PushGateTests {

	private static final String ACCOUNT = "000000000000";

	private static final int MIB = 1024 * 1024;

	private final MovableClock clock = TestClocks.standing();

	private final Faults faults = new Faults(0);

	private final SubscriptionRegistry subscriptions = new SubscriptionRegistry(ACCOUNT, this.clock, this.faults,
			new LimitEnforcer(Limits.enforced(), ACCOUNT, this.clock));

	private final StreamStore store = new StreamStore(
			new Account(new ArnScope("us-east-1", ACCOUNT), this.clock, Duration.ZERO), 64 * MIB);

	private final KinesisStream stream = stream();

	private final KinesisShard shard = this.stream.shards().withIndex(0).orElseThrow();

	private final RegisteredConsumer consumer = new ConsumerRegistry(ACCOUNT, this.clock, Duration.ZERO,
			this.subscriptions)
		.register(this.stream, "reader", Map.of());

	private KinesisStream stream() {
		this.store.create("orders", StreamPlan.provisioned(1));
		return Objects.requireNonNull(this.store.find("orders"));
	}

	private void put(String key, int bytes) {
		this.stream.put(new NewRecord(key, HashKey.ofPartitionKey(key), new byte[bytes]));
	}

	private RecordingSink subscribe(long position) {
		return RecordingSink.open(this.subscriptions.admit(this.consumer, this.shard, position));
	}

	@Test
	void openSubscriptionIsEnded() {
		RecordingSink sink = subscribe(0);
		ActiveFault fault = this.faults.add(Fault.endSubscriptions().times(1).build());
		assertThat(sink.run().state).isEqualTo(RecordingSink.COMPLETED);
		assertThat(fault.strikes()).isEqualTo(1);
		assertThat(this.subscriptions.all()).isEmpty();
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(subscribe(0).state).isEqualTo(RecordingSink.OPEN);
	}

	@Test
	void subscriptionThatBeginsIsEndedBeforeItsFirstEvent() {
		this.faults.add(Fault.endSubscriptions().stream("orders").build());
		RecordingSink sink = subscribe(0);
		assertThat(sink.state).isEqualTo(RecordingSink.COMPLETED);
		assertThat(sink.events).isEmpty();
	}

	@Test
	void subscriptionThatHasEndedIsNotStruck() {
		subscribe(0).leave();
		assertThat(this.faults.add(Fault.endSubscriptions().build()).strikes()).isZero();
	}

	@Test
	void recordsAreRepeatedBeforeNewOnesOnly() {
		put("before", 1);
		RecordingSink sink = subscribe(1);
		put("a", 1);
		put("b", 1);
		assertThat(sink.run().keys(1)).containsExactly("a", "b");
		ActiveFault fault = this.faults.add(Fault.repeatRecords(10).build());
		sink.runScheduled();
		assertThat(fault.strikes()).isZero();
		put("c", 1);
		sink.run();
		assertThat(sink.keys(sink.events.size() - 1)).containsExactly("a", "b", "c");
		assertThat(fault.strikes()).isEqualTo(1);
	}

	@Test
	void subscriptionGoesOnThoughMoreIsRepeatedThanAnEventHolds() {
		this.faults.add(Fault.repeatRecords(10_000).build());
		RecordingSink sink = subscribe(0);
		for (int record = 0; record < 6; record++) {
			put("key-" + record, 700_000);
			this.clock.advance(Duration.ofSeconds(2));
			sink.run();
		}
		assertThat(sink.keys(sink.events.size() - 1)).containsExactly("key-4", "key-5");
		assertThat(this.subscriptions.all()).singleElement().extracting(ShardSubscription::position).isEqualTo(6L);
	}

	@Test
	void twoMebibytesArePushedInASecond() {
		RecordingSink sink = subscribe(0);
		for (int record = 0; record < 6; record++) {
			put("key", MIB);
		}
		sink.run();
		assertThat(sink.events).hasSize(2);
		assertThat(sink.keys(1)).hasSize(2);
		this.clock.advance(Duration.ofMillis(1));
		sink.run();
		assertThat(sink.keys(2)).hasSize(2);
		this.clock.advance(Duration.ofMillis(999));
		sink.runScheduled();
		assertThat(sink.events).hasSize(3);
		this.clock.advance(Duration.ofMillis(1));
		sink.run();
		assertThat(sink.keys(3)).hasSize(2);
	}

	@Test
	void silenceAfterAFullSecondIsBrokenToo() {
		RecordingSink sink = subscribe(0);
		put("a", MIB);
		put("b", MIB);
		assertThat(sink.run().keys(1)).containsExactly("a", "b");
		this.clock.advance(Duration.ofSeconds(1));
		sink.runScheduled();
		assertThat(sink.events).hasSize(2);
		assertThat(sink.delay).isEqualTo(Duration.ofSeconds(5));
		sink.runScheduled();
		assertThat(sink.events).hasSize(3);
		this.clock.advance(Duration.ofMinutes(5));
		assertThat(sink.runScheduled().state).isEqualTo(RecordingSink.COMPLETED);
	}

	@Test
	void firstEventComesAsSoonAsMoreMayBePushed() {
		put("too much for six seconds", 12 * MIB);
		subscribe(0).leave();
		this.clock.advance(Duration.ofSeconds(5));
		RecordingSink sink = subscribe(1);
		this.clock.advance(Duration.ofMillis(1));
		assertThat(sink.run().events).isEmpty();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(sink.run().events).hasSize(1);
	}

}
