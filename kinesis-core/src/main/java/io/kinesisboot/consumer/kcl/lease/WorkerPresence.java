package io.kinesisboot.consumer.kcl.lease;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

import io.kinesisboot.SdkCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.kinesis.coordinator.migration.MigrationState;
import software.amazon.kinesis.leases.EntityType;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.exceptions.LeasingException;
import software.amazon.kinesis.worker.metricstats.WorkerMetricStats.LegacyWorkerMetricStats;
import software.amazon.kinesis.worker.metricstats.delegate.LeaseTableWorkerMetricStatsDAODelegate;

/**
 * Tells the other workers of an application, by the lease table, that this one has come
 * and that it has gone. KCL tells the first when it has been running for a while, and
 * gets no lease until then; the second it does not tell: it leaves its leases to expire
 * and its metrics to age, and for up to a minute new leases are given to a worker that is
 * no more. Between the two, leases that nobody has are taken at once, and those of a
 * worker that leaves go to the ones that stay. Rows are changed only where they are this
 * worker's own.
 *
 * @since 0.1.0
 */
public final class WorkerPresence {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPresence.class);

	private static final String LEASE_OWNER = "leaseOwner";

	private static final String ENTITY_TYPE = "entityType";

	private static final String LAST_UPDATE_TIME = "lut";

	private static final AttributeValue NOTHING = AttributeValue.fromS("");

	/** KCL reports every 30 s, and takes a worker for gone after two of these. */
	private static final Duration REPORT_AGE_LIMIT = Duration.ofMinutes(1);

	private static final int MAX_ATTEMPTS = 5;

	private final LeaseManagementConfig config;

	private final LeaseRefresher leases;

	private final Clock clock;

	/**
	 * Creates a presence.
	 * @param config names the worker and the table
	 * @param leases changes the leases
	 * @param clock tells which other workers are at work
	 */
	public WorkerPresence(LeaseManagementConfig config, LeaseRefresher leases, Clock clock) {
		this.config = config;
		this.leases = leases;
		this.clock = clock;
	}

	/**
	 * Writes the row that KCL writes for a worker without metrics, where such rows are in
	 * the lease table. A failure is only logged: KCL writes one a little later.
	 * @param newTable whether the lease table has just been created
	 */
	public void announce(boolean newTable) {
		try {
			if (newTable || hasStateInLeaseTable()) {
				new LeaseTableWorkerMetricStatsDAODelegate(this.config.dynamoDBClient(), this.config.tableName(),
						this.config.workerUtilizationAwareAssignmentConfig().workerMetricsReporterFreqInMillis())
					.updateMetrics(LegacyWorkerMetricStats.builder()
						.workerId(this.config.workerIdentifier())
						.metricStats(Map.of())
						.operatingRange(Map.of())
						.lastUpdateTime(this.clock.instant().getEpochSecond())
						.build());
			}
		}
		catch (LeasingException | RuntimeException ex) {
			logger.debug("Worker '{}' could not be announced", this.config.workerIdentifier(), ex);
		}
	}

	/**
	 * Whether KCL keeps its own state in the lease table, as it does since 3.5. An
	 * application that began with 3.0 to 3.4 has tables of its own for that.
	 */
	private boolean hasStateInLeaseTable() {
		return SdkCalls.await("GetItem of KCL's state in lease table '" + this.config.tableName() + "'",
				this.config.dynamoDBClient()
					.getItem((request) -> request.tableName(this.config.tableName())
						.key(Map.of(DynamoDBLeaseSerializer.LEASE_KEY_KEY,
								AttributeValue.fromS(MigrationState.MIGRATION_HASH_KEY)))))
			.hasItem();
	}

	/**
	 * Gives leases back and removes the worker's metrics. A failure is only logged: what
	 * is left expires as it would without this.
	 */
	public void retire() {
		try {
			// Metrics first: a leader that still sees them could give the leases right
			// back
			removeMetrics();
			returnLeases();
		}
		catch (LeasingException | RuntimeException ex) {
			logger.warn("Worker '{}' could not give all its leases back, others take them after the failover time: {}",
					this.config.workerIdentifier(), ex.getMessage());
		}
	}

	/**
	 * The other workers of the application that are at work, or were within the last
	 * minute. Where they tell so in a table of their own, as with KCL 3.0 to 3.4, those
	 * that own leases.
	 * @return their ids
	 */
	public Set<String> others() {
		List<Map<String, AttributeValue>> rows = rows();
		List<Map<String, AttributeValue>> metrics = rows.stream().filter(WorkerPresence::isMetrics).toList();
		Stream<String> workers = metrics.isEmpty() ? rows.stream().map((row) -> text(row, LEASE_OWNER))
				: metrics.stream().filter(this::isFresh).map((row) -> text(row, DynamoDBLeaseSerializer.LEASE_KEY_KEY));
		return workers.filter((worker) -> !worker.isEmpty() && !worker.equals(this.config.workerIdentifier()))
			.collect(Collectors.toSet());
	}

	private List<Map<String, AttributeValue>> rows() {
		List<Map<String, AttributeValue>> rows = new ArrayList<>();
		Map<String, AttributeValue> next = Map.of();
		do {
			Map<String, AttributeValue> start = next;
			ScanResponse page = SdkCalls.await("Scan of lease table '" + this.config.tableName() + "'",
					this.config.dynamoDBClient()
						.scan((request) -> request.tableName(this.config.tableName())
							.exclusiveStartKey(start.isEmpty() ? null : start)
							.consistentRead(true)));
			rows.addAll(page.items());
			next = page.lastEvaluatedKey();
		}
		while (!next.isEmpty());
		return rows;
	}

	private static boolean isMetrics(Map<String, AttributeValue> row) {
		return EntityType.WORKER_METRIC_STATS.getDdbValue().equals(text(row, ENTITY_TYPE));
	}

	private static String text(Map<String, AttributeValue> row, String attribute) {
		return Objects.requireNonNullElse(row.getOrDefault(attribute, NOTHING).s(), "");
	}

	private boolean isFresh(Map<String, AttributeValue> metrics) {
		AttributeValue time = metrics.get(LAST_UPDATE_TIME);
		return time != null && Instant.ofEpochSecond(Long.parseLong(time.n()))
			.isAfter(this.clock.instant().minus(REPORT_AGE_LIMIT));
	}

	/**
	 * Takes this worker's share of the leases that nobody has: all of them if it is
	 * alone. The rest is KCL's to give out. A failure is only logged, for the same
	 * reason.
	 * @return whether the application has other workers
	 */
	public boolean claim() {
		try {
			int others = others().size();
			List<Lease> all = this.leases.listLeases();
			if (this.config.maxLeasesForWorker() == Integer.MAX_VALUE) {
				claim(all, (all.size() + others) / (others + 1));
			}
			return others > 0;
		}
		catch (LeasingException | RuntimeException ex) {
			logger.debug("Worker '{}' could not take leases", this.config.workerIdentifier(), ex);
			return true;
		}
	}

	private void claim(List<Lease> all, int share) throws LeasingException {
		long owned = all.stream().filter(this::isOwn).count();
		for (Lease lease : all) {
			if (owned < share && lease.leaseOwner() == null
					&& this.leases.assignLease(lease, this.config.workerIdentifier())) {
				owned++;
			}
		}
	}

	private boolean isOwn(Lease lease) {
		return this.config.workerIdentifier().equals(lease.leaseOwner());
	}

	/**
	 * Gives this worker's leases to the others, to each time the one that has fewest, or
	 * to nobody if there are no others. One that KCL's leader has promised to another
	 * worker goes to that one.
	 */
	private void returnLeases() throws LeasingException {
		List<Lease> all = this.leases.listLeases();
		Map<String, Long> heirs = new TreeMap<>();
		for (String other : others()) {
			heirs.put(other, all.stream().filter((lease) -> other.equals(lease.leaseOwner())).count());
		}
		int returned = 0;
		for (Lease lease : all) {
			if (giveBack(lease, heirs)) {
				returned++;
			}
		}
		logger.info("Worker '{}' gave {} leases back", this.config.workerIdentifier(), returned);
	}

	/**
	 * Gives a lease back, as it is by then if KCL's leader has just promised it.
	 * @return whether it was this worker's to give
	 */
	private boolean giveBack(Lease listed, Map<String, Long> heirs) throws LeasingException {
		Lease lease = listed;
		for (int attempt = 0; attempt < MAX_ATTEMPTS && lease != null; attempt++) {
			boolean promised = this.config.workerIdentifier().equals(lease.checkpointOwner());
			if (!promised && !isOwn(lease)) {
				return false;
			}
			if (promised ? this.leases.evictLease(lease) : give(lease, heirs)) {
				return true;
			}
			lease = this.leases.getLease(lease.leaseKey());
		}
		return false;
	}

	private boolean give(Lease lease, Map<String, Long> heirs) throws LeasingException {
		Optional<String> heir = heirs.entrySet().stream().min(Map.Entry.comparingByValue()).map(Map.Entry::getKey);
		if (heir.isEmpty()) {
			return this.leases.evictLease(lease);
		}
		boolean given = this.leases.assignLease(lease, heir.get());
		if (given) {
			heirs.merge(heir.get(), 1L, Long::sum);
		}
		return given;
	}

	@SuppressWarnings("deprecation")
	private void removeMetrics() {
		if (removeRow(this.config.tableName(), DynamoDBLeaseSerializer.LEASE_KEY_KEY)) {
			return;
		}
		// Where KCL 3.0 to 3.4 began, the metrics stay in a table of their own
		removeRow(this.config.workerUtilizationAwareAssignmentConfig().workerMetricsTableConfig().tableName(), "wid");
	}

	private boolean removeRow(String table, String keyAttribute) {
		DynamoDbAsyncClient dynamoDb = this.config.dynamoDBClient();
		return SdkCalls.await("DeleteItem of worker metrics in table '" + table + "'",
				dynamoDb
					.deleteItem((request) -> request.tableName(table)
						.key(Map.of(keyAttribute, AttributeValue.fromS(this.config.workerIdentifier())))
						.conditionExpression(ENTITY_TYPE + " = :type OR attribute_not_exists(" + ENTITY_TYPE + ")")
						.expressionAttributeValues(
								Map.of(":type", AttributeValue.fromS(EntityType.WORKER_METRIC_STATS.getDdbValue())))
						.returnValues(ReturnValue.ALL_OLD))
					.handle((response, failure) -> failure == null && response.hasAttributes()));
	}

}
