package io.kinesisboot.embedded.limit;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;

import io.kinesisboot.embedded.TestClocks;
import io.kinesisboot.embedded.limit.LimitEnforcer.ShardKey;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.time.MovableClock;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

/**
 * Tests for {@link LimitEnforcer} and {@link Limits}.
 */
class LimitEnforcerTests {

	private static final int MIB = 1024 * 1024;

	private static final ShardKey SHARD = new ShardKey("orders", 1, 0);

	private static final ShardKey OTHER_SHARD = new ShardKey("orders", 1, 1);

	private final MovableClock clock = TestClocks.standing();

	private LimitEnforcer enforcer = new LimitEnforcer(Limits.enforced(), "000000000000", this.clock);

	@Test
	void shardTakesThousandRecordsInASecond() {
		for (int record = 0; record < 1000; record++) {
			assertThat(this.enforcer.admitsWrite(SHARD, 10)).isTrue();
		}
		assertThat(this.enforcer.admitsWrite(SHARD, 10)).isFalse();
		assertThat(this.enforcer.admitsWrite(OTHER_SHARD, 10)).isTrue();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.enforcer.admitsWrite(SHARD, 10)).isTrue();
		assertThat(this.enforcer.admitsWrite(SHARD, 10)).isFalse();
	}

	@Test
	void shardTakesAMebibyteInASecondAndARefusedRecordCostsNothing() {
		assertThat(this.enforcer.admitsWrite(SHARD, MIB - 100)).isTrue();
		assertThat(this.enforcer.admitsWrite(SHARD, 101)).isFalse();
		assertThat(this.enforcer.admitsWrite(SHARD, 100)).isTrue();
		assertThat(this.enforcer.admitsWrite(SHARD, 1)).isFalse();
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(this.enforcer.admitsWrite(SHARD, MIB)).isTrue();
	}

	@Test
	void recordThatHasTooManyBytesIsNotCounted() {
		this.enforcer = new LimitEnforcer(Limits.off().withWriteRecords(2).withWriteBytes(10), "", this.clock);
		assertThat(this.enforcer.admitsWrite(SHARD, 6)).isTrue();
		assertThat(this.enforcer.admitsWrite(SHARD, 6)).isFalse();
		assertThat(this.enforcer.admitsWrite(SHARD, 4)).isTrue();
	}

	@Test
	void writerThatComesInBetweenGetsNoRecordOfAnother() {
		Deque<Runnable> meanwhile = new ArrayDeque<>();
		this.enforcer = new LimitEnforcer(Limits.off().withWriteRecords(1).withWriteBytes(10), "",
				interruptedClock(meanwhile));
		this.enforcer.admitsWrite(SHARD, 1);
		this.clock.advance(Duration.ofSeconds(1));
		List<Boolean> admitted = new ArrayList<>();
		meanwhile.add(() -> {
		});
		meanwhile.add(() -> admitted.add(this.enforcer.admitsWrite(SHARD, 1)));
		admitted.add(this.enforcer.admitsWrite(SHARD, 1));
		assertThat(meanwhile).isEmpty();
		assertThat(admitted).containsExactly(false, true);
	}

	/**
	 * Tells the time, and does before what is to happen meanwhile.
	 */
	private Clock interruptedClock(Deque<Runnable> meanwhile) {
		return new Clock() {

			@Override
			public Instant instant() {
				Runnable next = meanwhile.poll();
				if (next != null) {
					next.run();
				}
				return LimitEnforcerTests.this.clock.instant();
			}

			@Override
			public ZoneId getZone() {
				return ZoneOffset.UTC;
			}

			@Override
			public Clock withZone(ZoneId zone) {
				return this;
			}

		};
	}

	@Test
	void shardIsReadFiveTimesInASecond() {
		for (int read = 0; read < 5; read++) {
			assertThat(this.enforcer.admitsRead(SHARD)).isTrue();
		}
		assertThat(this.enforcer.admitsRead(SHARD)).isFalse();
		this.clock.advance(Duration.ofMillis(200));
		assertThat(this.enforcer.admitsRead(SHARD)).isTrue();
	}

	@Test
	void bigReadIsFollowedByFiveSecondsWithout() {
		assertThat(this.enforcer.admitsRead(SHARD)).isTrue();
		this.enforcer.read(SHARD, 10 * MIB);
		this.clock.advance(Duration.ofSeconds(5));
		assertThat(this.enforcer.admitsRead(SHARD)).isFalse();
		this.clock.advance(Duration.ofMillis(1));
		assertThat(this.enforcer.admitsRead(SHARD)).isTrue();
	}

	@ParameterizedTest
	@CsvSource({
			"DescribeStream, 10, LimitExceededException, Rate exceeded for stream orders under account 000000000000.",
			"DescribeStreamSummary, 20, LimitExceededException, Rate exceeded for stream orders under account 000000000000.",
			"ListShards, 1000, LimitExceededException, Rate exceeded for stream orders under account 000000000000.",
			"GetShardIterator, 5, ProvisionedThroughputExceededException, "
					+ "Rate exceeded for shard shardId-7 in stream orders under account 000000000000.",
			"SubscribeToShard, 1, LimitExceededException, Rate exceeded for stream orders under account 000000000000." })
	void callsOverTheRateAreRefused(String action, int perSecond, String code, String message) {
		for (int call = 0; call < perSecond; call++) {
			assertThat(refusal(action)).isNull();
		}
		assertThat(refusal(action)).hasMessage(message).satisfies((error) -> assertThat(error.type()).isEqualTo(code));
		this.clock.advance(Duration.ofSeconds(1));
		assertThat(refusal(action)).isNull();
	}

	private @Nullable AwsError refusal(String action) {
		return this.enforcer.countCall(action, "orders", "shardId-7", "consumer");
	}

	@Test
	void ratesAreCountedForWhatTheServiceCountsThemFor() {
		this.enforcer = new LimitEnforcer(Limits.off()
			.withCalls("DescribeStream", 1)
			.withCalls("ListShards", 1)
			.withCalls("GetShardIterator", 1)
			.withCalls("SubscribeToShard", 1), "000000000000", this.clock);
		assertThat(this.enforcer.countCall("DescribeStream", "orders", null, null)).isNull();
		assertThat(this.enforcer.countCall("DescribeStream", "clicks", null, null)).isNotNull();
		assertThat(this.enforcer.countCall("ListShards", "orders", null, null)).isNull();
		assertThat(this.enforcer.countCall("ListShards", "clicks", null, null)).isNull();
		assertThat(this.enforcer.countCall("ListShards", "clicks", null, null)).isNotNull();
		assertThat(this.enforcer.countCall("GetShardIterator", "orders", "0", null)).isNull();
		assertThat(this.enforcer.countCall("GetShardIterator", "orders", "1", null)).isNull();
		assertThat(this.enforcer.countCall("GetShardIterator", "orders", "1", null)).isNotNull();
		assertThat(this.enforcer.countCall("SubscribeToShard", null, "0", "first")).isNull();
		assertThat(this.enforcer.countCall("SubscribeToShard", null, "0", "second")).isNull();
		assertThat(this.enforcer.countCall("SubscribeToShard", null, "0", "second"))
			.hasMessage("Rate exceeded for account 000000000000.");
		assertThat(this.enforcer.countCall("PutRecords", "orders", null, null)).isNull();
	}

	@Test
	void consumerGetsTwoMebibytesInASecondFromEachShard() {
		TokenBucket bucket = this.enforcer.fanOut("consumer", "shardId-0");
		assertThat(bucket).isSameAs(this.enforcer.fanOut("consumer", "shardId-0"))
			.isNotSameAs(this.enforcer.fanOut("consumer", "shardId-1"));
		assertThat(bucket).isNotNull();
		assertThat(bucket.tryTake(2 * MIB)).isTrue();
		assertThat(bucket.has(1)).isFalse();
	}

	@Test
	void singleValuesCanBeChanged() {
		Limits limits = Limits.off()
			.withWriteBytes(1)
			.withWriteRecords(2)
			.withReadBytes(3)
			.withReads(4)
			.withFanOutBytes(5)
			.withCalls("ListStreams", 6);
		assertThat(limits.toString()).isEqualTo("Limits[writeBytes=1, writeRecords=2, readBytes=3, reads=4, "
				+ "fanOutBytes=5, calls={ListStreams=6}]");
		assertThat(Limits.off().withReads(1).withReads(Limits.NONE)).isEqualTo(Limits.off());
		assertThat(Limits.off().withCalls("ListStreams", 6).withoutCalls("ListStreams")).isEqualTo(Limits.off());
		assertThat(Limits.enforced().withoutCalls("ListStreams").calls()).doesNotContainKey("ListStreams")
			.containsKey("ListShards");
		assertThat(new LimitEnforcer(Limits.off(), "", this.clock).isOff()).isTrue();
		assertThat(new LimitEnforcer(limits, "", this.clock).isOff()).isFalse();
	}

	@Test
	void limitsThatCannotBeAreRefused() {
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.off().withReads(0))
			.withMessage("'reads' must be between 1 and 1000000000, or Limits.NONE, but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.off().withCalls("ListStreams", 0))
			.withMessage("'calls of ListStreams' must be between 1 and 1000000000, or lifted by withoutCalls, "
					+ "but was 0");
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.off().withoutCalls("PutRecords"))
			.withMessageStartingWith("'action' must be one of [AddTagsToStream, ");
		assertThatIllegalArgumentException().isThrownBy(() -> Limits.off().withCalls("PutRecords", 1))
			.withMessageStartingWith("'action' must be one of [AddTagsToStream, ")
			.withMessageEndingWith("but was 'PutRecords'");
	}

}
