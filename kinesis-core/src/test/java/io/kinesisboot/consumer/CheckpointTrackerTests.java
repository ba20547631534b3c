package io.kinesisboot.consumer;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

/**
 * Tests for {@link CheckpointTracker}.
 */
class CheckpointTrackerTests {

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	@Test
	void hasNoPositionBeforeTheFirstRecordIsDone() {
		this.tracker.track(record(0));
		assertThat(this.tracker.progress().position()).isNull();
		assertThat(this.tracker.isDrained()).isFalse();
	}

	@Test
	void positionDoesNotPassARecordThatIsOpen() {
		List<OpenRecord> records = track(3);
		records.get(1).complete();
		records.get(2).complete();
		assertThat(this.tracker.progress().position()).isNull();
		records.get(0).complete();
		assertThat(this.tracker.progress().position()).isSameAs(records.get(2));
		assertThat(this.tracker.isDrained()).isTrue();
	}

	@Test
	void recordsOfOneAggregateAreToldApart() {
		OpenRecord first = track(record("7", 0L));
		OpenRecord second = track(record("7", 1L));
		second.complete();
		assertThat(this.tracker.progress().position()).isNull();
		first.complete();
		assertThat(this.tracker.progress().position()).isSameAs(second);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13 })
	void positionIsTheEndOfTheUnbrokenRunInWhateverOrderRecordsAreDone(long seed) {
		List<OpenRecord> records = track(200);
		List<OpenRecord> order = new ArrayList<>(records);
		Collections.shuffle(order, new Random(seed));
		Set<OpenRecord> done = new HashSet<>();
		for (OpenRecord record : order) {
			record.complete();
			done.add(record);
			int run = (int) records.stream().takeWhile(done::contains).count();
			assertThat(this.tracker.progress().position()).isSameAs((run != 0) ? records.get(run - 1) : null);
			assertThat(records).allSatisfy((each) -> assertThat(isBeyond(each))
				.isEqualTo(done.contains(each) && records.indexOf(each) >= run));
		}
		assertThat(this.tracker.isDrained()).isTrue();
		assertThat(this.tracker.progress().beyond().isEmpty()).isTrue();
	}

	private boolean isBeyond(OpenRecord record) {
		CompletedRanges ranges = CompletedRanges.of(this.tracker.progress().beyond().toBytes());
		return ranges.contains(record(record.sequenceNumber(), record.subSequenceNumber()));
	}

	@Test
	void completingTwiceIsCompletingOnce() {
		List<OpenRecord> records = track(2);
		records.get(0).complete();
		records.get(0).complete();
		assertThat(this.tracker.progress().position()).isSameAs(records.get(0));
		assertThat(this.tracker.isDrained()).isFalse();
	}

	@Test
	void windowCountsFromTheOldestOpenRecordWhateverIsDoneBehindIt() {
		CheckpointTracker small = new CheckpointTracker(new WindowLimits(3, 1000));
		List<OpenRecord> records = Stream.of(1, 2, 3).map((number) -> small.track(record(number))).toList();
		assertThat(records).doesNotContainNull();
		records.get(1).complete();
		records.get(2).complete();
		assertThat(small.track(record(4))).isNull();
		records.get(0).complete();
		assertThat(small.track(record(4))).isNotNull();
	}

	@Test
	void windowCountsTheBytesOfOpenRecordsOnly() {
		CheckpointTracker small = new CheckpointTracker(new WindowLimits(100, 10));
		OpenRecord first = track(small, record("1", 6));
		OpenRecord second = track(small, record("2", 4));
		assertThat(small.track(record("3", 1))).isNull();
		second.complete();
		assertThat(small.track(record("3", 4))).isNotNull();
		assertThat(small.track(record("4", 1))).isNull();
		first.complete();
		assertThat(small.track(record("4", 1))).isNotNull();
	}

	@Test
	void recordLargerThanTheWindowIsTakenByItself() {
		CheckpointTracker small = new CheckpointTracker(new WindowLimits(100, 10));
		OpenRecord large = track(small, record("1", 50));
		assertThat(small.track(record("2", 50))).isNull();
		large.complete();
		assertThat(small.track(record("2", 50))).isNotNull();
	}

	@Test
	void waitForRoomEndsWhenThereIsRoom() throws Exception {
		CheckpointTracker small = new CheckpointTracker(new WindowLimits(1, 10));
		OpenRecord first = track(small, record(1));
		assertThat(small.awaitRoom(record(2), Duration.ZERO)).isFalse();
		FutureTask<Boolean> waiting = new FutureTask<>(() -> small.awaitRoom(record(2), Duration.ofMinutes(5)));
		new Thread(waiting).start();
		first.complete();
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isTrue();
	}

	@Test
	void waitEndsWhenTheShardCannotGoOn() throws Exception {
		List<OpenRecord> records = track(2);
		FutureTask<Boolean> waiting = new FutureTask<>(() -> this.tracker.awaitDrained(Duration.ofMinutes(5)));
		new Thread(waiting).start();
		records.get(1).fail(new IllegalStateException("broken"));
		assertThat(waiting.get(30, TimeUnit.SECONDS)).isFalse();
		assertThat(this.tracker.failure()).hasRootCauseMessage("broken").hasMessageContaining("sequence number 1");
	}

	@Test
	void completeRecordsHoldNoPayload() {
		OpenRecord record = track(1).get(0);
		record.complete();
		assertThatIllegalStateException().isThrownBy(record::record).withMessageContaining("record 0/0");
	}

	private List<OpenRecord> track(int count) {
		return IntStream.range(0, count).mapToObj((number) -> track(record(number))).toList();
	}

	private OpenRecord track(ReceivedRecord record) {
		return track(this.tracker, record);
	}

	private static OpenRecord track(CheckpointTracker tracker, ReceivedRecord record) {
		return Objects.requireNonNull(tracker.track(record));
	}

	private static ReceivedRecord record(String sequenceNumber, int bytes) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, sequenceNumber, 0, Instant.EPOCH,
				ByteBuffer.allocate(bytes), Map.of());
	}

	private static ReceivedRecord record(int number) {
		return record(String.valueOf(number), 0L);
	}

	private static ReceivedRecord record(String sequenceNumber, long subSequenceNumber) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, sequenceNumber, subSequenceNumber,
				Instant.EPOCH, ByteBuffer.allocate(0), Map.of());
	}

}
