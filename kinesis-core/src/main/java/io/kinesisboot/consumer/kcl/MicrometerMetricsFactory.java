package io.kinesisboot.consumer.kcl;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;

import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import software.amazon.awssdk.services.cloudwatch.model.StandardUnit;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.metrics.MetricsLevel;
import software.amazon.kinesis.metrics.MetricsScope;
import software.amazon.kinesis.metrics.MetricsUtil;

/**
 * Gives the figures that KCL takes of itself to Micrometer: what it measures in
 * milliseconds as timers, all else as summaries. {@code RenewLease.Time} becomes
 * {@code kinesis.kcl.renew.lease.time}. Each has the tags {@code application} and
 * {@code operation}, and {@code none} where KCL names no operation. Shards and workers
 * are left out, and so is {@code DataBytesProcessed}, which KCL would have to take of
 * each record. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerMetricsFactory implements MetricsFactory {

	private static final String PREFIX = "kinesis.kcl.";

	private static final String NONE = "none";

	private static final String OF_EACH_RECORD = "DataBytesProcessed";

	private static final Pattern WORD_BOUNDARY = Pattern.compile("(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+");

	private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final MeterRegistry registry;

	private final String applicationName;

	/**
	 * Creates a factory.
	 * @param registry where the meters are registered
	 * @param applicationName the application whose worker is measured
	 */
	public MicrometerMetricsFactory(MeterRegistry registry, String applicationName) {
		this.registry = registry;
		this.applicationName = applicationName;
	}

	@Override
	public MetricsScope createMetrics() {
		return new Scope();
	}

	private static String meterName(String name) {
		return PREFIX + WORD_BOUNDARY.matcher(name).replaceAll(".").toLowerCase(Locale.ROOT);
	}

	/**
	 * What KCL measures of one operation. Confined to the thread that runs it.
	 */
	private final class Scope implements MetricsScope {

		private final List<Figure> figures = new ArrayList<>();

		private String operation = NONE;

		@Override
		public void addData(String name, double value, StandardUnit unit) {
			if (!name.equals(OF_EACH_RECORD)) {
				this.figures.add(new Figure(name, value, unit));
			}
		}

		@Override
		public void addData(String name, double value, StandardUnit unit, MetricsLevel level) {
			addData(name, value, unit);
		}

		@Override
		public void addDimension(String name, String value) {
			if (name.equals(MetricsUtil.OPERATION_DIMENSION_NAME)) {
				this.operation = value;
			}
		}

		@Override
		public void end() {
			Tags tags = Tags.of("application", MicrometerMetricsFactory.this.applicationName, "operation",
					this.operation);
			this.figures.forEach((figure) -> figure.record(MicrometerMetricsFactory.this.registry, tags));
		}

	}

	private record Figure(String name, double value, StandardUnit unit) {

		void record(MeterRegistry registry, Tags tags) {
			if (this.unit == StandardUnit.MILLISECONDS) {
				Timer.builder(meterName(this.name))
					.tags(tags)
					.register(registry)
					.record((long) (this.value * NANOS_PER_MILLI), TimeUnit.NANOSECONDS);
			}
			else {
				DistributionSummary.builder(meterName(this.name))
					.baseUnit((this.unit == StandardUnit.BYTES) ? "bytes" : null)
					.tags(tags)
					.register(registry)
					.record(this.value);
			}
		}

	}

}
