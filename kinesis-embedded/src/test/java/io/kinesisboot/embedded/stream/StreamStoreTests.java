package io.kinesisboot.embedded.stream;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.account.Account;
import io.kinesisboot.embedded.account.ArnScope;
import io.kinesisboot.embedded.account.StreamReference;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.time.MovableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StreamStore}.
 */
class StreamStoreTests {

	private static final int LARGE = 40_000;

	private static final Duration TRANSITION = Duration.ofSeconds(30);

	private final MovableClock clock = TestClocks.standing();

	private StreamStore store = store("us-east-1", Duration.ZERO);

	private StreamStore store(String region, Duration transitionTime) {
		return store(account(region, transitionTime));
	}

	private static StreamStore store(Account account) {
		return new StreamStore(account, 4 * LARGE + 1000);
	}

	private Account account(String region, Duration transitionTime) {
		return new Account(new ArnScope(region, "000000000000"), this.clock, transitionTime);
	}

	private KinesisStream fill(String name, int records) {
		this.store.create(name, StreamPlan.provisioned(1));
		KinesisStream stream = this.store.get(new StreamReference(name, null));
		put(stream, records);
		return stream;
	}

	private static void put(KinesisStream stream, int records) {
		IntStream.range(0, records)
			.forEach((record) -> stream.put(new NewRecord("key", new HashKey(0, 0), new byte[LARGE])));
	}

	@Test
	void allStreamsShareTheMemory() {
		fill("first", 3);
		assertThat(this.store.evictedRecords()).isZero();
		fill("second", 3);
		assertThat(this.store.evictedRecords()).isEqualTo(2);
	}

	@Test
	void streamThatTakesTimeToBeDeletedGivesItsMemoryToTheOthersThen() {
		this.store = store("us-east-1", TRANSITION);
		KinesisStream first = fill("first", 4);
		this.store.create("second", StreamPlan.provisioned(1));
		KinesisStream second = this.store.get(new StreamReference("second", null));
		this.store.delete(first);
		this.clock.advance(TRANSITION);
		put(second, 4);
		assertThat(this.store.evictedRecords()).isZero();
		assertForgotten(first, 4);
	}

	@Test
	void deletedStreamIsForgottenWhenStreamsAreListedOrCreated() {
		this.store = store("us-east-1", TRANSITION);
		KinesisStream first = fill("first", 1);
		this.store.delete(first);
		this.clock.advance(TRANSITION);
		assertThat(this.store.after("")).isEmpty();
		assertForgotten(first, 1);
		KinesisStream second = fill("second", 1);
		this.store.delete(second);
		this.clock.advance(TRANSITION);
		this.store.create("third", StreamPlan.provisioned(1));
		assertForgotten(second, 1);
	}

	private void assertForgotten(KinesisStream stream, long records) {
		assertThat(stream.holders().map((shard) -> shard.startPosition(this.clock.millis()))).containsExactly(records);
	}

	@Test
	void streamWithTooManyTagsTakesNoShards() {
		this.store = store("eu-central-1", Duration.ZERO);
		Map<String, String> tags = IntStream.range(0, 51)
			.boxed()
			.collect(Collectors.toMap(String::valueOf, (tag) -> ""));
		assertThatExceptionOfType(AwsError.class)
			.isThrownBy(() -> this.store.create("tagged",
					new StreamPlan(CapacityMode.PROVISIONED, 1000, null, StreamSettings.DEFAULT, tags, Duration.ZERO)))
			.withMessageContaining("cannot have more than 50 tags");
		this.store.create("untagged", StreamPlan.provisioned(1000));
		assertThat(this.store.find("untagged")).isNotNull();
	}

	@Test
	void refusedStreamTakesNothingOfAnyQuota() {
		Account account = account("eu-central-1", Duration.ZERO);
		this.store = store(account);
		this.store.create("provisioned", StreamPlan.provisioned(997));
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> this.store.create("on-demand", onDemand()))
			.withMessageContaining("exceed the shard limit");
		KinesisStream provisioned = this.store.get(new StreamReference("provisioned", null));
		assertThatExceptionOfType(AwsError.class).isThrownBy(
				() -> provisioned.updateMode(CapacityMode.ON_DEMAND, /* throughput= */ 1001))
			.withMessageContaining("exceed the shard limit");
		assertThat(provisioned.mode()).isEqualTo(CapacityMode.PROVISIONED);
		assertThat(account.onDemandStreams()).isZero();
		account.take(/* shards= */ 0, account.onDemandStreamLimit());
		this.store.delete(provisioned);
		assertThatExceptionOfType(AwsError.class).isThrownBy(() -> this.store.create("on-demand", onDemand()))
			.withMessageContaining("exceed the on-demand stream limit");
		assertThat(account.openShards()).isZero();
	}

	private static StreamPlan onDemand() {
		return new StreamPlan(CapacityMode.ON_DEMAND, 4, null, StreamSettings.DEFAULT, Map.of(), Duration.ZERO);
	}

	@Test
	void deletedStreamGivesItsMemoryToTheOthers() {
		this.store.delete(fill("first", 4));
		fill("second", 4);
		assertThat(this.store.evictedRecords()).isZero();
	}

}
