package io.kinesisboot.consumer.kcl.lease;

import java.lang.reflect.Proxy;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.stream.StreamCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.MultiStreamLease;
import software.amazon.kinesis.leases.exceptions.LeasingException;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * Tests for {@link LeaseTableSeeder} with KCL's own view of the table.
 */
class LeaseTableSeederIntegrationTests {

	private static final Instant MOMENT = Instant.ofEpochMilli(1234);

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final String stream = endpoint.createStream("orders", 4);

	private final LeaseManagementConfig config = new LeaseManagementConfig("app-" + this.stream, "app-" + this.stream,
			endpoint.dynamoDb(), endpoint.kinesis(), "worker");

	private final LeaseRefresher leases = LeaseFactory.SINGLE_STREAM.table(this.config, MOMENT);

	private final LeaseRefresher severalLeases = LeaseFactory.MULTI_STREAM.table(this.config, MOMENT);

	@AfterAll
	static void closeEndpoint() {
		endpoint.close();
	}

	@Test
	void newTableHasALeaseForEachShardAndTheIndexThatKclWaitsFor() throws Exception {
		seed(StartingPosition.LATEST);
		assertThat(this.leases.listLeases()).hasSize(4).allSatisfy((lease) -> {
			assertThat(lease.checkpoint()).isEqualTo(ExtendedSequenceNumber.LATEST);
			assertThat(lease.leaseOwner()).isNull();
			assertThat(lease.hashKeyRangeForLease()).isNotNull();
		});
		assertThat(endpoint.dynamoDb()
			.describeTable((request) -> request.tableName(this.config.tableName()))
			.join()
			.table()
			.globalSecondaryIndexes()).extracting(GlobalSecondaryIndexDescription::indexName)
			.containsExactly("LeaseOwnerToLeaseKeyIndex");
		assertThat(this.leases.isLeaseOwnerToLeaseKeyIndexActive()).isTrue();
	}

	@Test
	void leasesThatStartAtTheLatestRecordSayWhenThatWas() {
		seed(StartingPosition.LATEST);
		assertThat(rows()).hasSize(4)
			.allSatisfy((row) -> assertThat(row).containsEntry("startingMoment", AttributeValue.fromN("1234")));
		assertThat(new StartingMoments(this.config).find("shardId-000000000003")).hasValue(MOMENT);
	}

	@Test
	void leasesThatStartAtTheOldestRecordNeedNoMoment() {
		seed(StartingPosition.TRIM_HORIZON);
		assertThat(rows()).hasSize(4).allSatisfy((row) -> assertThat(row).doesNotContainKey("startingMoment"));
	}

	@Test
	void workersThatStartAtOnceMakeOneLeaseAShard() throws Exception {
		ExecutorService workers = Executors.newFixedThreadPool(8);
		try {
			List<Callable<Object>> starts = Stream
				.generate(() -> Executors.callable(() -> seed(StartingPosition.TRIM_HORIZON)))
				.limit(8)
				.toList();
			for (Future<Object> start : workers.invokeAll(starts)) {
				start.get();
			}
		}
		finally {
			workers.shutdownNow();
		}
		assertThat(this.leases.listLeases()).hasSize(4);
	}

	@Test
	void tableThatAWorkerLeftHalfFilledIsFilledUp() throws Exception {
		seed(StartingPosition.TRIM_HORIZON);
		delete("shardId-000000000002");
		seed(StartingPosition.TRIM_HORIZON);
		assertThat(this.leases.listLeases()).extracting(Lease::leaseKey).contains("shardId-000000000002").hasSize(4);
	}

	@Test
	void tableOfAnApplicationAtWorkIsLeftAlone() throws Exception {
		seed(StartingPosition.TRIM_HORIZON);
		Lease lease = this.leases.getLease("shardId-000000000001");
		lease.checkpoint(new ExtendedSequenceNumber("123"));
		this.leases.updateLease(lease);
		delete("shardId-000000000002");
		List<Map<String, AttributeValue>> before = rows();
		seed(StartingPosition.TRIM_HORIZON);
		assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
	}

	@Test
	void tableOfAnOlderKclWithoutAnIndexIsKeptAndFilled() throws Exception {
		this.leases.createLeaseTableIfNotExists();
		seed(StartingPosition.TRIM_HORIZON);
		assertThat(this.leases.listLeases()).hasSize(4);
	}

