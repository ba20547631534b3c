package io.kinesisboot.firehose.transform.benchmark;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.firehose.transform.FirehoseTransformers;
import io.kinesisboot.firehose.transform.OverflowHandler;
import io.kinesisboot.firehose.transform.method.FirehoseTransformer;
import io.kinesisboot.firehose.transform.method.FirehoseTransformerBeanPostProcessor;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Fork;
import org.openjdk.jmh.annotations.Level;
import org.openjdk.jmh.annotations.Measurement;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;
import org.openjdk.jmh.annotations.Warmup;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import tools.jackson.databind.json.JsonMapper;

import org.springframework.cloud.function.adapter.aws.FunctionInvoker;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;

/**
 * What an event of 500 JSON records of 1 KiB costs, from its bytes to those of the
 * answer, on one processor. Run by name.
 */
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.MICROSECONDS)
@Fork(1)
@Warmup(iterations = 4, time = 4)
@Measurement(iterations = 5, time = 2)
public class TransformationBenchmark {

	private static final int RECORDS = 500;

	private static final int RECORD_BYTES = 1024;

	private static final JsonMapper mapper = JsonMapper.shared();

	private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();

	private @Nullable FirehoseTransformers transformers;

	private @Nullable FunctionInvoker function;

	private final List<byte[]> payloads = new ArrayList<>();

	private byte[] event = {};

	@Test
	void run() throws RunnerException {
		new Runner(new OptionsBuilder().include(TransformationBenchmark.class.getName()).build()).run();
	}

	@Setup(Level.Trial)
	public void prepare() {
		StringBuilder records = new StringBuilder();
		for (int i = 0; i < RECORDS; i++) {
			View view = new View("%032d".formatted(i), "/shop/" + i, "https://example.org/" + i, "", "c" + i % 10, i,
					200);
			int missing = RECORD_BYTES - mapper.writeValueAsBytes(view).length;
			byte[] json = mapper.writeValueAsBytes(new View(view.id(), view.path(), view.referrer(),
					"Mozilla/5.0 (X11; Linux x86_64) ".repeat(RECORD_BYTES).substring(0, missing), view.customer(),
					view.time(), view.status()));
			this.payloads.add(json);
			records.append(records.isEmpty() ? "" : ",")
				.append("{\"recordId\":\"%062d\",\"approximateArrivalTimestamp\":1510772160000,\"data\":\"%s\"}"
					.formatted(i, Base64.getEncoder().encodeToString(json)));
		}
		this.event = ("{\"invocationId\":\"id\",\"deliveryStreamArn\":\"arn:aws:firehose:eu-west-1:000000000000:"
				+ "deliverystream/views\",\"region\":\"eu-west-1\",\"records\":[" + records + "]}")
			.getBytes();
		this.context.registerBean(FirehoseTransformers.class,
				() -> new FirehoseTransformers(FirehoseTransformers.MAX_RESPONSE_BYTES, OverflowHandler.FAIL));
		this.context.registerBean(FirehoseTransformerBeanPostProcessor.class);
		this.context.registerBean(Views.class);
		this.context.refresh();
		this.transformers = this.context.getBean(FirehoseTransformers.class);
		System.setProperty("MAIN_CLASS", CloudFunctionApplication.class.getName());
		this.function = new FunctionInvoker();
	}

	@TearDown(Level.Trial)
	public void close() {
		this.context.close();
	}

	/** What the method and the JSON of its objects take by themselves. */
	@Benchmark
	public int method() {
		int bytes = 0;
		for (byte[] payload : this.payloads) {
			bytes += mapper.writeValueAsBytes(mapper.readValue(payload, View.class).transformed()).length;
		}
		return bytes;
	}

	@Benchmark
	public byte[] ours() {
		return Objects.requireNonNull(this.transformers).handle(this.event);
	}

	@Benchmark
	public byte[] cloudFunction() throws IOException {
		ByteArrayOutputStream out = new ByteArrayOutputStream(this.event.length);
		Objects.requireNonNull(this.function).handleRequest(new ByteArrayInputStream(this.event), out, null);
		return out.toByteArray();
	}

	static final class Views {

		@FirehoseTransformer(appendDelimiter = true)
		View transform(View view) {
			return view.transformed();
		}

	}

}
