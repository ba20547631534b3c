package io.kinesisboot.consumer;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CheckpointTracker}.
 */
class CheckpointTrackerTests {

	private final CheckpointTracker tracker = new CheckpointTracker();

	@Test
	void hasNoPositionBeforeTheFirstRecordIsDone() {
		this.tracker.track(record(0));
		assertThat(this.tracker.position()).isNull();
		assertThat(this.tracker.isDrained()).isFalse();
	}

	@Test
	void positionDoesNotPassARecordThatIsOpen() {
		List<ReceivedRecord> records = track(3);
		this.tracker.complete(records.get(1));
		this.tracker.complete(records.get(2));
		assertThat(this.tracker.position()).isNull();
		this.tracker.complete(records.get(0));
		assertThat(this.tracker.position()).isSameAs(records.get(2));
		assertThat(this.tracker.isDrained()).isTrue();
	}

	@Test
	void recordsOfOneAggregateAreToldApart() {
		ReceivedRecord first = record("7", 0);
		ReceivedRecord second = record("7", 1);
		this.tracker.track(first);
		this.tracker.track(second);
		this.tracker.complete(second);
		assertThat(this.tracker.position()).isNull();
		this.tracker.complete(first);
		assertThat(this.tracker.position()).isSameAs(second);
	}

	@ParameterizedTest
	@ValueSource(longs = { 1, 2, 3, 5, 8, 13 })
	void positionIsTheEndOfTheUnbrokenRunInWhateverOrderRecordsAreDone(long seed) {
		List<ReceivedRecord> records = track(200);
		List<ReceivedRecord> order = new ArrayList<>(records);
		Collections.shuffle(order, new Random(seed));
		Set<ReceivedRecord> done = new HashSet<>();
		for (ReceivedRecord record : order) {
			this.tracker.complete(record);
			done.add(record);
			int run = (int) records.stream().takeWhile(done::contains).count();
			assertThat(this.tracker.position()).isSameAs((run != 0) ? records.get(run - 1) : null);
		}
		assertThat(this.tracker.isDrained()).isTrue();
	}

	private List<ReceivedRecord> track(int count) {
		List<ReceivedRecord> records = IntStream.range(0, count).mapToObj(CheckpointTrackerTests::record).toList();
		records.forEach(this.tracker::track);
		return records;
	}

	private static ReceivedRecord record(int number) {
		return record(String.valueOf(number), 0);
	}

	private static ReceivedRecord record(String sequenceNumber, long subSequenceNumber) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, sequenceNumber, subSequenceNumber,
				Instant.EPOCH, ByteBuffer.allocate(0), Map.of());
	}

}
