package io.kinesisboot.consumer.kcl;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.ListIterator;

import org.junit.jupiter.api.Test;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamRecords}.
 */
class StreamRecordsTests {

	private final List<KinesisClientRecord> read = List.of(record("1"), record("2"), record("3"));

	@Test
	void kclLooksAtTheNewestOnlyAndHandsAllOfThemOn() {
		List<KinesisClientRecord> records = new StreamRecords(false).deaggregate(this.read);
		assertThat(lookedAt(records)).containsExactly("3");
		assertThat(records).hasSize(3);
		assertThat(records.stream()).containsExactlyElementsOf(this.read);
		assertThat(lookedAt(new StreamRecords(false).deaggregate(List.of()))).isEmpty();
	}

	@Test
	void kclTakesOutTheNewestIfItsCheckpointHasPassedIt() {
		List<KinesisClientRecord> records = new StreamRecords(false).deaggregate(this.read);
		ListIterator<KinesisClientRecord> newest = records.listIterator();
		newest.next();
		newest.remove();
		assertThat(records.stream()).containsExactlyElementsOf(this.read.subList(0, 2));
	}

	@Test
	void kclLooksAtAllOfThemWhereItAddsUpTheirBytes() {
		assertThat(lookedAt(new StreamRecords(true).deaggregate(this.read))).containsExactly("1", "2", "3");
	}

	private static List<String> lookedAt(List<KinesisClientRecord> records) {
		List<String> lookedAt = new ArrayList<>();
		records.listIterator().forEachRemaining((record) -> lookedAt.add(record.sequenceNumber()));
		return Collections.unmodifiableList(lookedAt);
	}

	private static KinesisClientRecord record(String sequenceNumber) {
		return KinesisClientRecord.builder().sequenceNumber(sequenceNumber).data(ByteBuffer.allocate(1)).build();
	}

}
