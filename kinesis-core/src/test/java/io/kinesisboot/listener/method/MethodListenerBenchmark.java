package io.kinesisboot.listener.method;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.KinesisHeaders;
import io.kinesisboot.consumer.ReceivedRecord;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.listener.dispatch.RecordListener;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;

import org.springframework.messaging.handler.annotation.Header;

/**
 * What a record costs from the dispatch to an empty listener method. Run by name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
@Fork(1)
@Warmup(iterations = 3, time = 1)
@Measurement(iterations = 5, time = 1)
public class MethodListenerBenchmark {

	private static final int RECORDS = 1_000;

	/** The method that is called. */
	@Param({ "record", "records", "bytes", "text", "texts", "header", "order" })
	public String method = "record";

	private @Nullable RecordListener listener;

	private final List<ReceivedRecord> records = new ArrayList<>();

	@Setup
	public void prepare() {
		Listener bean = new Listener();
		this.listener = new MethodListenerFactory(ListenerMethodOptions.of(KinesisMessageConverters.create()))
			.create("benchmark", bean, ListenerMethods.of(ListenerRun.method(bean, this.method)));
		for (int i = 0; i < RECORDS; i++) {
			this.records.add(new ReceivedRecord("orders", "shardId-000000000000", "key-" + i, null, String.valueOf(i),
					0, Instant.EPOCH,
					ByteBuffer.wrap("{\"name\":\"%085d\"}".formatted(i).getBytes(StandardCharsets.UTF_8)), Map.of()));
		}
	}

	@Benchmark
	@OperationsPerInvocation(RECORDS)
	public void call() throws Exception {
		RecordListener listener = this.listener;
		if (listener == null) {
			throw new IllegalStateException("not prepared");
		}
		List<@Nullable Object> prepared = new ArrayList<>();
		for (ReceivedRecord record : this.records) {
			prepared.add(listener.prepare(record, 1));
			if (!listener.isBatch()) {
				listener.call(prepared, (index) -> {
				});
				prepared = new ArrayList<>(1);
			}
		}
		if (listener.isBatch()) {
			listener.call(prepared, (index) -> {
			});
		}
	}

	@Test
	void run() throws RunnerException {
		new Runner(new OptionsBuilder().include(MethodListenerBenchmark.class.getSimpleName()).build()).run();
	}

	/** An order. */
	public record Order(String name) {
	}

	/** Methods that keep the last thing they get. */
	public static class Listener {

		private @Nullable Object last;

		public void record(ReceivedRecord record) {
			this.last = record;
		}

		public void records(List<ReceivedRecord> records) {
			this.last = records;
		}

		public void bytes(byte[] bytes) {
			this.last = bytes;
		}

		public void text(String text) {
			this.last = text;
		}

		public void texts(List<String> texts) {
			this.last = texts;
		}

		public void header(String text, @Header(KinesisHeaders.PARTITION_KEY) String partitionKey) {
			this.last = partitionKey;
		}

		public void order(Order order) {
			this.last = order;
		}

		public @Nullable Object last() {
			return this.last;
		}

	}

}
