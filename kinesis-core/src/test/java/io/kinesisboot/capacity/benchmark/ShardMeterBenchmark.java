package io.kinesisboot.capacity.benchmark;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.kinesisboot.capacity.load.LoadMeter;
import io.kinesisboot.capacity.load.ShardMeter;
import io.kinesisboot.consumer.ReceivedRecord;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

/**
 * What it costs to measure a record. Run by name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 2)
@Measurement(iterations = 5, time = 2)
public class ShardMeterBenchmark {

	private static final int RECORDS = 1 << 14;

	/**
	 * KNOWN: as many keys as are counted. UNIQUE: no key twice. SKEWED: most have few.
	 */
	@Param({ "KNOWN", "SKEWED", "UNIQUE" })
	public String keys = "";

	private final ShardMeter meter = new LoadMeter(Duration.ofMinutes(1)).measure("shardId-000000000000");

	private ReceivedRecord[] records = {};

	private int next;

	@Test
	void run() throws RunnerException {
		new Runner(
				new OptionsBuilder().include(ShardMeterBenchmark.class.getName()).addProfiler(GCProfiler.class).build())
			.run();
	}

	@Setup(Level.Trial)
	public void prepare() {
		Random random = new Random(1);
		this.records = IntStream.range(0, RECORDS)
			.mapToObj((index) -> record("customer-" + key(index, random), index))
			.toArray(ReceivedRecord[]::new);
	}

	private int key(int index, Random random) {
		return switch (this.keys) {
			case "KNOWN" -> random.nextInt(64);
			case "SKEWED" -> (int) Math.pow(RECORDS, random.nextDouble());
			default -> index;
		};
	}

	private static ReceivedRecord record(String key, int index) {
		return new ReceivedRecord("stream", "shardId-000000000000", key, null, "1", index % 50,
				Instant.ofEpochMilli(1_700_000_000_000L + index), ByteBuffer.allocate(200), Map.of());
	}

	@Benchmark
	public void add() {
		this.meter.add(this.records[this.next++ & (RECORDS - 1)]);
	}

}
