package io.kinesisboot.flink.source;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.embedded.KinesisEndpoint;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.junit.EmbeddedKinesis;
import io.kinesisboot.flink.KinesisClientOptions;
import io.kinesisboot.flink.RunningJob;
import io.kinesisboot.flink.StreamWriter;
import io.kinesisboot.stream.StreamCatalog;
import org.assertj.core.util.Throwables;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisSource} in a job on Flink's own cluster in the JVM.
 */
@EmbeddedKinesis(perTest = true)
class KinesisSourceIntegrationTests {

	private static final String STREAM = "clicks";

	private static final int KEYS = 40;

	private static final Duration LIMIT = Duration.ofSeconds(30);

	@TempDir
	Path checkpoints;

	private KinesisEndpoint endpoint;

	private KinesisAsyncClient kinesis;

	private final List<RunningJob> jobs = new ArrayList<>();

	private StreamWriter writer;

	private long written;

	@BeforeEach
	void createStream(KinesisEndpoint endpoint, KinesisAsyncClient kinesis) {
		OrderCheckingJob.reset();
		this.endpoint = endpoint;
		this.kinesis = kinesis;
		this.writer = new StreamWriter(kinesis, STREAM);
		new StreamCatalog(kinesis).createIfMissing(STREAM, 4);
	}

