package io.kinesisboot.observation;

import io.kinesisboot.dedup.IdempotencyMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;

/**
 * Counts the duplicates of idempotent listeners with Micrometer. Thread-safe.
 * <p>
 * The counter {@code kinesis.listener.idempotency} has the tags {@code listener} and
 * {@code result}: {@code hit} for a duplicate, {@code miss} for a record that is new, and
 * {@code conflict} for each time that a record has met another one with its key, which is
 * being handled elsewhere.
 *
 * @since 0.1.0
 */
public final class MicrometerIdempotencyMetrics implements IdempotencyMetrics {

	private final MeterProvider<Counter> records;

	/**
	 * Creates the meters.
	 * @param registry where they are registered
	 */
	public MicrometerIdempotencyMetrics(MeterRegistry registry) {
		this.records = Counter.builder("kinesis.listener.idempotency")
			.description("Records of idempotent listeners, by what was known of them")
			.baseUnit("records")
			.withRegistry(registry);
	}

	@Override
	public void claimed(String listenerId, int hits, int misses, int conflicts) {
		count(listenerId, "hit", hits);
		count(listenerId, "miss", misses);
		count(listenerId, "conflict", conflicts);
	}

	private void count(String listenerId, String result, int records) {
		if (records > 0) {
			this.records.withTags("listener", listenerId, "result", result).increment(records);
		}
	}

}
