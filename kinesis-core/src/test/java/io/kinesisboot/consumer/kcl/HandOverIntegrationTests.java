package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.SourceTestBed.Source;
import io.kinesisboot.consumer.kcl.lease.DiscoveryPace;
import io.kinesisboot.consumer.kcl.lease.LeaseFactory;
import io.kinesisboot.consumer.kcl.lease.LeaseStart;
import io.kinesisboot.consumer.kcl.lease.PromptLeases;
import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KclSource}: how shards go from one worker to another.
 */
class HandOverIntegrationTests {

	private static final String SHARD = "shardId-000000000000";

	private static final SourceTestBed bed = new SourceTestBed();

	private final String stream = bed.createStream("orders", 4);

	private final RecordSource.Request request = new RecordSource.Request("app-" + this.stream, List.of(this.stream),
			StartingPosition.TRIM_HORIZON);

	@AfterAll
	static void close() {
		bed.close();
	}

	@Test
	void workerThatStopsLeavesItsShardsToTheOneThatStays() {
		Source first = bed.source(this.request, "first").start();
		Source second = bed.source(this.request, "second").start();
		bed.put(this.stream, texts("before"));
		SourceTestBed.await(() -> assertThat(first.handled().size() + second.handled().size()).isEqualTo(20));
		SourceTestBed.await(() -> assertThat(bed.workers(this.request.applicationName())).contains("first", "second"));
		assertThat(first.stop()).isTrue();
		assertThat(owners()).containsOnly("second").hasSize(4);
		bed.put(this.stream, texts("after"));
		SourceTestBed.await(() -> assertThat(second.texts()).containsAll(texts("after")));
	}

	@Test
	void shardsOfTheLastWorkerAreFreeAndTheNextOneHasThemWhenItStarts() {
		Source last = bed.source(this.request, "last").start();
		bed.put(this.stream, texts("before"));
		SourceTestBed.await(() -> assertThat(last.handled()).hasSize(20));
		assertThat(last.stop()).isTrue();
		assertThat(owners()).containsOnlyNulls().hasSize(4);
		Source next = bed.source(this.request, "next").start();
		assertThat(owners()).containsOnly("next").hasSize(4);
		bed.put(this.stream, texts("after"));
		SourceTestBed.await(() -> assertThat(next.texts()).containsExactlyInAnyOrderElementsOf(texts("after")));
	}

	@Test
	void workerThatStartsBesideAnotherTakesNothingFromIt() {
		Source first = bed.source(this.request, "first").start();
		bed.source(this.request, "second").start();
		assertThat(owners()).containsOnly("first").hasSize(4);
		bed.put(this.stream, texts("before"));
		SourceTestBed.await(() -> assertThat(first.handled()).hasSize(20));
	}

	@Test
	void workerThatEndsAShardGoesOnWithItsChildren() {
		Source worker = bed.source(this.request, "worker").start();
		SdkCalls.await("SplitShard",
				bed.kinesis()
					.splitShard((split) -> split.streamName(this.stream)
						.shardToSplit("shardId-000000000000")
						.newStartingHashKey("1234")));
		SourceTestBed.await(() -> assertThat(bed.leases(this.request.applicationName())).hasSize(6)
			.extractingByKeys("shardId-000000000004", "shardId-000000000005")
			.extracting(Lease::leaseOwner)
			.containsOnly("worker"));
		bed.put(this.stream, texts("after"));
		SourceTestBed.await(() -> assertThat(worker.texts()).containsExactlyInAnyOrderElementsOf(texts("after")));
	}

	@Test
	void shardThatIsMovedOnBeforeItsNewOwnerKnowsOfItWaitsForNobody() throws Exception {
		LeaseRefresher leases = leasesOfWorkerThatHasLeft();
		Lease lease = leases.getLease(SHARD);
		assertThat(leases.assignLease(lease, "leaving")).isTrue();
		assertThat(leases.assignLease(lease, "heir")).isTrue();
		assertThat(leases.initiateGracefulLeaseHandoff(lease, "new")).isTrue();
		assertThat(leases.getLease(SHARD)).satisfies(HandOverIntegrationTests::isOfNew);
	}

	@Test
	void shardThatWasPromisedAndIsMovedOnBeforeItsNewOwnerKnowsOfItWaitsForNobody() throws Exception {
		LeaseRefresher leases = leasesOfWorkerThatHasLeft();
		Lease lease = leases.getLease(SHARD);
		assertThat(leases.assignLease(lease, "leaving")).isTrue();
		assertThat(leases.initiateGracefulLeaseHandoff(lease, "heir")).isTrue();
		assertThat(leases.getLease(SHARD).checkpointOwner()).isEqualTo("leaving");
		assertThat(leases.evictLease(lease)).isTrue();
		assertThat(leases.initiateGracefulLeaseHandoff(leases.getLease(SHARD), "new")).isTrue();
		assertThat(leases.getLease(SHARD)).satisfies(HandOverIntegrationTests::isOfNew);
	}

	private LeaseRefresher leasesOfWorkerThatHasLeft() {
		Source worker = bed.source(this.request, "worker").start();
		bed.put(this.stream, texts("before"));
		SourceTestBed.await(() -> assertThat(worker.handled()).hasSize(20));
		assertThat(worker.stop()).isTrue();
		LeaseManagementConfig config = new LeaseManagementConfig(this.request.applicationName(),
				this.request.applicationName(), bed.dynamoDb(), bed.kinesis(), "leader");
		PromptLeases.install(config, LeaseFactory.SINGLE_STREAM,
				LeaseStart.of(StartingPosition.TRIM_HORIZON, Instant::now), new DiscoveryPace(Ticker.SYSTEM),
				Clock.systemUTC());
		return config.leaseManagementFactory(new DynamoDBLeaseSerializer(),
				/* isMultiStreamingMode= */ false)
			.createLeaseRefresher();
	}

	private static void isOfNew(Lease lease) {
		assertThat(lease.leaseOwner()).isEqualTo("new");
		assertThat(lease.checkpointOwner()).isNull();
	}

	private List<String> owners() {
		return bed.leases(this.request.applicationName()).values().stream().map(Lease::leaseOwner).toList();
	}

	private static List<String> texts(String prefix) {
		return IntStream.range(0, 20).mapToObj((number) -> prefix + "-" + number).toList();
	}

}
