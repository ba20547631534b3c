package io.kinesisboot.consumer;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link CompletedRanges}.
 */
class CompletedRangesTests {

	private static final String FIRST = "49671348298745123456789012345678901234567890123456789010";

	private static final String SECOND = "49671348298745123456789012345678901234567890123456789020";

	private static final String THIRD = "49671348298745123456789012345678901234567890123456789030";

	private static final String BETWEEN = "49671348298745123456789012345678901234567890123456789015";

	private final CheckpointTracker tracker = new CheckpointTracker(WindowLimits.DEFAULT);

	@Test
	void rangeHoldsItsEndsAndWhatLiesBetween() {
		track(FIRST, 0);
		complete(FIRST, 1);
		complete(SECOND, 0);
		track(THIRD, 0);
		CompletedRanges ranges = written();
		assertThat(ranges.contains(record(FIRST, 0))).isFalse();
		assertThat(ranges.contains(record(FIRST, 1))).isTrue();
		assertThat(ranges.contains(record(FIRST, 2))).isTrue();
		assertThat(ranges.contains(record(BETWEEN, 0))).isTrue();
		assertThat(ranges.contains(record(SECOND, 0))).isTrue();
		assertThat(ranges.contains(record(SECOND, 1))).isFalse();
		assertThat(ranges.contains(record(THIRD, 0))).isFalse();
	}

	@Test
	void recordAfterTheLastRangeIsPastThem() {
		track(FIRST, 0);
		complete(SECOND, 0);
		assertThat(written().isPast(record(FIRST, 0))).isFalse();
		assertThat(written().isPast(record(SECOND, 0))).isFalse();
		assertThat(written().isPast(record(SECOND, 1))).isTrue();
		assertThat(CompletedRanges.NONE.isPast(record(FIRST, 0))).isTrue();
	}

	@Test
	void openRecordDividesRanges() {
		track(FIRST, 0);
		complete(FIRST, 1);
		track(SECOND, 0);
		complete(SECOND, 1);
		CompletedRanges ranges = written();
		assertThat(ranges.contains(record(FIRST, 1))).isTrue();
		assertThat(ranges.contains(record(SECOND, 0))).isFalse();
		assertThat(ranges.contains(record(SECOND, 1))).isTrue();
		assertThat(ranges.isPast(record(SECOND, 1))).isFalse();
		assertThat(ranges.isPast(record(SECOND, 2))).isTrue();
	}

	@Test
	void whatIsAfterARecordLosesNothingElse() {
		track(FIRST, 0);
		complete(FIRST, 1);
		OpenRecord between = track(FIRST, 2);
		OpenRecord second = track(SECOND, 0);
		second.complete();
		complete(THIRD, 0);
		CompletedRanges ranges = written();
		assertThat(ranges.after(between).contains(record(FIRST, 1))).isFalse();
		assertThat(ranges.after(between).contains(record(SECOND, 0))).isTrue();
		assertThat(ranges.after(second).contains(record(SECOND, 0))).isFalse();
		assertThat(ranges.after(second).contains(record(SECOND, 1))).isTrue();
		assertThat(ranges.after(second).contains(record(THIRD, 0))).isTrue();
		assertThat(ranges.after(track(THIRD, 1)).isEmpty()).isTrue();
	}

	@Test
	void laterRangesFollow() {
		track(FIRST, 0);
		complete(FIRST, 1);
		CompletedRanges early = written();
		OpenRecord open = track(BETWEEN, 0);
		complete(THIRD, 0);
		assertThat(early).isNotEqualTo(written());
		assertThat(early.and(written().after(open))).isEqualTo(written());
	}

	@Test
	void whatDoesNotFitIsLeftOutFromTheEnd() {
		for (int i = 0; i < 2000; i++) {
			track(FIRST, 2 * i);
			complete(FIRST, 2 * i + 1);
		}
		CompletedRanges ranges = written();
		assertThat(this.tracker.progress().beyond().toBytes()).hasSizeLessThanOrEqualTo(8 * 1024);
		assertThat(ranges.contains(record(FIRST, 1))).isTrue();
		assertThat(ranges.contains(record(FIRST, 2))).isFalse();
		assertThat(ranges.contains(record(FIRST, 3999))).isFalse();
	}

	@Test
	void nothingIsWhatNoBytesSay() {
		assertThat(CompletedRanges.of(null).isEmpty()).isTrue();
		assertThat(CompletedRanges.of(new byte[0]).isEmpty()).isTrue();
		assertThat(CompletedRanges.of(CompletedRanges.NONE.toBytes()).isEmpty()).isTrue();
		assertThat(CompletedRanges.NONE.contains(record(FIRST, 0))).isFalse();
	}

	@ParameterizedTest
	@ValueSource(ints = { 1, 5, 20, 33, 40 })
	void bytesThatAreCutOffSayNothing(int length) {
		track(FIRST, 0);
		complete(SECOND, 0);
		byte[] bytes = this.tracker.progress().beyond().toBytes();
		assertThat(bytes).hasSizeGreaterThan(length);
		assertThat(CompletedRanges.of(Arrays.copyOf(bytes, length)).isEmpty()).isTrue();
	}

	@Test
	void bytesOfAnotherApplicationSayNothing() {
		assertThat(CompletedRanges.of("state of another".getBytes(StandardCharsets.UTF_8)).isEmpty()).isTrue();
	}

	private CompletedRanges written() {
		return CompletedRanges.of(this.tracker.progress().beyond().toBytes());
	}

	private OpenRecord track(String sequenceNumber, long subSequenceNumber) {
		return Objects.requireNonNull(this.tracker.track(record(sequenceNumber, subSequenceNumber)));
	}

	private void complete(String sequenceNumber, long subSequenceNumber) {
		track(sequenceNumber, subSequenceNumber).complete();
	}

	private static ReceivedRecord record(String sequenceNumber, long subSequenceNumber) {
		return new ReceivedRecord("orders", "shardId-000000000000", "key", null, sequenceNumber, subSequenceNumber,
				Instant.EPOCH, ByteBuffer.allocate(0), Map.of());
	}

}
