package io.kinesisboot.consumer.kcl;

import java.util.Map;

import io.kinesisboot.SdkCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ReturnValue;
import software.amazon.kinesis.leases.EntityType;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.LeaseRefresher;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.leases.exceptions.LeasingException;

/**
 * Removes a worker that has ended from the lease table, so that the others see it at
 * once. KCL leaves its leases to expire and its metrics to age, and for up to a minute
 * gives new leases to a worker that is no more. Every change is made only if the row is
 * still this worker's own.
 */
final class WorkerRetirement {

	private static final Logger logger = LoggerFactory.getLogger(WorkerRetirement.class);

	private final LeaseManagementConfig config;

	private final LeaseRefresher leases;

	WorkerRetirement(LeaseManagementConfig config, LeaseRefresher leases) {
		this.config = config;
		this.leases = leases;
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
						.conditionExpression("entityType = :type OR attribute_not_exists(entityType)")
						.expressionAttributeValues(
								Map.of(":type", AttributeValue.fromS(EntityType.WORKER_METRIC_STATS.getDdbValue())))
						.returnValues(ReturnValue.ALL_OLD))
					.handle((response, failure) -> failure == null && response.hasAttributes()));
	}

}
