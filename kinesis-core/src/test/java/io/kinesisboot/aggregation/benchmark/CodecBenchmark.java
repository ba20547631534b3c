package io.kinesisboot.aggregation.benchmark;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.aggregation.Aggregator;
import io.kinesisboot.shard.HashKey;
import io.kinesisboot.shard.HashRange;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.infra.Blackhole;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import software.amazon.kinesis.retrieval.AggregatorUtil;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * What a record costs on its way into an aggregate and out of it, on one processor. Run
 * by name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 3)
@Measurement(iterations = 5, time = 2)
public class CodecBenchmark {

	private static final int KEYS = 1 << 20;

	private static final int RECORDS = 1_000;

	private static final int AGGREGATE_BYTES = 256 * 1024;

	private static final HashRange ALL = new HashRange(HashKey.MIN, HashKey.MAX);

	/** The size of a record's payload. */
	@Param({ "100", "1024" })
	public int recordBytes;

	private final Aggregator aggregator = new Aggregator(AGGREGATE_BYTES);

	private String[] keys = {};

	private ByteBuffer payload = ByteBuffer.allocate(0);

	private byte[] aggregate = {};

	private int next;

	@Test
	void run() throws RunnerException {
		new Runner(new OptionsBuilder().include(CodecBenchmark.class.getName()).build()).run();
	}

	@Setup(Level.Trial)
	public void prepare() {
		this.keys = IntStream.range(0, KEYS).mapToObj((key) -> "key-" + key).toArray(String[]::new);
		this.payload = ByteBuffer.allocate(this.recordBytes);
		Aggregator full = new Aggregator(Integer.MAX_VALUE);
		for (int record = 0; record < RECORDS; record++) {
			full.add(this.keys[record], null, this.payload, Map.of());
		}
		this.aggregate = full.drain();
	}

	/**
	 * The hash of a key that no other record has, the record, and its share of the sum.
	 */
	@Benchmark
	public HashKey encode(Blackhole blackhole) {
		String key = this.keys[this.next++ & (KEYS - 1)];
		HashKey hashKey = HashKey.ofPartitionKey(key);
		if (!this.aggregator.add(key, null, this.payload, Map.of())) {
			blackhole.consume(this.aggregator.drain());
			this.aggregator.add(key, null, this.payload, Map.of());
		}
		return hashKey;
	}

	/** The sum, the range of each key, and the record. */
	@Benchmark
	@OperationsPerInvocation(RECORDS)
	public void decode(Blackhole blackhole) {
		Aggregate read = Objects.requireNonNull(Aggregate.read(ByteBuffer.wrap(this.aggregate)));
		blackhole.consume(read.outside(ALL));
		for (int record = 0; record < read.size(); record++) {
			blackhole.consume(read.partitionKey(record));
			blackhole.consume(read.data(record));
		}
	}

	/** The same by the Kinesis Client Library. */
	@Benchmark
	@OperationsPerInvocation(RECORDS)
	public List<KinesisClientRecord> decodeByKcl() {
		KinesisClientRecord record = KinesisClientRecord.builder()
			.partitionKey("a")
			.sequenceNumber("1")
			.data(ByteBuffer.wrap(this.aggregate))
			.build();
		return new AggregatorUtil().deaggregate(List.of(record), BigInteger.ZERO,
				BigInteger.ONE.shiftLeft(128).subtract(BigInteger.ONE));
	}

}
