package io.kinesisboot.embedded.lease;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;

import com.amazonaws.services.dynamodbv2.AcquireLockOptions;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClient;
import com.amazonaws.services.dynamodbv2.AmazonDynamoDBLockClientOptions;
import com.amazonaws.services.dynamodbv2.LockItem;
import com.amazonaws.services.dynamodbv2.model.LockCurrentlyUnavailableException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.BillingMode;
import software.amazon.awssdk.services.dynamodb.model.PointInTimeRecoveryStatus;
import software.amazon.awssdk.services.dynamodb.model.Tag;
import software.amazon.awssdk.services.dynamodb.model.TransactionCanceledException;
import software.amazon.kinesis.common.DdbTableConfig;
import software.amazon.kinesis.common.HashKeyRangeForLease;
import software.amazon.kinesis.coordinator.CoordinatorState;
import software.amazon.kinesis.coordinator.DynamoDbAsyncToSyncClientAdapter;
import software.amazon.kinesis.coordinator.delegate.LeaseTableCoordinatorStateDAODelegate;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.UpdateField;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.dynamodb.TableCreatorCallback;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;
import software.amazon.kinesis.worker.metricstats.WorkerMetricStats;
import software.amazon.kinesis.worker.metricstats.delegate.LeaseTableWorkerMetricStatsDAODelegate;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

/**
 * The Kinesis Client Library's own classes against a {@link LeaseStore}.
 */
@TestInstance(Lifecycle.PER_CLASS)
class KclLeaseTableIntegrationTests {

	private static final String INDEX = "LeaseOwnerToLeaseKeyIndex";

	private final LeaseStoreClients clients = open();

	private String table = "";

	private DynamoDBLeaseRefresher leases = refresher("none");

	LeaseStoreClients open() {
		return LeaseStoreClients.ofLeaseStore();
	}

	/**
	 * Whether the store knows point-in-time recovery.
	 * @return whether to ask for it
	 */
	boolean recoverable() {
		return true;
	}

	@AfterAll
	void close() {
		this.clients.close();
	}

	@BeforeEach
	void createTable(TestInfo test) throws Exception {
		this.table = test.getTestMethod().orElseThrow().getName();
		this.leases = refresher(this.table);
		assertThat(this.leases.createLeaseTableIfNotExists()).isTrue();
	}

	private DynamoDBLeaseRefresher refresher(String table) {
		DdbTableConfig config = new DdbTableConfig();
		config.billingMode(BillingMode.PAY_PER_REQUEST);
		return new DynamoDBLeaseRefresher(table, this.clients.asyncClient(), new DynamoDBLeaseSerializer(),
				/* consistentReads= */ true, TableCreatorCallback.NOOP_TABLE_CREATOR_CALLBACK, Duration.ofSeconds(10),
				config, /* leaseTableDeletionProtectionEnabled= */ true,
				/* leaseTablePitrEnabled= */ recoverable(), List.of(Tag.builder().key("app").value("test").build()));
	}

	@Test
	void leaseTableIsReadyAtOnceWithTheSettingsAskedFor() throws Exception {
		assertThat(this.leases.waitUntilLeaseTableExists(1, 1)).isTrue();
		assertThat(this.leases.isLeaseTableEmpty()).isTrue();
		assertThat(this.clients.client().describeTable((request) -> request.tableName(this.table)).table())
			.satisfies((description) -> {
				assertThat(description.deletionProtectionEnabled()).isTrue();
				assertThat(description.billingModeSummary().billingMode()).isEqualTo(BillingMode.PAY_PER_REQUEST);
			});
		assertThat(this.clients.client()
			.describeContinuousBackups((request) -> request.tableName(this.table))
			.continuousBackupsDescription()
			.pointInTimeRecoveryDescription()
			.pointInTimeRecoveryStatus()).isEqualTo(PointInTimeRecoveryStatus.ENABLED);
	}

	DynamoDBLeaseRefresher leases() {
		return this.leases;
	}

