package io.kinesisboot.producer.benchmark;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.ToDoubleFunction;

import io.kinesisboot.producer.benchmark.ProducerRun.Measurement;
import org.junit.jupiter.api.Test;

/**
 * Producers side by side, against an endpoint that acknowledges at once over TLS: each in
 * a JVM of its own, in turns, medians of the runs. Run by name.
 */
class ProducerBenchmark {

	private static final String[] CONTENDERS = System.getProperty("benchmark.contenders", "kpl,ours,sdk").split(",");

	private static final int[] RECORD_BYTES = numbers("benchmark.recordBytes", "100,1024");

	private static final int[] OUTSTANDING = numbers("benchmark.outstanding", "5000,20000,100000");

	private static final int RUNS = Integer.getInteger("benchmark.runs", 3);

	private static final int WARM_UP_SECONDS = Integer.getInteger("benchmark.warmUp", 30);

	private static final int SECONDS = Integer.getInteger("benchmark.seconds", 5);

	private static final int LINGER_MILLIS = Integer.getInteger("benchmark.linger", 50);

	/** Those of the contenders' JVMs, such as the size of the heap. */
	private static final List<String> JVM_OPTIONS = Arrays
		.stream(System.getProperty("benchmark.jvmOptions", "").split(" "))
		.filter((option) -> !option.isEmpty())
		.toList();

	private static int[] numbers(String property, String preset) {
		return Arrays.stream(System.getProperty(property, preset).split(",")).mapToInt(Integer::parseInt).toArray();
	}

	@Test
	void sideBySide() throws IOException {
		System.out.printf("%-12s %6s %8s %12s %8s %8s %10s %10s %8s %8s%n", "producer", "bytes", "underway",
				"records/s", "p50 ms", "p99 ms", "cpu s/M", "child s/M", "MB", "wire");
		try (Program endpoint = Program.start(AcknowledgingEndpoint.class, List.of(),
				Files.createTempDirectory("tls").toString())) {
			int port = Integer.parseInt(endpoint.readLine());
			for (int recordBytes : RECORD_BYTES) {
				for (int outstanding : OUTSTANDING) {
					compare(endpoint, port, recordBytes, outstanding);
				}
			}
		}
	}

	private static void compare(Program endpoint, int port, int recordBytes, int outstanding) throws IOException {
		Map<String, List<Run>> runs = new LinkedHashMap<>();
		for (int run = 0; run < RUNS; run++) {
			for (String contender : CONTENDERS) {
				runs.computeIfAbsent(contender, (name) -> new ArrayList<>())
					.add(run(endpoint, port, contender, recordBytes, outstanding));
			}
		}
		runs.forEach((contender, measured) -> System.out.printf(
				"%-12s %6d %8d %,12.0f %8.1f %8.1f %10.2f %10.2f %8.0f %8.2f%n", contender, recordBytes, outstanding,
				median(measured, (run) -> run.measurement().recordsPerSecond()),
				median(measured, (run) -> run.measurement().median()),
				median(measured, (run) -> run.measurement().p99()),
				median(measured, (run) -> run.measurement().processor()),
				median(measured, (run) -> run.measurement().children()),
				median(measured, (run) -> run.measurement().megabytes()),
				median(measured, (run) -> (double) run.wireBytes() / run.measurement().records() / recordBytes)));
	}

	private static Run run(Program endpoint, int port, String contender, int recordBytes, int outstanding)
			throws IOException {
		List<String> settings = new ArrayList<>(JVM_OPTIONS);
		settings.addAll(List.of("-Dport=" + port, "-Dcontender=" + contender, "-DrecordBytes=" + recordBytes,
				"-Doutstanding=" + outstanding, "-Dlinger=" + LINGER_MILLIS, "-DwarmUp=" + WARM_UP_SECONDS,
				"-Dseconds=" + SECONDS));
		try (Program program = Program.start(ProducerRun.class, settings)) {
			program.await("begin");
			long before = Long.parseLong(endpoint.ask());
			program.writeLine();
			program.await("end");
			long after = Long.parseLong(endpoint.ask());
			return new Run(Measurement.parse(program.ask()), after - before);
		}
	}

	private static double median(List<Run> runs, ToDoubleFunction<Run> figure) {
		return runs.stream().mapToDouble(figure).sorted().toArray()[runs.size() / 2];
	}

	private record Run(Measurement measurement, long wireBytes) {

	}

	/**
	 * A Java program that is spoken to by lines. Confined to one thread.
	 */
	private record Program(Process process, BufferedReader output) implements AutoCloseable {

		static Program start(Class<?> main, List<String> settings, String... arguments) throws IOException {
			List<String> command = new ArrayList<>(List.of(
					Path.of(System.getProperty("java.home"), "bin", "java").toString(),
					"-Dorg.slf4j.simpleLogger.defaultLogLevel=warn", "-cp", System.getProperty("java.class.path")));
			command.addAll(settings);
			command.add(main.getName());
			command.addAll(List.of(arguments));
			Process process = new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT).start();
			return new Program(process,
					new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8)));
		}

		String readLine() throws IOException {
			String line = this.output.readLine();
			if (line == null) {
				throw new IllegalStateException("The program has ended");
			}
			return line;
		}

		void await(String line) throws IOException {
			while (!readLine().equals(line)) {
				// The library writes lines of its own
			}
		}

		void writeLine() throws IOException {
			this.process.getOutputStream().write('\n');
			this.process.getOutputStream().flush();
		}

		String ask() throws IOException {
			writeLine();
			return readLine();
		}

		@Override
		public void close() {
			try {
				this.process.getOutputStream().close();
				this.process.onExit().get(30, TimeUnit.SECONDS);
			}
			catch (Exception ex) {
				this.process.destroyForcibly();
			}
		}

	}

}
