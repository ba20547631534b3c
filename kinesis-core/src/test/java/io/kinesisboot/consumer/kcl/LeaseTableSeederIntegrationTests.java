package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.stream.StreamCatalog;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.DeleteItemRequest;
import software.amazon.awssdk.services.dynamodb.model.GlobalSecondaryIndexDescription;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseManagementFactory;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link LeaseTableSeeder} with KCL's own view of the table.
 */
class LeaseTableSeederIntegrationTests {

	private static final KinesisTestEndpoint endpoint = new KinesisTestEndpoint();

	private final StreamCatalog catalog = new StreamCatalog(endpoint.kinesis());

	private final String stream = endpoint.createStream("orders", 4);

	private final LeaseManagementConfig config = new LeaseManagementConfig("app-" + this.stream, "app-" + this.stream,
			endpoint.dynamoDb(), endpoint.kinesis(), "worker");

	private final LeaseRefresher leases = new DynamoDBLeaseManagementFactory(this.config, new DynamoDBLeaseSerializer(),
			/* isMultiStreamingMode= */ false)
		.createLeaseRefresher();

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

	private void seed(StartingPosition position) {
		new LeaseTableSeeder(this.config, this.leases, LeaseFactory.SINGLE_STREAM, this.catalog)
			.seed(List.of(this.catalog.find(this.stream)), position);
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
