package io.kinesisboot.observation;

import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import java.util.function.ToDoubleFunction;

import io.kinesisboot.producer.ProducerLoad;
import io.kinesisboot.producer.ProducerMetrics;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter.MeterProvider;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import org.jspecify.annotations.Nullable;

/**
 * Meters of one producer, each with the tag {@code producer} and, but for gauges,
 * {@code stream}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerProducerMetrics implements ProducerMetrics {

	private static final String STREAM = "stream";

	private static final String NONE = "none";

	private final MeterRegistry registry;

	private final String producer;

	private final MeterProvider<Counter> records;

	private final MeterProvider<Counter> bytes;

	private final MeterProvider<DistributionSummary> entryRecords;

	private final MeterProvider<DistributionSummary> entrySize;

	private final MeterProvider<Timer> latency;

	private final MeterProvider<Timer> calls;

	private final MeterProvider<Counter> retries;

	private final MeterProvider<Counter> throttles;

	/**
	 * Creates the meters of a producer.
	 * @param registry where they are registered
	 * @param producer the producer's name
	 */
	public MicrometerProducerMetrics(MeterRegistry registry, String producer) {
		this.registry = registry;
		this.producer = producer;
		this.records = counter("kinesis.producer.records", "Records that were accepted or have failed", "records");
		this.bytes = counter("kinesis.producer.bytes", "Bytes of accepted entries", "bytes");
		this.entryRecords = summary("kinesis.producer.entry.records", "Records in an accepted entry", "records");
		this.entrySize = summary("kinesis.producer.entry.size", "Size of an accepted entry", "bytes");
		this.latency = timer("kinesis.producer.latency",
				"Time from the send of an entry's first record until the entry is accepted");
		this.calls = timer("kinesis.producer.calls", "Time of calls of PutRecords");
		this.retries = counter("kinesis.producer.retries", "Entries that were refused, by the code of AWS", "entries");
		this.throttles = counter("kinesis.producer.throttles", "Entries that were refused for their shard's rate",
				"entries");
	}

	private MeterProvider<Counter> counter(String name, String description, String unit) {
		return Counter.builder(name)
			.description(description)
			.baseUnit(unit)
			.tag("producer", this.producer)
			.withRegistry(this.registry);
	}

	private MeterProvider<DistributionSummary> summary(String name, String description, String unit) {
		return DistributionSummary.builder(name)
			.description(description)
			.baseUnit(unit)
			.tag("producer", this.producer)
			.withRegistry(this.registry);
	}

	private MeterProvider<Timer> timer(String name, String description) {
		return Timer.builder(name).description(description).tag("producer", this.producer).withRegistry(this.registry);
	}

	@Override
	public void started(Supplier<ProducerLoad> load) {
		gauge("kinesis.producer.memory.used", "Memory of records under way", "bytes", load, ProducerLoad::memory);
		gauge("kinesis.producer.memory.limit", "Limit of that memory", "bytes", load, ProducerLoad::memoryLimit);
		gauge("kinesis.producer.calls.open", "Open calls of PutRecords", "calls", load, ProducerLoad::calls);
		TimeGauge.builder("kinesis.producer.oldest", () -> load.get().oldest().toNanos(), TimeUnit.NANOSECONDS)
			.description("Time since the oldest record was sent that is not settled")
			.tag("producer", this.producer)
			.register(this.registry);
	}

	private void gauge(String name, String description, String unit, Supplier<ProducerLoad> load,
			ToDoubleFunction<ProducerLoad> value) {
		Gauge.builder(name, () -> value.applyAsDouble(load.get()))
			.description(description)
			.baseUnit(unit)
			.tag("producer", this.producer)
			.register(this.registry);
	}

	@Override
	public void accepted(String stream, String shardId, int count, int size, Duration age) {
		this.records.withTags(STREAM, stream, "outcome", "accepted").increment(count);
		this.bytes.withTag(STREAM, stream).increment(size);
		this.entryRecords.withTag(STREAM, stream).record(count);
		this.entrySize.withTag(STREAM, stream).record(size);
		this.latency.withTag(STREAM, stream).record(age);
	}

	@Override
	public void refused(String stream, String shardId, @Nullable String errorCode, boolean throttled) {
		this.retries.withTags(STREAM, stream, "code", (errorCode != null) ? errorCode : NONE).increment();
		if (throttled) {
			this.throttles.withTags(STREAM, stream, "shard", shardId).increment();
		}
	}

	@Override
	public void failed(String stream) {
		this.records.withTags(STREAM, stream, "outcome", "failed").increment();
	}

	@Override
	public void called(String stream, Duration duration, @Nullable String errorCode) {
		this.calls.withTags(STREAM, stream, "error", (errorCode != null) ? errorCode : NONE).record(duration);
	}

}
