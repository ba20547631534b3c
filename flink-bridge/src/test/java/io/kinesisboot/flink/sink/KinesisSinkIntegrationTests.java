package io.kinesisboot.flink.sink;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.LongStream;

import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.RecordView;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.junit.EmbeddedKinesis;
import io.kinesisboot.flink.KinesisClientOptions;
import io.kinesisboot.flink.RunningJob;
import org.apache.flink.api.common.serialization.SimpleStringSchema;
import org.apache.flink.streaming.api.environment.StreamExecutionEnvironment;
import org.assertj.core.util.Throwables;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisSink} in a job on Flink's own cluster in the JVM.
 */
@EmbeddedKinesis(streams = "out:2", perTest = true)
class KinesisSinkIntegrationTests {

	private static final int ELEMENTS = 3000;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path checkpoints;

	@Test
	void elementsOfAKeyAreStoredOnceAndInTheirOrderThoughShardsRefuseSome(KinesisEndpoint endpoint) throws Exception {
		endpoint.faults().add(Fault.throttleRecords().share(0.3).times(200).build());
		run(sink(endpoint).shardRate(Double.POSITIVE_INFINITY).build());
		List<RecordView> records = endpoint.stream("out").records();
		for (int key = 0; key < 10; key++) {
			String name = "key-" + key;
			assertThat(records).filteredOn((record) -> record.partitionKey().equals(name))
				.extracting(RecordView::text)
				.containsExactlyElementsOf(LongStream.range(0, ELEMENTS)
					.filter((number) -> name.equals(key(number + "")))
					.mapToObj(Long::toString)
					.toList());
		}
	}

	@Test
	void elementsArePackedIntoAggregatesOnRequest(KinesisEndpoint endpoint) throws Exception {
		run(sink(endpoint).aggregation(true).shardRate(Double.POSITIVE_INFINITY).build());
		List<RecordView> records = endpoint.stream("out").records();
		assertThat(records).hasSizeLessThan(ELEMENTS / 10);
		Set<String> texts = records.stream().flatMap((record) -> texts(record).stream()).collect(Collectors.toSet());
		assertThat(texts).hasSize(ELEMENTS);
	}

	@Test
	void elementThatIsNotStoredFailsTheJob(KinesisEndpoint endpoint) throws Exception {
		endpoint.faults().add(Fault.failCalls("AccessDeniedException").action("PutRecords").build());
		RunningJob job = start(sink(endpoint).build());
		assertThat(job.end()).failsWithin(LIMIT)
			.withThrowableThat()
			.satisfies((failure) -> assertThat(Throwables.getStackTrace(failure)).contains("An element was not stored",
					"was not accepted by stream 'out'"));
	}

	private void run(KinesisSink<String> sink) throws Exception {
		assertThat(start(sink).end()).succeedsWithin(LIMIT);
	}

	private RunningJob start(KinesisSink<String> sink) throws Exception {
		StreamExecutionEnvironment environment = StreamExecutionEnvironment
			.getExecutionEnvironment(RunningJob.configuration(this.checkpoints, null));
		environment.setParallelism(1);
		environment.fromSequence(0, ELEMENTS - 1).map((number) -> Long.toString(number)).sinkTo(sink);
		return RunningJob.of(environment.executeAsync());
	}

	private static KinesisSink.Builder<String> sink(KinesisEndpoint endpoint) {
		return KinesisSink.<String>builder("out")
			.client(KinesisClientOptions.of(endpoint.endpoint(), endpoint.region(), endpoint.accessKeyId(),
					endpoint.secretAccessKey()))
			.serializer(new SimpleStringSchema())
			.partitionKeys(KinesisSinkIntegrationTests::key);
	}

	private static String key(String number) {
		return "key-" + Long.parseLong(number) % 10;
	}

	private static List<String> texts(RecordView record) {
		Aggregate aggregate = Objects.requireNonNull(Aggregate.read(ByteBuffer.wrap(record.bytes())));
		return LongStream.range(0, aggregate.size())
			.mapToObj((index) -> StandardCharsets.UTF_8.decode(aggregate.data((int) index)).toString())
			.toList();
	}

}