	@Test
	void retiredWorkerLeavesNeitherLeasesNorMetricsAndOthersKeepTheirs() throws Exception {
		seed(StartingPosition.TRIM_HORIZON);
		List<Lease> all = new ArrayList<>(this.leases.listLeases());
		this.leases.takeLease(all.get(0), "worker");
		this.leases.takeLease(all.get(1), "another worker");
		putMetrics("worker");
		putMetrics("another worker");
		new WorkerPresence(this.config, this.leases, Clock.systemUTC()).retire();
		assertThat(this.leases.listLeases()).filteredOn((lease) -> lease.leaseOwner() != null)
			.extracting(Lease::leaseOwner)
			.containsExactly("another worker");
		assertThat(rows()).filteredOn((row) -> row.containsKey("lut"))
			.extracting((row) -> row.get("leaseKey"))
			.containsExactly(AttributeValue.fromS("another worker"));
	}

	@Test
	void leaseThatWasPromisedToAnotherIsThatOnesWhenItsWorkerRetires() throws Exception {
		seed(StartingPosition.TRIM_HORIZON);
		Lease lease = this.leases.listLeases().get(0);
		this.leases.takeLease(lease, "worker");
		this.leases.initiateGracefulLeaseHandoff(lease, "another worker");
		new WorkerPresence(this.config, this.leases, Clock.systemUTC()).retire();
		assertThat(this.leases.getLease(lease.leaseKey())).satisfies((promised) -> {
			assertThat(promised.leaseOwner()).isEqualTo("another worker");
			assertThat(promised.checkpointOwner()).isNull();
		});
	}

	@Test
	void leaseThatIsPromisedJustAsItsWorkerRetiresIsGivenUpToo() throws Exception {
		seed(StartingPosition.TRIM_HORIZON);
		Lease lease = this.leases.listLeases().get(0);
		this.leases.takeLease(lease, "worker");
		LeaseRefresher overtaken = (LeaseRefresher) Proxy.newProxyInstance(getClass().getClassLoader(),
				new Class<?>[] { LeaseRefresher.class }, (proxy, method, arguments) -> {
					Object answer = method.invoke(this.leases, arguments);
					if (method.getName().equals("listLeases")) {
						this.leases.initiateGracefulLeaseHandoff(this.leases.getLease(lease.leaseKey()),
								"another worker");
					}
					return answer;
				});
		new WorkerPresence(this.config, overtaken, Clock.systemUTC()).retire();
		assertThat(this.leases.getLease(lease.leaseKey())).satisfies((promised) -> {
			assertThat(promised.leaseOwner()).isEqualTo("another worker");
			assertThat(promised.checkpointOwner()).isNull();
		});
	}

	@Test
	void childrenOfAShardThatHasEndedAreLeftToKcl() throws Exception {
		seed(StartingPosition.LATEST);
		delete("shardId-000000000002");
		putUntouched("shardId-000000000099", ExtendedSequenceNumber.LATEST);
		List<Map<String, AttributeValue>> before = rows();
		seed(StartingPosition.LATEST);
		assertThat(rows()).hasSize(4).containsExactlyInAnyOrderElementsOf(before);
	}

	@Test
	void tableWithLeasesOfShardsThatAreAllGoneIsLeftToKcl() throws Exception {
		this.leases.createLeaseTableIfNotExists();
		putUntouched("shardId-000000000099", ExtendedSequenceNumber.LATEST);
		seed(StartingPosition.LATEST);
		assertThat(this.leases.listLeases()).extracting(Lease::leaseKey).containsExactly("shardId-000000000099");
	}

	@Test
	void rowsThatAreNoLeasesDoNotMatter() throws Exception {
		this.leases.createLeaseTableIfNotExists();
		putMetrics("host:1");
		seed(StartingPosition.TRIM_HORIZON);
		assertThat(this.leases.listLeases()).hasSize(4);
	}

	@Test
	void streamThatIsAddedGetsItsLeasesWhileTheFirstIsAtWork() throws Exception {
		String returns = endpoint.createStream("returns", 2);
		seedSeveral(this.stream, returns);
		List<Lease> first = this.severalLeases.listLeases();
		assertThat(first).hasSize(6).hasOnlyElementsOfType(MultiStreamLease.class);
		for (Lease lease : first) {
			lease.checkpoint(new ExtendedSequenceNumber("123"));
			this.severalLeases.updateLease(lease);
		}
		List<Map<String, AttributeValue>> before = rows();
		String refunds = endpoint.createStream("refunds", 3);
		seedSeveral(this.stream, returns, refunds);
		assertThat(rows()).hasSize(9).containsAll(before);
		assertThat(this.severalLeases.listLeases()).map(MultiStreamLease.class::cast)
			.filteredOn((lease) -> lease.checkpoint().equals(ExtendedSequenceNumber.TRIM_HORIZON))
			.hasSize(3)
			.allSatisfy((lease) -> {
				assertThat(StreamIdentifier.multiStreamInstance(lease.streamIdentifier()).streamName())
					.isEqualTo(refunds);
				assertThat(lease.leaseKey()).isEqualTo(lease.streamIdentifier() + ":" + lease.shardId());
			});
	}

