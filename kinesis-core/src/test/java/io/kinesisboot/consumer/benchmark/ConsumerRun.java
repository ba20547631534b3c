package io.kinesisboot.consumer.benchmark;

import java.lang.management.ManagementFactory;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

import com.sun.management.OperatingSystemMXBean;
import io.kinesisboot.consumer.Consumers;
import io.kinesisboot.consumer.Consumers.Retrieval;
import io.kinesisboot.consumer.Consumers.Settings;
import io.kinesisboot.consumer.benchmark.Meter.Work;
import org.HdrHistogram.ConcurrentHistogram;

/**
 * A program that has one contender consume a stream, once to warm up and once to be
 * measured, and prints what it measured in one line. Its settings are system properties.
 */
public final class ConsumerRun {

	static final String RESULT = "result ";

	private static final double NANOS_PER_SECOND = TimeUnit.SECONDS.toNanos(1);

	private static final double NANOS_PER_MILLI = TimeUnit.MILLISECONDS.toNanos(1);

	private final Contender contender = Contender.valueOf(System.getProperty("contender"));

	private final Work work = Work.valueOf(System.getProperty("work"));

	private final long workNanos = TimeUnit.MILLISECONDS.toNanos(Integer.getInteger("workMillis", 0));

	private final long records = Long.getLong("records");

	private final Consumers consumers;

	private ConsumerRun() {
		this.consumers = new Consumers(URI.create(System.getProperty("endpoint")),
				Settings.defaults()
					.withRetrieval(Retrieval.valueOf(System.getProperty("retrieval")))
					.withConcurrency(System.getProperty("ordering"), Integer.getInteger("concurrency"))
					.withIdleTimeBetweenReads(Duration.ofMillis(Integer.getInteger("idleMillis"))));
	}

	public static void main(String[] args) {
		ConsumerRun run = new ConsumerRun();
		Result result = (run.work == Work.LATENCY) ? run.latencies() : run.throughput();
		System.out.println(RESULT + result);
		System.exit(0);
	}

	/**
	 * Reads all of a stream, which is there already, as one application and then another.
	 */
	private Result throughput() {
		String warmUp = System.getProperty("warmUp");
		if (warmUp != null) {
			throughput(warmUp, /* last= */ false);
		}
		return throughput(System.getProperty("application"), /* last= */ true);
	}

	/**
	 * The first quarter is not counted: leases come one after another, and what a batch
	 * costs before its first record would not be seen.
	 * @param last whether the program ends then: KCL would first handle all that it has
	 * read
	 */
	private Result throughput(String application, boolean last) {
		Meter meter = new Meter(this.work, this.workNanos);
		Runnable stop = this.contender.start(this.consumers, application, System.getProperty("stream"), meter);
		meter.await(this.records / 4);
		long first = meter.records();
		double processor = processorSeconds();
		long start = System.nanoTime();
		meter.await(this.records);
		double seconds = (System.nanoTime() - start) / NANOS_PER_SECOND;
		long counted = this.records - first;
		Result result = new Result(counted / seconds, (processorSeconds() - processor) * 1e6 / counted, 0, 0);
		if (!last) {
			stop.run();
		}
		return result;
	}

	/**
	 * Reads what is being written, and forgets the first third of it.
	 */
	private Result latencies() {
		Meter meter = new Meter(this.work, 0);
		this.contender.start(this.consumers, System.getProperty("application"), System.getProperty("stream"), meter);
		meter.await(this.records / 3);
		ConcurrentHistogram latencies = meter.latencies();
		latencies.reset();
		meter.await(this.records);
		return new Result(0, 0, latencies.getValueAtPercentile(50) / NANOS_PER_MILLI,
				latencies.getValueAtPercentile(99) / NANOS_PER_MILLI);
	}

	private static double processorSeconds() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return system.getProcessCpuTime() / NANOS_PER_SECOND;
	}

	/**
	 * What a run measured.
	 *
	 * @param recordsPerSecond how many records a second
	 * @param processor the processor seconds of the JVM for a million records
	 * @param median the age of the middle one of the records, in milliseconds
	 * @param p99 the age that one of a hundred exceeds, in milliseconds
	 */
	record Result(double recordsPerSecond, double processor, double median, double p99) {

		static Result parse(String line) {
			String[] values = line.split(" ");
			return new Result(Double.parseDouble(values[0]), Double.parseDouble(values[1]),
					Double.parseDouble(values[2]), Double.parseDouble(values[3]));
		}

		@Override
		public String toString() {
			return this.recordsPerSecond + " " + this.processor + " " + this.median + " " + this.p99;
		}

	}

}
