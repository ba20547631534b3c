package io.kinesisboot.producer.benchmark;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLongArray;
import java.util.stream.IntStream;

import com.sun.management.OperatingSystemMXBean;

/**
 * A program that has one producer send for some seconds, from one thread and with a
 * bounded number of records under way, and prints what it measured in one line.
 */
public final class ProducerRun {

	private static final int KEYS = 100_000;

	private static final int PAYLOADS = 1_024;

	/** Steps of a tenth of a millisecond, up to ten seconds. */
	private static final int LATENCY_STEPS = 100_000;

	private static final long NANOS_PER_STEP = TimeUnit.MICROSECONDS.toNanos(100);

	private static final double CLOCK_TICKS_PER_SECOND = 100;

	private final AtomicLongArray latencies = new AtomicLongArray(LATENCY_STEPS);

	private final String[] keys = IntStream.range(0, KEYS).mapToObj((key) -> "key-" + key).toArray(String[]::new);

	private final byte[][] payloads;

	private final Semaphore underWay;

	private final int outstanding;

	private ProducerRun(int recordBytes, int outstanding) {
		this.payloads = new byte[PAYLOADS][recordBytes];
		IntStream.range(0, PAYLOADS).forEach((payload) -> Arrays.fill(this.payloads[payload], (byte) payload));
		this.outstanding = outstanding;
		this.underWay = new Semaphore(outstanding);
	}

	public static void main(String[] args) throws Exception {
		int port = Integer.getInteger("port");
		int recordBytes = Integer.getInteger("recordBytes");
		ProducerRun run = new ProducerRun(recordBytes, Integer.getInteger("outstanding"));
		try (Contender contender = Contenders.create(System.getProperty("contender"), port,
				Duration.ofMillis(Integer.getInteger("linger")))) {
			run.send(contender, Duration.ofSeconds(Integer.getInteger("warmUp")));
			System.out.println(run.measure(contender, Duration.ofSeconds(Integer.getInteger("seconds"))));
		}
		System.exit(0);
	}

	private Measurement measure(Contender contender, Duration time) throws IOException, InterruptedException {
		IntStream.range(0, LATENCY_STEPS).forEach((step) -> this.latencies.set(step, 0));
		System.out.println("begin");
		System.in.read();
		double processor = ownProcessorSeconds();
		double children = childrensProcessorSeconds();
		long start = System.nanoTime();
		long sent = send(contender, time);
		double seconds = (System.nanoTime() - start) / (double) TimeUnit.SECONDS.toNanos(1);
		System.out.println("end");
		System.in.read();
		return new Measurement(sent, sent / seconds, percentile(sent, 0.5), percentile(sent, 0.99),
				(ownProcessorSeconds() - processor) * 1e6 / sent, (childrensProcessorSeconds() - children) * 1e6 / sent,
				residentMegabytes());
	}

	/**
	 * Sends for that long, and waits until all is acknowledged.
	 */
	private long send(Contender contender, Duration time) throws InterruptedException {
		long end = System.nanoTime() + time.toNanos();
		long sent = 0;
		while (System.nanoTime() < end) {
			this.underWay.acquire();
			long start = System.nanoTime();
			contender.send(this.keys[(int) (sent % KEYS)], ByteBuffer.wrap(this.payloads[(int) (sent % PAYLOADS)]),
					() -> acknowledged(start));
			sent++;
		}
		contender.flush();
		this.underWay.acquire(this.outstanding);
		this.underWay.release(this.outstanding);
		return sent;
	}

	private void acknowledged(long start) {
		this.latencies.incrementAndGet((int) Math.min(LATENCY_STEPS - 1, (System.nanoTime() - start) / NANOS_PER_STEP));
		this.underWay.release();
	}

	private double percentile(long records, double share) {
		long rank = (long) (records * share);
		int step = -1;
		while (rank >= 0 && step < LATENCY_STEPS - 1) {
			step++;
			rank -= this.latencies.get(step);
		}
		return step * NANOS_PER_STEP / (double) TimeUnit.MILLISECONDS.toNanos(1);
	}

	private static double ownProcessorSeconds() {
		OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
		return system.getProcessCpuTime() / (double) TimeUnit.SECONDS.toNanos(1);
	}

	private static double childrensProcessorSeconds() throws IOException {
		double seconds = 0;
		for (long pid : ProcessHandle.current().descendants().mapToLong(ProcessHandle::pid).toArray()) {
			String[] fields = Files.readString(Path.of("/proc", Long.toString(pid), "stat"))
				.replaceFirst(".*\\) ", "")
				.split(" ");
			seconds += (Long.parseLong(fields[11]) + Long.parseLong(fields[12])) / CLOCK_TICKS_PER_SECOND;
		}
		return seconds;
	}

	private static long residentMegabytes() throws IOException {
		return Files.readAllLines(Path.of("/proc/self/status"))
			.stream()
			.filter((line) -> line.startsWith("VmHWM"))
			.mapToLong((line) -> Long.parseLong(line.replaceAll("\\D", "")) / 1024)
			.sum();
	}

	/**
	 * What one run measured.
	 *
	 * @param records how many were sent and acknowledged
	 * @param recordsPerSecond how many in a second
	 * @param median the latency of the middle one, in milliseconds
	 * @param p99 the latency that one of a hundred exceeds, in milliseconds
	 * @param processor the processor seconds of the JVM for a million records
	 * @param children the processor seconds of its children for a million records
	 * @param megabytes the most resident memory of the JVM
	 */
	record Measurement(long records, double recordsPerSecond, double median, double p99, double processor,
			double children, long megabytes) {

		static Measurement parse(String line) {
			double[] values = Arrays.stream(line.split(" ")).mapToDouble(Double::parseDouble).toArray();
			return new Measurement((long) values[0], values[1], values[2], values[3], values[4], values[5],
					(long) values[6]);
		}

		@Override
		public String toString() {
			return this.records + " " + this.recordsPerSecond + " " + this.median + " " + this.p99 + " "
					+ this.processor + " " + this.children + " " + this.megabytes;
		}

	}

}
