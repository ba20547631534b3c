package io.kinesisboot.stream.plan;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.embedded.EmbeddedKinesis;
import io.kinesisboot.embedded.fault.Fault;
import io.kinesisboot.embedded.limit.Limits;
import io.kinesisboot.stream.StreamCatalog;
import io.kinesisboot.stream.StreamNotFoundException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Consumer;
import software.amazon.awssdk.services.kinesis.model.StreamDescriptionSummary;
import software.amazon.awssdk.services.kinesis.model.StreamMode;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link StreamProvisioner}, where each change takes its time.
 */
class StreamProvisionerIntegrationTests {

	private static final String KEY = "alias/orders";

	private static final StreamPolicy UPDATE = new StreamPolicy(StreamPolicy.OnMissing.CREATE,
			StreamPolicy.OnDifference.UPDATE, false);

	private static final EmbeddedKinesis embedded = EmbeddedKinesis.builder()
		.transitionTime(Duration.ofMillis(50))
		.limits(Limits.off())
		.build()
		.start();

	private static final KinesisAsyncClient kinesis = KinesisAsyncClient.builder()
		.endpointOverride(embedded.endpoint())
		.region(Region.of(embedded.region()))
		.credentialsProvider(StaticCredentialsProvider
			.create(AwsBasicCredentials.create(embedded.accessKeyId(), embedded.secretAccessKey())))
		.build();

	/** To which the streams of the tests are not new. */
	private static final Clock tomorrow = Clock.offset(Clock.systemUTC(), Duration.ofDays(1));

	private final StreamProvisioner provisioner = new StreamProvisioner(kinesis, tomorrow);

	private String stream = "";

	@AfterAll
	static void close() {
		kinesis.close();
		embedded.close();
	}

	@BeforeEach
	void name(TestInfo test) {
		this.stream = test.getTestMethod().orElseThrow().getName();
	}

	@AfterEach
	void removeFaults() {
		embedded.faults().clear();
	}

	@Test
	void missingStreamIsCreatedWithAllThatIsAskedFor() {
		StreamPlan plan = this.provisioner.plan(everything(), StreamPolicy.DEFAULT);
		assertThat(plan.steps()).hasSize(5);
		assertThat(embedded.calls().of("CreateStream")).noneMatch((call) -> this.stream.equals(call.stream()));
		this.provisioner.apply(plan);
		assertIsEverything();
		assertThat(this.provisioner.plan(everything(), StreamPolicy.DEFAULT).toString()).endsWith("is as configured");
	}

