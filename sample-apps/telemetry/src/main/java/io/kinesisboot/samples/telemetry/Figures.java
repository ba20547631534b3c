package io.kinesisboot.samples.telemetry;

import java.util.concurrent.TimeUnit;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.ValueAtPercentile;

/**
 * What the producer's meters say at a moment. Immutable.
 *
 * @param nanos the moment
 * @param accepted records that the stream has taken since the start
 * @param failed records that it has not
 * @param entries stream records that they went in
 * @param bytes the size of these
 * @param retries entries that were refused and went again
 * @param underWay bytes of memory that records under way take
 * @param p50 milliseconds from send to acknowledgement, in the middle, since the start
 * @param p99 milliseconds that one in a hundred exceeds
 */
record Figures(long nanos, double accepted, double failed, long entries, double bytes, double retries, double underWay,
		double p50, double p99) {

	static final double[] PERCENTILES = { 0.5, 0.99 };

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	static Figures of(MeterRegistry registry) {
		DistributionSummary sizes = registry.find("kinesis.producer.entry.size").summary();
		return new Figures(System.nanoTime(), count(registry, "kinesis.producer.records", "outcome", "accepted"),
				count(registry, "kinesis.producer.records", "outcome", "failed"), (sizes != null) ? sizes.count() : 0,
				(sizes != null) ? sizes.totalAmount() : 0,
				registry.find("kinesis.producer.retries").counters().stream().mapToDouble(Counter::count).sum(),
				registry.get("kinesis.producer.memory.used").tag("producer", "telemetry").gauge().value(),
				latency(registry, 0), latency(registry, 1));
	}

	private static double count(MeterRegistry registry, String name, String tag, String value) {
		return registry.find(name).tag(tag, value).counters().stream().mapToDouble(Counter::count).sum();
	}

	private static double latency(MeterRegistry registry, int index) {
		Timer timer = registry.find("kinesis.producer.latency").timer();
		ValueAtPercentile[] values = (timer != null) ? timer.takeSnapshot().percentileValues()
				: new ValueAtPercentile[0];
		return (index < values.length) ? values[index].value(TimeUnit.MILLISECONDS) : 0;
	}

	double recordsPerSecond(Figures before) {
		return (this.accepted - before.accepted) / seconds(before);
	}

	double bytesPerSecond(Figures before) {
		return (this.bytes - before.bytes) / seconds(before);
	}

	/** How many records shared a stream record, and how large it was. */
	double recordsPerEntry(Figures before) {
		return perEntry(before, this.accepted - before.accepted);
	}

	double bytesPerEntry(Figures before) {
		return perEntry(before, this.bytes - before.bytes);
	}

	private double perEntry(Figures before, double amount) {
		return (this.entries > before.entries) ? amount / (this.entries - before.entries) : 0;
	}

	double seconds(Figures before) {
		return (this.nanos - before.nanos) / NANOS_PER_SECOND;
	}

}
