package io.kinesisboot.embedded.log;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.LongRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;
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

	@Property(tries = 200)
	void recordsComeOutAsTheyWentIn(@ForAll @Size(max = 300) List<@StringLength(min = 1, max = 20) String> keys,
			@ForAll @IntRange(max = 70_000) int largest) {
		ShardLog filled = new ShardLog(RecordMemory.uncounted());
		Random random = new Random(largest);
		List<byte[]> payloads = new ArrayList<>();
		for (String key : keys) {
			byte[] payload = new byte[random.nextInt(largest + 1)];
			random.nextBytes(payload);
			payloads.add(payload);
			filled.append(key, payload, payload.length % 2 == 0, payloads.size());
		}
		for (int position = 0; position < keys.size(); position++) {
			StoredRecord record = filled.get(position);
			byte[] key = keys.get(position).getBytes(StandardCharsets.UTF_8);
			assertThat(record.partitionKey().getBytes(StandardCharsets.UTF_8)).isEqualTo(key);
			assertThat(record.data()).isEqualTo(payloads.get(position));
			assertThat(record.encrypted()).isEqualTo(record.data().length % 2 == 0);
			assertThat(record.arrivalMillis()).isEqualTo(position + 1);
			assertThat(record.position()).isEqualTo(position);
		}
	}

	@Test
	void memoryIsTakenByThePageAndGivenBackWithTheLastRecordOfIt() {
		RecordMemory memory = new RecordMemory(Long.MAX_VALUE, Stream::empty);
		ShardLog counted = new ShardLog(memory);
		long payload = 0;
		for (int record = 0; record < 10_000; record++) {
			counted.append("key", new byte[100], false, record);
			payload += 100;
		}
		assertThat(memory.usedBytes()).isBetween(payload, payload * 3 / 2);
		counted.trim(9_999);
		assertThat(memory.usedBytes()).isLessThan(300_000);
		counted.trim(10_000);
		assertThat(memory.usedBytes()).isZero();
	}

	@Test
	void largeRecordIsCountedInWholeRegionsOfTheHeap() {
		RecordMemory memory = new RecordMemory(Long.MAX_VALUE, Stream::empty);
		new ShardLog(memory).append("key", new byte[1024 * 1024], false, 0);
		assertThat(memory.usedBytes()).isEqualTo(2 * 1024 * 1024);
	}

	@Test
	void oldestPageIsForgottenWhole() {
		append(5000);
		long forgotten = this.log.forgetOldestPage();
		assertThat(forgotten).isPositive();
		assertThat(this.log.start()).isEqualTo(forgotten);
		assertThat(this.log.get(forgotten).partitionKey()).isEqualTo(String.valueOf(forgotten));
		assertThat(this.log.end()).isEqualTo(5000);
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