	@Test
	void existingStreamIsChangedStepByStep() {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 1);
		StreamPlan plan = this.provisioner.plan(everything(), UPDATE);
		this.provisioner.apply(plan);
		assertIsEverything();
		assertThat(actions()).endsWith("UpdateShardCount", "UpdateShardCount", "UpdateMaxRecordSize",
				"IncreaseStreamRetentionPeriod", "StartStreamEncryption", "AddTagsToStream", "RegisterStreamConsumer",
				"RegisterStreamConsumer");
	}

	@Test
	void existingStreamIsLeftAsItIsUnlessToldOtherwise() {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 1);
		StreamPlan plan = this.provisioner.plan(everything(), StreamPolicy.DEFAULT);
		assertThat(plan.steps()).isEmpty();
		assertThat(plan.left()).hasSize(8);
		this.provisioner.apply(plan);
		assertThat(actions()).containsExactly("CreateStream");
	}

	@Test
	void streamThatMustNotDifferFailsWithItsDifferences() {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 2);
		StreamPlan plan = this.provisioner.plan(StreamSpec.of(this.stream, 4),
				new StreamPolicy(StreamPolicy.OnMissing.CREATE, StreamPolicy.OnDifference.FAIL, true));
		assertThatExceptionOfType(StreamDifferenceException.class).isThrownBy(() -> this.provisioner.apply(plan))
			.withMessageContainingAll("'" + this.stream + "' is not as configured", "UpdateShardCount from 2 to 4");
		assertThat(actions()).containsExactly("CreateStream");
	}

	@Test
	void consumersAreMadeOneAfterTheOther() {
		List<String> names = IntStream.range(0, 8).mapToObj((number) -> "reader-" + number).toList();
		this.provisioner.apply(this.provisioner
			.plan(new StreamSpec(this.stream, null, 1, false, null, null, null, Map.of(), names), UPDATE));
		assertThat(consumers()).containsExactlyInAnyOrderElementsOf(names);
	}

	@Test
	void nothingIsTakenAwayUnlessToldSo() {
		this.provisioner.apply(this.provisioner.plan(everything(), UPDATE));
		StreamSpec less = new StreamSpec(this.stream, null, 1, false, 1L << 20, Duration.ofDays(1),
				StreamSpec.UNENCRYPTED, Map.of(), List.of());
		StreamPlan kept = this.provisioner.plan(less, UPDATE);
		assertThat(kept.steps()).isEmpty();
		assertThat(kept.left()).hasSize(5).allMatch(StreamStep::reduces);
		this.provisioner.apply(kept);
		assertIsEverything();
		this.provisioner.apply(this.provisioner.plan(less,
				new StreamPolicy(StreamPolicy.OnMissing.CREATE, StreamPolicy.OnDifference.UPDATE, true)));
		assertThat(describe()).satisfies((description) -> {
			assertThat(description.openShardCount()).isEqualTo(1);
			assertThat(description.retentionPeriodHours()).isEqualTo(24);
			assertThat(description.encryptionTypeAsString()).isEqualTo("NONE");
			assertThat(description.maxRecordSizeInKiB()).isEqualTo(1024);
		});
		assertThat(tags()).isEqualTo(everything().tags());
		assertThat(consumers()).containsExactlyInAnyOrder("reader", "archive");
	}

	@Test
	void modeIsSwitchedBeforeShardsAreCounted() {
		this.provisioner.apply(this.provisioner.plan(onDemand(), UPDATE));
		assertThat(describe().streamModeDetails().streamMode()).isEqualTo(StreamMode.ON_DEMAND);
		this.provisioner.apply(this.provisioner.plan(
				new StreamSpec(this.stream, CapacityMode.PROVISIONED, 6, false, null, null, null, Map.of(), List.of()),
				UPDATE));
		assertThat(describe().streamModeDetails().streamMode()).isEqualTo(StreamMode.PROVISIONED);
		assertThat(describe().openShardCount()).isEqualTo(6);
	}

	@Test
	void missingStreamThatMustExistIsNamed() {
		assertThatExceptionOfType(StreamNotFoundException.class)
			.isThrownBy(() -> this.provisioner.plan(everything(),
					new StreamPolicy(StreamPolicy.OnMissing.FAIL, StreamPolicy.OnDifference.UPDATE, false)))
			.withMessageContaining("'" + this.stream + "'");
	}

	@Test
	void processesThatStartAtOnceDoItTogether() throws Exception {
		ExecutorService processes = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> starts = Stream.generate(() -> (Callable<Void>) () -> {
				StreamProvisioner one = new StreamProvisioner(kinesis, Clock.systemUTC());
				one.apply(one.plan(everything(),
						new StreamPolicy(StreamPolicy.OnMissing.CREATE, StreamPolicy.OnDifference.FAIL, false)));
				return null;
			}).limit(4).toList();
			for (Future<Void> start : processes.invokeAll(starts)) {
				start.get();
			}
		}
		finally {
			processes.shutdownNow();
		}
		assertIsEverything();
	}

	@Test
	void processesThatUpdateAtOnceDoItTogether() throws Exception {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 1);
		ExecutorService processes = Executors.newFixedThreadPool(4);
		try {
			List<Callable<Void>> starts = Stream.generate(() -> (Callable<Void>) () -> {
				this.provisioner.apply(this.provisioner.plan(everything(), UPDATE));
				return null;
			}).limit(4).toList();
			for (Future<Void> start : processes.invokeAll(starts)) {
				start.get();
			}
		}
		finally {
			processes.shutdownNow();
		}
		assertIsEverything();
	}

	@Test
	void streamWhoseMakerCrashedIsFinishedByTheNextProcess() {
		new StreamPlanner(everything()).creation().call(kinesis, "").join();
		StreamProvisioner next = new StreamProvisioner(kinesis, Clock.systemUTC());
		next.apply(next.plan(everything(), StreamPolicy.DEFAULT));
		assertIsEverything();
	}

	@Test
	void newStreamOfSomebodyElseIsNotResharded() {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 1);
		StreamPlan plan = new StreamProvisioner(kinesis, Clock.systemUTC()).plan(StreamSpec.of(this.stream, 2),
				StreamPolicy.DEFAULT);
		assertThat(plan.steps()).isEmpty();
		assertThat(plan.left()).containsExactly(new StreamStep.Scale(1, 2));
	}

	@Test
	void actionThatIsNotPermittedIsNamed() {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 1);
		embedded.faults().add(Fault.failCalls("AccessDeniedException").action("IncreaseStreamRetentionPeriod").build());
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.provisioner.apply(this.provisioner.plan(everything(), UPDATE)))
			.withMessageContainingAll("Stream '" + this.stream + "': IncreaseStreamRetentionPeriod from 24 h to 48 h");
		assertThat(describe().openShardCount()).isEqualTo(4);
	}

	@Test
	void limitOfADayIsToldInTheWordsOfTheService() {
		new StreamCatalog(kinesis).createIfMissing(this.stream, 1);
		embedded.faults()
			.add(Fault.failCalls(400, "LimitExceededException", "10 calls in 24 hours")
				.action("UpdateShardCount")
				.build());
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.provisioner.apply(this.provisioner.plan(StreamSpec.of(this.stream, 2), UPDATE)))
			.withMessageContainingAll("UpdateShardCount from 1 to 2", "10 calls in 24 hours");
	}

	private StreamSpec everything() {
		return new StreamSpec(this.stream, CapacityMode.PROVISIONED, 4, false, 2L << 20, Duration.ofHours(48), KEY,
				Map.of("team", "shop", "stage", ""), List.of("reader", "archive"));
	}

	private StreamSpec onDemand() {
		return new StreamSpec(this.stream, CapacityMode.ON_DEMAND, null, false, null, null, null, Map.of(), List.of());
	}

	private void assertIsEverything() {
		StreamDescriptionSummary description = describe();
		assertThat(description.openShardCount()).isEqualTo(4);
		assertThat(description.retentionPeriodHours()).isEqualTo(48);
		assertThat(description.keyId()).isEqualTo(KEY);
		assertThat(description.maxRecordSizeInKiB()).isEqualTo(2048);
		assertThat(tags()).isEqualTo(everything().tags());
		assertThat(consumers()).containsExactlyInAnyOrder("reader", "archive");
	}

	private StreamDescriptionSummary describe() {
		return new StreamCatalog(kinesis).awaitActive(this.stream, Duration.ofSeconds(30));
	}

	private Map<String, String> tags() {
		Map<String, String> tags = new HashMap<>();
		kinesis.listTagsForStream((request) -> request.streamName(this.stream))
			.join()
			.tags()
			.forEach((tag) -> tags.put(tag.key(), tag.value()));
		return tags;
	}

	private List<String> consumers() {
		return kinesis.listStreamConsumers((request) -> request.streamARN(describe().streamARN()))
			.join()
			.consumers()
			.stream()
			.map(Consumer::consumerName)
			.toList();
	}

	/** What changed the stream. */
	private List<String> actions() {
		List<String> actions = new ArrayList<>();
		embedded.calls()
			.calls()
			.stream()
			.filter((call) -> this.stream.equals(call.stream()) && !call.action().matches("(Describe|List).*"))
			.forEach((call) -> actions.add(call.action()));
		return actions;
	}

}
