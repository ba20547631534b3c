package io.kinesisboot.embedded.stream;

import java.time.Duration;
import java.util.stream.IntStream;

import io.kinesisboot.embedded.MutableClock;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link StreamStore}.
 */
class StreamStoreTests {

	private static final int LARGE = 40_000;

	private final StreamStore store = new StreamStore(
			new Account(new ArnScope("us-east-1", "000000000000"), new MutableClock(), Duration.ZERO),
			4 * LARGE + 1000);

	private KinesisStream fill(String name, int records) {
		this.store.create(name, StreamPlan.provisioned(1));
		KinesisStream stream = this.store.get(new StreamReference(name, null));
		IntStream.range(0, records)
			.forEach((record) -> stream.put(new NewRecord("key", new HashKey(0, 0), new byte[LARGE])));
		return stream;
	}

	@Test
	void allStreamsShareTheMemory() {
		fill("first", 3);
		assertThat(this.store.evictedRecords()).isZero();
		fill("second", 3);
		assertThat(this.store.evictedRecords()).isEqualTo(2);
	}

	@Test
	void deletedStreamGivesItsMemoryToTheOthers() {
		this.store.delete(fill("first", 4));
		fill("second", 4);
		assertThat(this.store.evictedRecords()).isZero();
	}

}
