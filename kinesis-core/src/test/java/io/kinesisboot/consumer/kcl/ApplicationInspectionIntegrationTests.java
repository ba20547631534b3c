package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Map;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.ApplicationInspection;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.ShardLease;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.SourceTestBed.Source;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link ApplicationInspection} as {@link KclSourceFactory} does it.
 */
class ApplicationInspectionIntegrationTests {

	private static final Duration TIMEOUT = Duration.ofSeconds(20);

	private static final SourceTestBed bed = new SourceTestBed();

	private final String stream = bed.createStream("orders", 1);

	private final RecordSource.Request request = new RecordSource.Request("app-" + this.stream, List.of(this.stream),
			StartingPosition.TRIM_HORIZON);

	private final ApplicationInspection inspection = new KclSourceFactory(bed.kinesis(), bed.dynamoDb(),
			KclOptions.defaults(), List.of(), Clock.systemUTC());

	@AfterAll
	static void close() {
		bed.close();
	}

	@Test
	void leasesAreThoseOfTheTableThroughASplit() {
		Source source = bed.source(this.request, "worker").start();
		bed.put(this.stream, "key", List.of("text"));
		SourceTestBed.await(() -> assertThat(source.texts()).hasSize(1));
		String sequenceNumber = source.handled().element().sequenceNumber();
		SourceTestBed.await(() -> assertThat(this.inspection.leases(this.request, TIMEOUT)).containsExactly(
				new ShardLease(this.stream, "shardId-000000000000", "worker", sequenceNumber, 0, List.of())));
		SdkCalls.await("SplitShard",
				bed.kinesis()
					.splitShard((split) -> split.streamName(this.stream)
						.shardToSplit("shardId-000000000000")
						.newStartingHashKey("85070591730234615865843651857942052864")));
		List<String> parent = List.of("shardId-000000000000");
		SourceTestBed.await(() -> assertThat(this.inspection.leases(this.request, TIMEOUT)).containsExactly(
				new ShardLease(this.stream, "shardId-000000000000", "worker", ShardLease.ENDED, 0, List.of()),
				new ShardLease(this.stream, "shardId-000000000001", "worker", "TRIM_HORIZON", 0, parent),
				new ShardLease(this.stream, "shardId-000000000002", "worker", "TRIM_HORIZON", 0, parent)));
		assertThat(this.inspection.leases(this.request, TIMEOUT).get(0).isEnded()).isTrue();
		this.inspection.reach(this.request, TIMEOUT);
	}

	@Test
	void leasesOfSeveralStreamsTellTheirStreamByItsName() {
		String returns = bed.createStream("returns", 1);
		RecordSource.Request both = new RecordSource.Request("both-" + this.stream,
				List.of(bed.arn(this.stream), returns), StartingPosition.TRIM_HORIZON);
		bed.source(both, "worker").start();
		SourceTestBed.await(() -> assertThat(this.inspection.leases(both, TIMEOUT)).hasSize(2)
			.allSatisfy((lease) -> assertThat(lease.shardId()).isEqualTo("shardId-000000000000"))
			.extracting(ShardLease::stream)
			.containsExactly(this.stream, returns));
	}

	@Test
	void streamThatIsNamedByItsArnIsToldByItsName() {
		RecordSource.Request byArn = new RecordSource.Request("arn-" + this.stream, List.of(bed.arn(this.stream)),
				StartingPosition.TRIM_HORIZON);
		bed.source(byArn, "worker").start();
		SourceTestBed.await(() -> assertThat(this.inspection.leases(byArn, TIMEOUT)).hasSize(1)
			.extracting(ShardLease::stream)
			.containsExactly(this.stream));
	}

	@Test
	void tableThatIsNotThereIsToldByName() {
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.inspection.leases(this.request, TIMEOUT))
			.withMessageContaining(this.request.applicationName());
		assertThatExceptionOfType(KinesisBootException.class)
			.isThrownBy(() -> this.inspection.reach(this.request, TIMEOUT))
			.withMessageContaining(this.request.applicationName());
	}

	@Test
	void tableOfMoreThanAPageIsReadWhole() {
		String table = this.request.applicationName();
		bed.source(this.request, "worker").start();
		SourceTestBed.await(() -> assertThat(this.inspection.leases(this.request, TIMEOUT)).hasSize(1));
		String large = "x".repeat(300_000);
		for (int shard = 1; shard <= 5; shard++) {
			String key = "shardId-%012d".formatted(shard);
			SdkCalls.await("PutItem", bed.dynamoDb()
				.putItem((put) -> put.tableName(table)
					.item(Map.of("leaseKey", AttributeValue.fromS(key), "checkpoint", AttributeValue.fromS("SHARD_END"),
							"checkpointSubSequenceNumber", AttributeValue.fromN("0"), "leaseCounter",
							AttributeValue.fromN("1"), "ownerSwitchesSinceCheckpoint", AttributeValue.fromN("0"),
							"padding", AttributeValue.fromS(large)))));
		}
		assertThat(this.inspection.leases(this.request, TIMEOUT)).hasSize(6)
			.isSortedAccordingTo((one, other) -> one.shardId().compareTo(other.shardId()));
	}

}
