package io.kinesisboot.consumer.benchmark;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.ToDoubleFunction;

import io.kinesisboot.JavaProcess;
import io.kinesisboot.consumer.Consumers;
import io.kinesisboot.consumer.Consumers.Retrieval;
import io.kinesisboot.consumer.Consumers.Settings;
import io.kinesisboot.consumer.benchmark.ConsumerRun.Result;
import io.kinesisboot.consumer.benchmark.Meter.Work;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.producer.AggregationOptions;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.core.SdkBytes;

/**
 * Consumers side by side, on one endpoint in this JVM: each in a JVM of its own, in turns
 * whose order alternates, medians of the rounds. Run by name.
 */
class ConsumerBenchmark {

	private static final List<Contender> CONTENDERS = Arrays
		.stream(System.getProperty("benchmark.contenders", "KCL,OURS_BATCH,OURS_RECORD,OURS_TEXT").split(","))
		.map(Contender::valueOf)
		.toList();

	private static final int ROUNDS = Integer.getInteger("benchmark.rounds", 3);

	private static final int RECORDS = Integer.getInteger("benchmark.records", 12_000_000);

	private static final int SINGLE_RECORDS = Integer.getInteger("benchmark.singleRecords", 1_000_000);

	private static final int WAITING_RECORDS = Integer.getInteger("benchmark.waitingRecords", 20_000);

	/** One after another, 100 take a second: what they need of more is not waited for. */
	private static final int WAITING_RECORDS_OF_KCL = 500;

	private static final int LATENCY_RECORDS = Integer.getInteger("benchmark.latencyRecords", 3_000);

	private static final Duration LATENCY_INTERVAL = Duration.ofMillis(10);

	private static final String ORDERING = System.getProperty("benchmark.ordering", "SHARD");

	private static final int CONCURRENCY = Integer.getInteger("benchmark.concurrency", 1);

	/** Whether the endpoint has a processor of its own, and the contender the others. */
	private static final boolean OWN_PROCESSORS = Boolean.getBoolean("benchmark.ownProcessors");

	/** Those of the contenders' JVMs. */
	private static final List<String> JVM_OPTIONS = Arrays
		.stream(System.getProperty("benchmark.jvmOptions", "-Xms3g -Xmx3g").split(" "))
		.filter((option) -> !option.isEmpty())
		.toList();

	/** As often as the service allows. */
	private static final int IDLE_MILLIS = 200;

	/** So often that no contender waits for the next read. */
	private static final int MIN_IDLE_MILLIS = 1;

	private static final int KEYS = 1_000;

	private static final int RECORD_BYTES = 100;

	/** As the Kinesis Producer Library makes them. */
	private static final AggregationOptions AGGREGATES = AggregationOptions.ofMaxBytes(50 * 1024);

	@Test
	void aggregated() throws Exception {
		throughput(new Load("aggregated", 4, RECORDS, AGGREGATES, Work.NONE, 0));
	}

	@Test
	void notAggregated() throws Exception {
		throughput(new Load("not-aggregated", 4, SINGLE_RECORDS, AggregationOptions.disabled(), Work.NONE, 0));
	}

	@Test
	void waiting() throws Exception {
		throughput(new Load("waiting", 1, WAITING_RECORDS, AGGREGATES, Work.WAIT, 10));
	}

	@Test
	void latencyPolling() throws Exception {
		latency(Retrieval.POLLING);
	}

	@Test
	void latencyFanOut() throws Exception {
		latency(Retrieval.FAN_OUT);
	}