	@AfterEach
	void stop() {
		this.jobs.forEach(RunningJob::cancel);
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void eachRecordCountsOnceThroughSplitMergeAndRestart(boolean fanOut) throws Exception {
		start(source(fanOut), 2, null);
		write(50);
		this.writer.split(0);
		write(50);
		awaitCounted(this.written / 2);
		awaitCheckpoints(1);
		OrderCheckingJob.fail.set(true);
		write(50);
		this.writer.merge(1);
		write(50);
		this.writer.split(1);
		awaitCheckpoints(2);
		write(50);
		awaitAllCounted();
	}

	@ParameterizedTest
	@ValueSource(booleans = { false, true })
	void eachRecordCountsOnceThroughFaults(boolean fanOut) throws Exception {
		this.endpoint.faults().add(Fault.repeatRecords(7).share(0.3).build());
		if (fanOut) {
			this.endpoint.faults()
				.add(Fault.failCalls("ResourceInUseException").action("SubscribeToShard").share(0.3).times(10).build());
		}
		else {
			this.endpoint.faults().add(Fault.cutAnswers().action("GetRecords").share(0.1).times(10).build());
			this.endpoint.faults()
				.add(Fault.failCalls("ProvisionedThroughputExceededException")
					.action("GetRecords")
					.share(0.2)
					.times(30)
					.build());
		}
		start(source(fanOut), 2, null);
		for (int round = 0; round < 4; round++) {
			write(25);
			this.endpoint.faults().add((fanOut ? Fault.endSubscriptions() : Fault.expireIterators()).times(1).build());
			awaitCounted(this.written);
		}
		this.writer.split(2);
		write(25);
		awaitAllCounted();
	}

	@Test
	void anotherJobGoesOnFromTheCheckpointWithMoreReaders() throws Exception {
		RunningJob first = start(source(false), 2, null);
		write(50);
		this.writer.merge(1);
		write(50);
		awaitCounted(1);
		awaitCheckpoints(2);
		first.cancel();
		write(50);
		this.writer.split(0);
		write(50);
		start(source(false), 3, RunningJob.newestCheckpoint(this.checkpoints));
		write(50);
		awaitAllCounted();
	}

	/** The children are open a second later than the other shards are read. */
	@Test
	void noRecordIsLateThoughShardsWereSplitAndMergedBeforeTheyAreRead() throws Exception {
		write(50);
		this.writer.split(0);
		write(50);
		this.writer.merge(1);
		write(50);
		this.writer.split(1);
		write(50);
		this.endpoint.faults().add(Fault.delayAnswers(Duration.ofSeconds(1)).action("GetShardIterator").build());
		start(sourceBuilder().build(), 1, null);
		awaitAllCounted();
		assertThat(OrderCheckingJob.late).hasValue(0);
	}

	@Test
	void jobThatStartsAtTheLatestReadsWhatComesAfterItsStartAlsoWhenItFails() throws Exception {
		put("early:0", "early");
		start(sourceBuilder().startingPosition(StartingPosition.LATEST).build(), 2, null);
		awaitCheckpoints(1);
		write(1);
		awaitCheckpoints(2);
		OrderCheckingJob.fail.set(true);
		write(1);
		awaitAllCounted();
		assertThat(OrderCheckingJob.counts).doesNotContainKey("early");
	}

	@Test
	void missingStreamFailsTheJobByItsName() throws Exception {
		RunningJob job = start(KinesisSource.<String>builder("nowhere")
			.client(client())
			.deserializer(OrderCheckingJob.deserializer())
			.build(), 1, null);
		assertThat(job.end()).failsWithin(LIMIT)
			.withThrowableThat()
			.satisfies((failure) -> assertThat(Throwables.getStackTrace(failure))
				.contains("Stream 'nowhere' was not found in region 'us-east-1'"));
	}

	private KinesisSource<String> source(boolean fanOut) {
		KinesisSource.Builder<String> builder = sourceBuilder();
		return (fanOut ? builder.fanOut("flink", ConsumerLifecycle.JOB_MANAGED) : builder).build();
	}

	private KinesisSource.Builder<String> sourceBuilder() {
		return KinesisSource.<String>builder(STREAM)
			.client(client())
			.startingPosition(StartingPosition.TRIM_HORIZON)
			.fetchInterval(Duration.ofMillis(20))
			.emptyFetchInterval(Duration.ofMillis(20))
			.deserializer(OrderCheckingJob.deserializer());
	}

	private KinesisClientOptions client() {
		return KinesisClientOptions.of(this.endpoint.endpoint(), this.endpoint.region(), this.endpoint.accessKeyId(),
				this.endpoint.secretAccessKey());
	}

	private RunningJob start(KinesisSource<String> source, int parallelism, @Nullable String restoreFrom)
			throws Exception {
		RunningJob job = OrderCheckingJob.start(source, parallelism, this.checkpoints, restoreFrom);
		this.jobs.add(job);
		return job;
	}

	/**
	 * Writes the next numbers of each key.
	 */
	private void write(int numbers) {
		List<String[]> records = new ArrayList<>();
		long first = this.written / KEYS;
		for (long number = first; number < first + numbers; number++) {
			for (int key = 0; key < KEYS; key++) {
				String name = "key-" + key;
				records.add(new String[] { name, name + ":" + number });
			}
		}
		this.writer.write(records);
		this.written += records.size();
	}

	private void put(String text, String key) {
		this.kinesis
			.putRecord((request) -> request.streamName(STREAM).partitionKey(key).data(SdkBytes.fromUtf8String(text)))
			.join();
	}

	private void awaitCounted(long count) {
		Awaitility.await().atMost(LIMIT).until(() -> OrderCheckingJob.counted() >= count);
	}

	private void awaitCheckpoints(long more) {
		long before = OrderCheckingJob.checkpoints.get();
		Awaitility.await().atMost(LIMIT).until(() -> OrderCheckingJob.checkpoints.get() >= before + more);
	}

	private void awaitAllCounted() {
		Map<String, Long> all = new TreeMap<>();
		for (int key = 0; key < KEYS; key++) {
			all.put("key-" + key, this.written / KEYS);
		}
		Awaitility.await()
			.atMost(LIMIT)
			.untilAsserted(() -> assertThat(new TreeMap<>(OrderCheckingJob.counts)).isEqualTo(all));
		assertThat(OrderCheckingJob.mistakes()).isEmpty();
	}

}
