package io.kinesisboot.embedded.stream;

import java.util.ArrayList;
import java.util.List;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link ShardLog}.
 */
class ShardLogTests {

	private final ShardLog log = new ShardLog(RecordMemory.uncounted());

	@Test
	void emptyLogStartsWhereItEnds() {
		this.log.trim(Long.MAX_VALUE);
		assertThat(this.log.start()).isZero();
		assertThat(this.log.end()).isZero();
		assertThat(this.log.positionOf(0)).isZero();
	}

	@Test
	void positionsCountOnOverTrimmedRecords() {
		append(5000);
		this.log.trim(3000);
		assertThat(this.log.start()).isEqualTo(3000);
		assertThat(this.log.get(3000).partitionKey()).isEqualTo("3000");
		this.log.trim(10_000);
		assertThat(this.log.start()).isEqualTo(5000);
		append(1);
		assertThat(this.log.get(5000).position()).isEqualTo(5000);
		assertThat(this.log.end()).isEqualTo(5001);
	}

	private void append(int records) {
		for (int record = 0; record < records; record++) {
			this.log.append(String.valueOf(this.log.end()), new byte[0], false, this.log.end());
		}
	}

	@Property(tries = 100)
	void searchAndTrimAgreeWithALinearSearch(@ForAll @Size(max = 3000) List<@IntRange(max = 3) Integer> gaps,
			@ForAll @LongRange(max = 5000) long horizon, @ForAll @LongRange(max = 5000) long time) {
		ShardLog filled = new ShardLog(RecordMemory.uncounted());
		List<Long> arrivals = new ArrayList<>();
		long arrival = 0;
		for (int gap : gaps) {
			arrival += gap;
			arrivals.add(arrival);
			filled.append("key", new byte[0], false, arrival);
		}
		filled.trim(horizon);
		long expired = arrivals.stream().filter((millis) -> millis < horizon).count();
		long earlier = arrivals.stream().filter((millis) -> millis < time).count();
		assertThat(filled.start()).isEqualTo(expired);
		assertThat(filled.positionOf(time)).isEqualTo(Math.max(expired, earlier));
		for (long position = filled.start(); position < filled.end(); position++) {
			assertThat(filled.get(position).arrivalMillis()).isEqualTo(arrivals.get((int) position));
		}
	}

}