	private static void throughput(Load load) throws Exception {
		try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder()
			.maxMemory(Runtime.getRuntime().maxMemory() / 2)
			.stream(load.name(), load.shards())
			.build()
			.start(); Consumers clients = new Consumers(endpoint.endpoint(), Settings.defaults())) {
			List<Turn> turns = turns();
			for (Turn turn : turns) {
				clients.seed(turn.warmUp(), load.name());
				clients.seed(turn.application(), load.name());
			}
			put(clients, load);
			if (OWN_PROCESSORS) {
				Processors.reserve();
			}
			Results results = new Results();
			for (Turn turn : turns) {
				long records = (load.work() == Work.WAIT && !turn.isConcurrent()) ? WAITING_RECORDS_OF_KCL
						: load.records();
				results.add(turn.contender(), run(turn, endpoint.endpoint(), load.name(), records, load.work(),
						load.workMillis(), Retrieval.POLLING));
			}
			if (OWN_PROCESSORS) {
				Processors.release();
			}
			results.printRates(load.name());
			if (endpoint.evictedRecords() > 0) {
				throw new IllegalStateException("The endpoint had no memory for all records");
			}
		}
	}

	private static void put(Consumers clients, Load load) {
		ProducerOptions options = ProducerOptions.builder()
			.aggregation(load.aggregation())
			.shardRate(ProducerOptions.UNLIMITED)
			.linger(Duration.ofMillis(500))
			.build();
		byte[] data = new byte[RECORD_BYTES];
		Arrays.fill(data, (byte) 'x');
		try (KinesisProducer producer = KinesisProducer.builder(clients.kinesis()).options(options).build()) {
			for (int i = 0; i < load.records(); i++) {
				producer.send(new UserRecord(load.name(), "key-" + i % KEYS, ByteBuffer.wrap(data)));
			}
			producer.flush().join();
		}
	}

	/**
	 * One record a call, so that each has its own time.
	 */
	private static void latency(Retrieval retrieval) throws Exception {
		Results results = new Results();
		for (Turn turn : turns()) {
			if (turn.contender() == Contender.KCL || turn.contender() == Contender.OURS_RECORD) {
				try (EmbeddedKinesis endpoint = EmbeddedKinesis.builder().stream("latency", 4).build().start();
						Consumers clients = new Consumers(endpoint.endpoint(), Settings.defaults())) {
					clients.seed(turn.application(), "latency");
					Thread writer = new Thread(() -> putSlowly(clients));
					writer.start();
					results.add(turn.contender(),
							run(turn, endpoint.endpoint(), "latency", LATENCY_RECORDS, Work.LATENCY, 0, retrieval));
					writer.interrupt();
					writer.join();
				}
			}
		}
		results.printLatencies(retrieval.toString());
	}

	private static void putSlowly(Consumers clients) {
		for (int i = 0; !Thread.currentThread().isInterrupted(); i++) {
			String key = "key-" + i % KEYS;
			byte[] data = ByteBuffer.allocate(RECORD_BYTES).putLong(System.nanoTime()).array();
			clients.kinesis()
				.putRecord((request) -> request.streamName("latency")
					.partitionKey(key)
					.data(SdkBytes.fromByteArrayUnsafe(data)));
			LockSupport.parkNanos(LATENCY_INTERVAL.toNanos());
		}
	}

	/**
	 * Who is when on, each round in the reverse order of the one before.
	 */
	private static List<Turn> turns() {
		List<Turn> turns = new ArrayList<>();
		List<Contender> order = new ArrayList<>(CONTENDERS);
		for (int round = 0; round < ROUNDS; round++) {
			for (Contender contender : order) {
				turns.add(new Turn(contender, contender + "-" + round));
			}
			Collections.reverse(order);
		}
		return turns;
	}

	private static Result run(Turn turn, URI endpoint, String stream, long records, Work work, int workMillis,
			Retrieval retrieval) throws IOException, InterruptedException {
		boolean waiting = work == Work.WAIT;
		List<String> options = new ArrayList<>(JVM_OPTIONS);
		options.addAll(List.of("-Dendpoint=" + endpoint, "-Dstream=" + stream, "-Dcontender=" + turn.contender(),
				"-Dapplication=" + turn.application(), "-Drecords=" + records, "-Dwork=" + work,
				"-DworkMillis=" + workMillis, "-Dretrieval=" + retrieval,
				"-DidleMillis=" + ((work == Work.NONE) ? MIN_IDLE_MILLIS : IDLE_MILLIS),
				"-Dordering=" + (waiting ? ORDERING : "SHARD"), "-Dconcurrency=" + (waiting ? CONCURRENCY : 1)));
		if (work == Work.NONE) {
			options.add("-DwarmUp=" + turn.warmUp());
		}
		Path output = Files.createTempFile("consumer", ".out");
		Process process = JavaProcess.start(options, ConsumerRun.class, output);
		try {
			if (OWN_PROCESSORS) {
				Processors.leaveOthers(process.pid());
			}
			if (!process.waitFor(5, TimeUnit.MINUTES)) {
				throw new IllegalStateException("No result after 5 minutes, see " + output);
			}
		}
		finally {
			process.destroyForcibly();
		}
		Result result = Result.parse(JavaProcess.lines(output, ConsumerRun.RESULT).get(0));
		System.out.printf("%-12s %s%n", turn.contender(), result);
		Files.delete(output);
		return result;
	}

	/**
	 * What is in the stream, and what is done for it. Immutable.
	 */
	private record Load(String name, int shards, int records, AggregationOptions aggregation, Work work,
			int workMillis) {

	}

	/**
	 * A contender's run, as an application to warm up and another to be measured.
	 */
	private record Turn(Contender contender, String application) {

		String warmUp() {
			return "warm-up-" + this.application;
		}

		boolean isConcurrent() {
			return this.contender != Contender.KCL && CONCURRENCY > 1;
		}

	}

	/**
	 * What the rounds measured. Confined to one thread.
	 */
	private static final class Results {

		private final Map<Contender, List<Result>> results = new EnumMap<>(Contender.class);

		void add(Contender contender, Result result) {
			this.results.computeIfAbsent(contender, (one) -> new ArrayList<>()).add(result);
		}

		void printRates(String title) {
			System.out.printf("%-16s %-12s %12s %8s %10s%n", title, "consumer", "records/s", "ratio", "cpu s/M");
			this.results.keySet()
				.forEach((contender) -> System.out.printf("%-16s %-12s %,12.0f %8.2f %10.2f%n", title, contender,
						median(contender, Result::recordsPerSecond), ratio(contender, Result::recordsPerSecond),
						median(contender, Result::processor)));
		}

		void printLatencies(String title) {
			System.out.printf("%-16s %-12s %8s %8s %8s %8s%n", title, "consumer", "p50 ms", "ratio", "p99 ms", "ratio");
			this.results.keySet()
				.forEach((contender) -> System.out.printf("%-16s %-12s %8.1f %8.2f %8.1f %8.2f%n", title, contender,
						median(contender, Result::median), ratio(contender, Result::median),
						median(contender, Result::p99), ratio(contender, Result::p99)));
		}

		private double ratio(Contender contender, ToDoubleFunction<Result> figure) {
			return median(contender, figure) / median(Contender.KCL, figure);
		}

		private double median(Contender contender, ToDoubleFunction<Result> figure) {
			return this.results.getOrDefault(contender, List.of())
				.stream()
				.mapToDouble(figure)
				.sorted()
				.skip(ROUNDS / 2)
				.findFirst()
				.orElse(Double.NaN);
		}

	}

}