	@Test
	void indexOfOwnersIsActiveAsSoonAsItIsCreated() throws Exception {
		assertThat(this.leases.isLeaseOwnerToLeaseKeyIndexActive()).isFalse();
		assertThat(this.leases.createLeaseOwnerToLeaseKeyIndexIfNotExists()).isEqualTo("ACTIVE");
		assertThat(this.leases.createLeaseOwnerToLeaseKeyIndexIfNotExists()).isEqualTo("ACTIVE");
		assertThat(this.leases.waitUntilLeaseOwnerToLeaseKeyIndexExists(1, 1)).isTrue();
	}

	private void createIndexOfOwners() throws Exception {
		this.leases.createLeaseOwnerToLeaseKeyIndexIfNotExists();
		assertThat(this.leases.waitUntilLeaseOwnerToLeaseKeyIndexExists(1, 30)).isTrue();
	}

	@Test
	void leaseIsCreatedOnlyOnce() throws Exception {
		Lease lease = lease("shard-1");
		assertThat(this.leases.createLeaseIfNotExists(lease)).isTrue();
		assertThat(this.leases.createLeaseIfNotExists(lease)).isFalse();
		assertThat(this.leases.getLease("shard-1")).isEqualTo(lease);
		assertThat(this.leases.getLease("shard-2")).isNull();
	}