	@Test
	void tableOfOneStreamIsRefusedToAListenerOfSeveral() throws Exception {
		String returns = endpoint.createStream("returns", 1);
		seed(StartingPosition.TRIM_HORIZON);
		List<Map<String, AttributeValue>> before = rows();
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> seedSeveral(this.stream, returns))
			.withMessage(
					"Lease table '%s' holds leases that are not of the streams [%s, %s], such as '%s'; a listener whose streams change needs another 'applicationName', or its old leases deleted"
						.formatted(this.config.tableName(), this.stream, returns, "shardId-000000000000"));
		assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
	}

	@Test
	void tableOfSeveralStreamsIsRefusedToAListenerOfOne() throws Exception {
		String returns = endpoint.createStream("returns", 1);
		seedSeveral(this.stream, returns);
		List<Map<String, AttributeValue>> before = rows();
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> seed(StartingPosition.TRIM_HORIZON))
			.withMessageContainingAll("Lease table '" + this.config.tableName() + "'",
					"not of the streams [" + this.stream + "]", ":shardId-000000000000'");
		assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
	}

	@Test
	void tableWithLeasesOfAStreamThatWasRemovedIsRefused() throws Exception {
		String returns = endpoint.createStream("returns", 1);
		String refunds = endpoint.createStream("refunds", 1);
		seedSeveral(this.stream, returns, refunds);
		List<Map<String, AttributeValue>> before = rows();
		assertThatExceptionOfType(KinesisBootException.class).isThrownBy(() -> seedSeveral(this.stream, refunds))
			.withMessageContainingAll("Lease table '" + this.config.tableName() + "'",
					"not of the streams [" + this.stream + ", " + refunds + "]", ":" + returns + ":",
					":shardId-000000000000'");
		assertThat(rows()).containsExactlyInAnyOrderElementsOf(before);
	}

	private void seedSeveral(String... streams) {
		new LeaseTableSeeder(this.config, this.severalLeases, LeaseFactory.MULTI_STREAM)
			.seed(Arrays.stream(streams).map(this::source).toList(), start(StartingPosition.TRIM_HORIZON));
	}

	private void putUntouched(String shardId, ExtendedSequenceNumber checkpoint) throws LeasingException {
		Lease lease = new Lease();
		lease.leaseKey(shardId);
		lease.ownerSwitchesSinceCheckpoint(0L);
		lease.checkpoint(checkpoint);
		this.leases.createLeaseIfNotExists(lease);
	}

	private void seed(StartingPosition position) {
		new LeaseTableSeeder(this.config, this.leases, LeaseFactory.SINGLE_STREAM).seed(List.of(source(this.stream)),
				start(position));
	}

	private static LeaseStart start(StartingPosition position) {
		return LeaseStart.of(position, () -> MOMENT);
	}

	private SourceStream source(String stream) {
		return new SourceStream(new StreamCatalog(endpoint.kinesis()).find(stream), endpoint.kinesis(),
				/* consumerArn= */ null);
	}

	private void delete(String shardId) {
		endpoint.dynamoDb()
			.deleteItem(DeleteItemRequest.builder()
				.tableName(this.config.tableName())
				.key(Map.of("leaseKey", AttributeValue.fromS(shardId)))
				.build())
			.join();
	}

	private void putMetrics(String worker) {
		endpoint.dynamoDb()
			.putItem((request) -> request.tableName(this.config.tableName())
				.item(Map.of("leaseKey", AttributeValue.fromS(worker), "entityType",
						AttributeValue.fromS("WORKER_METRIC_STATS"), "lut", AttributeValue.fromN("1"))))
			.join();
	}

	private List<Map<String, AttributeValue>> rows() {
		return endpoint.dynamoDb().scan((request) -> request.tableName(this.config.tableName())).join().items();
	}

}
