package io.kinesisboot.consumer.kcl;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;

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
 * no more. Rows are changed only where they are this worker's own.
 */
final class WorkerPresence {

	private static final Logger logger = LoggerFactory.getLogger(WorkerPresence.class);

	private static final String LEASE_OWNER = "leaseOwner";

	private static final String ENTITY_TYPE = "entityType";

	private static final String LAST_UPDATE_TIME = "lut";

	private static final AttributeValue NOTHING = AttributeValue.fromS("");

	/** KCL reports every 30 s, and takes a worker for gone after two of these. */
	private static final Duration REPORT_AGE_LIMIT = Duration.ofMinutes(1);

	private final LeaseManagementConfig config;

	private final LeaseRefresher leases;

	private final Clock clock;

	WorkerPresence(LeaseManagementConfig config, LeaseRefresher leases, Clock clock) {
		this.config = config;
		this.leases = leases;
		this.clock = clock;
	}

	/**
	 * Writes the row that KCL writes for a worker without metrics, where such rows are in
	 * the lease table. A failure is only logged: KCL writes one a little later.
	 * @param newTable whether the lease table has just been created
	 */
	void announce(boolean newTable) {
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
	void retire() {
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
	 */
	Set<String> others() {
		Set<String> reporting = new TreeSet<>();
		Set<String> owning = new TreeSet<>();
		for (Map<String, AttributeValue> row : rows()) {
			if (EntityType.WORKER_METRIC_STATS.getDdbValue().equals(text(row, ENTITY_TYPE))) {
				if (isFresh(row)) {
					reporting.add(text(row, DynamoDBLeaseSerializer.LEASE_KEY_KEY));
				}
			}
			else if (row.containsKey(LEASE_OWNER)) {
				owning.add(text(row, LEASE_OWNER));
			}
		}
		Set<String> others = reporting.isEmpty() ? owning : reporting;
		others.remove(this.config.workerIdentifier());
		return others;
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

	private static String text(Map<String, AttributeValue> row, String attribute) {
		return Objects.requireNonNullElse(row.getOrDefault(attribute, NOTHING).s(), "");
	}

	private boolean isFresh(Map<String, AttributeValue> metrics) {
		AttributeValue time = metrics.get(LAST_UPDATE_TIME);
		return time != null && Instant.ofEpochSecond(Long.parseLong(time.n()))
			.isAfter(this.clock.instant().minus(REPORT_AGE_LIMIT));
	}

	private void returnLeases() throws LeasingException {
		int returned = 0;
		for (Lease lease : this.leases.listLeases()) {
			if (this.config.workerIdentifier().equals(lease.leaseOwner()) && this.leases.evictLease(lease)) {
				returned++;
			}
		}
		logger.info("Worker '{}' gave {} leases back", this.config.workerIdentifier(), returned);
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
