package io.kinesisboot.listener;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.consumer.AssignedShard;
import io.kinesisboot.consumer.CheckpointTracker;
import io.kinesisboot.consumer.OpenRecord;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.consumer.ShardHandler;
import io.kinesisboot.consumer.TestShards;
import io.kinesisboot.consumer.WindowLimits;
import io.kinesisboot.deadletter.DeadLetter;
import io.kinesisboot.deadletter.DeadLetterHeaders;
import io.kinesisboot.deadletter.DeadLetterSamples;
import io.kinesisboot.producer.UserRecord;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link DueShardHandlers}.
 */
class DueShardHandlersTests {

	private static final Instant START = Instant.parse("2026-11-23T09:00:00Z");

	private final StandingClock clock = new StandingClock();

	private final List<String> handled = new ArrayList<>();

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	private final ShardHandler handler = new DueShardHandlers(
			(shard) -> TestShards.handler((record) -> this.handled.add(record.sequenceNumber())), "billing", this.clock)
		.create(new PassingShard(this.clock));

	private int records;

	@Test
	void recordIsHandedOverWhenItIsDueAndIsOpenUntilThen() throws Exception {
		OpenRecord record = handle(carrier(START.plusSeconds(60)));
		this.handler.readEnded(Duration.ZERO);
		this.clock.now = START.plusSeconds(60).minusMillis(1);
		this.handler.readEnded(Duration.ZERO);
		assertThat(this.handled).isEmpty();
		assertThat(record.isComplete()).isFalse();
		this.clock.now = START.plusSeconds(60);
		this.handler.readEnded(Duration.ZERO);
		assertThat(this.handled).containsExactly("1");
		assertThat(record.isComplete()).isTrue();
	}

	@Test
	void recordThatIsDueLaterHoldsNoneUp() throws Exception {
		handle(carrier(START.plusSeconds(3600)));
		handle(carrier(START.plusSeconds(2)));
		handle(carrier(START.plusSeconds(1)));
		handle(carrier(START.plusSeconds(2)));
		this.clock.now = START.plusSeconds(2);
		this.handler.readEnded(Duration.ZERO);
		assertThat(this.handled).containsExactly("3", "2", "4");
	}

	@Test
	void fullWindowIsNoReasonToWaitLonger() throws Exception {
		handle(carrier(START.plusSeconds(1)));
		this.clock.now = START.plusSeconds(1);
		this.handler.noRoom();
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void recordsOfOtherApplicationsAreDoneAndOnesWithoutHeadersAreHandledAtOnce() throws Exception {
		UserRecord others = DeadLetter
			.of(DeadLetterSamples.failed(DeadLetterSamples.letter().record()), "shipping", START)
			.toUserRecord("retry");
		OpenRecord other = handle(carrier(others, START));
		OpenRecord plain = handle(new ReceivedRecord("retry", "shardId-000000000000", "key", null, "9", 0, START,
				DeadLetterSamples.allBytes(), Map.of()));
		assertThat(other.isComplete()).isTrue();
		assertThat(plain.isComplete()).isTrue();
		assertThat(this.handled).containsExactly("9");
	}

	@Test
	void recordWaitsNoLongerThanTheLongestDelayWhateverItsHeadersSay() throws Exception {
		handle(carrier(START.plus(Duration.ofDays(9000))));
		this.clock.now = START.plus(Duration.ofHours(12));
		this.handler.readEnded(Duration.ZERO);
		assertThat(this.handled).containsExactly("1");
	}

	@Test
	void endOfTheShardComesAfterItsRecordsAreDue() throws Exception {
		handle(carrier(START.plusSeconds(60)));
		handle(carrier(START.plusSeconds(30)));
		this.handler.ended();
		assertThat(this.handled).containsExactly("2", "1");
		assertThat(this.clock.now).isBetween(START.plusSeconds(60), START.plusSeconds(61));
	}

	@Test
	void endOfTheShardDoesNotWaitForRecordsOnceOneHasFailed() throws Exception {
		OpenRecord record = handle(carrier(START.plusSeconds(60)));
		record.fail(new IllegalStateException("never"));
		this.handler.ended();
		assertThat(this.handled).isEmpty();
	}

	private OpenRecord handle(ReceivedRecord carrier) throws InterruptedException {
		OpenRecord record = Objects.requireNonNull(this.tracker.track(carrier));
		this.handler.handle(record);
		return record;
	}

	private ReceivedRecord carrier(Instant due) {
		return carrier(DeadLetterSamples.letter().toUserRecord("retry"), due);
	}

	private ReceivedRecord carrier(UserRecord letter, Instant due) {
		UserRecord record = letter
			.withTags(Map.of(DeadLetterHeaders.RETRY, "1", DeadLetterHeaders.DUE, due.toString()));
		return new ReceivedRecord("retry", "shardId-000000000000", record.partitionKey(), record.explicitHashKey(),
				Integer.toString(++this.records), 0, START, record.data(), record.tags());
	}

	/** A clock that a test moves. */
	private static final class StandingClock extends Clock {

		private Instant now = START;

		@Override
		public Instant instant() {
			return this.now;
		}

		@Override
		public ZoneId getZone() {
			return ZoneOffset.UTC;
		}

		@Override
		public Clock withZone(ZoneId zone) {
			return this;
		}

	}

	/** A shard whose waits take no time but that of the clock. */
	private record PassingShard(StandingClock clock) implements AssignedShard {

		@Override
		public String stream() {
			return "retry";
		}

		@Override
		public String shardId() {
			return "shardId-000000000000";
		}

		@Override
		public boolean awaitStop(Duration time) {
			this.clock.now = this.clock.now.plus(time);
			return false;
		}

	}

}