	@Test
	void leaseIsTakenByOneWorkerOnly() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		Lease seenByOne = this.leases.getLease("shard-1");
		Lease seenByTwo = this.leases.getLease("shard-1");
		assertThat(this.leases.takeLease(seenByOne, "worker-1")).isTrue();
		assertThat(this.leases.takeLease(seenByTwo, "worker-2")).isFalse();
		assertThat(this.leases.getLease("shard-1").leaseOwner()).isEqualTo("worker-1");
	}

	@Test
	void leaseIsRenewedUntilItIsLost() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		Lease held = this.leases.getLease("shard-1");
		this.leases.takeLease(held, "worker-1");
		assertThat(this.leases.renewLease(held)).isTrue();
		assertThat(this.leases.renewLease(held)).isTrue();
		this.leases.takeLease(this.leases.getLease("shard-1"), "worker-2");
		assertThat(this.leases.renewLease(held)).isFalse();
	}

	@Test
	void leaseIsAssignedAndEvicted() throws Exception {
		createIndexOfOwners();
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		Lease lease = this.leases.getLease("shard-1");
		assertThat(this.leases.assignLease(lease, "worker-1")).isTrue();
		assertThat(this.leases.listLeaseKeysForWorker("worker-1")).containsExactly("shard-1");
		assertThat(this.leases.assignLease(lease("shard-1"), "worker-2")).isFalse();
		assertThat(this.leases.evictLease(lease)).isTrue();
		assertThat(this.leases.listLeaseKeysForWorker("worker-1")).isEmpty();
		assertThat(this.leases.getLease("shard-1").leaseOwner()).isNull();
	}

	@Test
	void leaseIsHandedOverGracefully() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		Lease lease = this.leases.getLease("shard-1");
		this.leases.assignLease(lease, "worker-1");
		assertThat(this.leases.initiateGracefulLeaseHandoff(lease, "worker-2")).isTrue();
		assertThat(this.leases.getLease("shard-1").checkpointOwner()).isEqualTo("worker-1");
		assertThat(this.leases.assignLease(lease, lease.leaseOwner())).isTrue();
		assertThat(this.leases.getLease("shard-1").checkpointOwner()).isNull();
		assertThat(this.leases.getLease("shard-1").leaseOwner()).isEqualTo("worker-2");
	}

	@Test
	void checkpointIsWrittenByTheHolderOnly() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		Lease held = this.leases.getLease("shard-1");
		Lease stale = this.leases.getLease("shard-1");
		this.leases.takeLease(held, "worker-1");
		held.checkpoint(new ExtendedSequenceNumber("49590338271490256608559692538361571095921575989136588898", 7L));
		assertThat(this.leases.updateLease(held)).isTrue();
		assertThat(this.leases.updateLease(stale)).isFalse();
		assertThat(this.leases.getCheckpoint("shard-1")).isEqualTo(held.checkpoint());
	}

	@Test
	void metaInformationIsAddedToAnExistingLease() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		Lease lease = lease("shard-1");
		lease.hashKeyRange(HashKeyRangeForLease.deserialize("0", "340282366920938463463374607431768211455"));
		this.leases.updateLeaseWithMetaInfo(lease, UpdateField.HASH_KEY_RANGE);
		assertThat(this.leases.getLease("shard-1").hashKeyRangeForLease()).isEqualTo(lease.hashKeyRangeForLease());
		this.leases.updateLeaseWithMetaInfo(lease("shard-2"), UpdateField.HASH_KEY_RANGE);
		assertThat(this.leases.getLease("shard-2")).isNull();
	}

	@Test
	void leasesAreListedByParallelScansAndDeleted() throws Exception {
		for (int i = 0; i < 20; i++) {
			this.leases.createLeaseIfNotExists(lease("shard-" + i));
		}
		ExecutorService executor = Executors.newFixedThreadPool(4);
		try {
			assertThat(this.leases.listLeasesParallely(executor, 4).getKey()).hasSize(20).doesNotHaveDuplicates();
		}
		finally {
			executor.shutdownNow();
		}
		this.leases.deleteLease(lease("shard-0"));
		assertThat(this.leases.listLeases()).hasSize(19);
		this.leases.deleteAll();
		assertThat(this.leases.isLeaseTableEmpty()).isTrue();
	}

	@Test
	void leaderLockIsHeldByOneWorkerAtATime() throws Exception {
		try (AmazonDynamoDBLockClient one = lockClient("worker-1");
				AmazonDynamoDBLockClient two = lockClient("worker-2")) {
			LockItem lock = one.tryAcquireLock(leader()).orElseThrow();
			assertThat(two.getLock("Leader", Optional.empty())).map(LockItem::getOwnerName).hasValue("worker-1");
			assertThatExceptionOfType(LockCurrentlyUnavailableException.class)
				.isThrownBy(() -> two.tryAcquireLock(leader()));
			one.sendHeartbeat(lock);
			assertThat(one.releaseLock(lock)).isTrue();
			assertThat(two.tryAcquireLock(leader())).map(LockItem::getOwnerName).hasValue("worker-2");
		}
	}

	private AmazonDynamoDBLockClient lockClient(String owner) {
		return new AmazonDynamoDBLockClient(AmazonDynamoDBLockClientOptions
			.builder(new DynamoDbAsyncToSyncClientAdapter(this.clients.asyncClient()) {

				@Override
				public void close() {
					// The client belongs to all tests.
				}

			}, this.table)
			.withPartitionKeyName("leaseKey")
			.withOwnerName(owner)
			.withTimeUnit(TimeUnit.SECONDS)
			.withLeaseDuration(60L)
			.withHeartbeatPeriod(10L)
			.withCreateHeartbeatBackgroundThread(false)
			.build());
	}

	private static AcquireLockOptions leader() {
		return AcquireLockOptions.builder("Leader")
			.withShouldSkipBlockingWait(true)
			.withAdditionalAttributes(Map.of("entityType", AttributeValue.fromS("LEADER")))
			.build();
	}

	@Test
	void workerMetricsAreWrittenReadAndDeleted() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1"));
		LeaseTableWorkerMetricStatsDAODelegate metrics = new LeaseTableWorkerMetricStatsDAODelegate(
				this.clients.asyncClient(), this.table, 30_000L);
		WorkerMetricStats written = metrics("worker-1");
		metrics.updateMetrics(written);
		metrics.updateMetrics(written);
		WorkerMetricStats read = only(metrics.getAllWorkerMetricStats());
		assertThat(read.getWorkerId()).isEqualTo("worker-1");
		assertThat(read.getMetricStats()).isEqualTo(written.getMetricStats());
		assertThat(read.getOperatingRange()).isEqualTo(written.getOperatingRange());
		assertThat(metrics.deleteMetrics(metrics("worker-2"))).isFalse();
		assertThat(metrics.deleteMetrics(written)).isTrue();
		assertThat(metrics.getAllWorkerMetricStats()).isEmpty();
	}

	private static WorkerMetricStats metrics(String worker) {
		return WorkerMetricStats.builder()
			.workerId(worker)
			.lastUpdateTime(Instant.now().getEpochSecond())
			.metricStats(Map.of("T", List.of(10.5, 20.0)))
			.operatingRange(Map.of("T", List.of(80L)))
			.properties(Map.of("ami", "none"))
			.build();
	}

	private static <T> T only(List<T> list) {
		assertThat(list).hasSize(1);
		return list.get(0);
	}

	@Test
	void coordinatorStateIsCreatedOnceAndUpdated() throws Exception {
		LeaseTableCoordinatorStateDAODelegate states = new LeaseTableCoordinatorStateDAODelegate(
				this.clients.asyncClient(), this.table);
		assertThat(states.createCoordinatorStateIfNotExists(state("one"))).isTrue();
		assertThat(states.createCoordinatorStateIfNotExists(state("one"))).isFalse();
		assertThat(states.updateCoordinatorStateWithExpectation(state("two"), null)).isTrue();
		assertThat(states.getCoordinatorState("state").getAttributes()).containsEntry("x", AttributeValue.fromS("two"));
		assertThat(states.listCoordinatorState()).hasSize(1);
		assertThat(states.deleteCoordinatorState("state")).isTrue();
		assertThat(states.updateCoordinatorStateWithExpectation(state("three"), null)).isFalse();
	}

	@Test
	void coordinatorStateIsMovedInATransaction() throws Exception {
		LeaseTableCoordinatorStateDAODelegate states = new LeaseTableCoordinatorStateDAODelegate(
				this.clients.asyncClient(), this.table);
		this.clients.client()
			.transactWriteItems((request) -> request.transactItems(states.createTransactPut(state("one")),
					states.createTransactDelete("other")));
		assertThatExceptionOfType(TransactionCanceledException.class).isThrownBy(() -> this.clients.client()
			.transactWriteItems((request) -> request.transactItems(states.createTransactDelete("other"),
					states.createTransactPut(state("two")))));
		assertThat(states.getCoordinatorState("state").getAttributes()).containsEntry("x", AttributeValue.fromS("one"));
	}

	private static CoordinatorState state(String value) {
		return CoordinatorState.builder().key("state").attributes(Map.of("x", AttributeValue.fromS(value))).build();
	}

	private static Lease lease(String key) {
		return lease(key, null);
	}

	private static Lease lease(String key, @Nullable String owner) {
		Lease lease = new Lease();
		lease.leaseKey(key);
		lease.leaseOwner(owner);
		lease.leaseCounter(0L);
		lease.ownerSwitchesSinceCheckpoint(0L);
		lease.checkpoint(ExtendedSequenceNumber.TRIM_HORIZON);
		lease.parentShardIds(List.of("parent-1", "parent-2"));
		return lease;
	}

	@Test
	void indexCoversTheLeasesThatWereThereBeforeIt() throws Exception {
		this.leases.createLeaseIfNotExists(lease("shard-1", "worker-1"));
		this.leases.createLeaseIfNotExists(lease("shard-2"));
		createIndexOfOwners();
		assertThat(this.leases.listLeaseKeysForWorker("worker-1")).containsExactly("shard-1");
		assertThat(this.clients.client().scan((request) -> request.tableName(this.table).indexName(INDEX)).items())
			.containsExactly(Map.of("leaseKey", AttributeValue.fromS("shard-1"), "leaseOwner",
					AttributeValue.fromS("worker-1")));
	}

}
