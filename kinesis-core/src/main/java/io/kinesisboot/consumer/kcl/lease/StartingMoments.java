package io.kinesisboot.consumer.kcl.lease;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

import io.kinesisboot.SdkCalls;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.dynamodb.DynamoDBLeaseSerializer;
import software.amazon.kinesis.retrieval.kpl.ExtendedSequenceNumber;

/**
 * Knows the moments since when shards without a checkpoint are read. For most of them KCL
 * has no more than a mark in the lease, which means another moment at each start of a
 * worker, so that what came between two starts would be passed over. So the moment stands
 * beside the mark, in an attribute that KCL does not know and leaves alone, and other
 * applications of KCL have the mark as before. Thread-safe.
 *
 * @since 0.1.0
 */
public final class StartingMoments {

	/** In milliseconds since 1970. */
	static final String ATTRIBUTE = "startingMoment";

	private final LeaseManagementConfig config;

	/**
	 * Creates a view of the moments of an application.
	 * @param config says which table the leases are in
	 */
	public StartingMoments(LeaseManagementConfig config) {
		this.config = config;
	}

	/**
	 * Whether a checkpoint is a mark that needs a moment.
	 * @param checkpoint the checkpoint of a lease
	 * @return true for the marks of the latest record and of a moment
	 */
	public static boolean areMeantBy(ExtendedSequenceNumber checkpoint) {
		return checkpoint.equals(ExtendedSequenceNumber.LATEST)
				|| checkpoint.equals(ExtendedSequenceNumber.AT_TIMESTAMP);
	}

	/**
	 * Puts the moment beside a lease, if that needs one.
	 * @param lease the lease
	 * @param moment the moment, or null if none is known
	 * @param row the lease's row, to be changed in place
	 * @return the row
	 */
	static Map<String, AttributeValue> put(Lease lease, @Nullable Instant moment, Map<String, AttributeValue> row) {
		if (moment != null && areMeantBy(lease.checkpoint())) {
			row.put(ATTRIBUTE, value(moment));
		}
		return row;
	}

	static AttributeValue value(Instant moment) {
		return AttributeValue.fromN(String.valueOf(moment.toEpochMilli()));
	}

	/**
	 * Looks a moment up. Waits for the lease table.
	 * @param leaseKey the lease
	 * @return the moment, or nothing if it is not one of our leases
	 */
	public Optional<Instant> find(String leaseKey) {
		Map<String, AttributeValue> row = SdkCalls
			.await("GetItem of lease '" + leaseKey + "' in lease table '" + this.config.tableName() + "'",
					this.config.dynamoDBClient()
						.getItem((request) -> request.tableName(this.config.tableName())
							.key(Map.of(DynamoDBLeaseSerializer.LEASE_KEY_KEY, AttributeValue.fromS(leaseKey)))
							.consistentRead(true)))
			.item();
		return Optional.ofNullable(row.get(ATTRIBUTE))
			.map((moment) -> Instant.ofEpochMilli(Long.parseLong(moment.n())));
	}

}
