package io.kinesisboot.consumer.kcl.lease;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.ShardLease;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;
import software.amazon.awssdk.services.dynamodb.model.ScanResponse;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.leases.Lease;
import software.amazon.kinesis.leases.LeaseManagementConfig;
import software.amazon.kinesis.leases.MultiStreamLease;

/**
 * The leases of an application as others see them: read, never written. Immutable.
 *
 * @param config says which table
 * @param leaseFactory knows the form of the application's leases
 * @param stream the name of the first stream, which leases do not tell if it is the only
 * one
 * @since 0.1.0
 */
public record LeaseTable(LeaseManagementConfig config, LeaseFactory leaseFactory, String stream) {

	private static final String KEY = "leaseKey";

	/** What leases have, and the other rows of KCL have not. */
	private static final String CHECKPOINT = "checkpoint";

	/**
	 * Reads the leases, each as it is when it is read.
	 * @param timeout how long each call is waited for
	 * @return the leases by stream and shard
	 * @throws KinesisBootException if there is no such table, or DynamoDB does not answer
	 * or refuses
	 */
	public List<ShardLease> leases(Duration timeout) {
		List<ShardLease> leases = new ArrayList<>();
		Map<String, AttributeValue> next = Map.of();
		do {
			ScanResponse page = scan(next, timeout);
			page.items().stream().filter((row) -> row.containsKey(CHECKPOINT)).map(this::lease).forEach(leases::add);
			next = page.lastEvaluatedKey();
		}
		while (!next.isEmpty());
		leases.sort(Comparator.comparing(ShardLease::stream).thenComparing(ShardLease::shardId));
		return leases;
	}

	private ScanResponse scan(Map<String, AttributeValue> start, Duration timeout) {
		return SdkCalls.await("Scan of lease table '" + this.config.tableName() + "'",
				this.config.dynamoDBClient()
					.scan((request) -> request.tableName(this.config.tableName())
						.exclusiveStartKey(start.isEmpty() ? null : start)
						.consistentRead(true)),
				timeout);
	}

	private ShardLease lease(Map<String, AttributeValue> row) {
		Lease lease = this.leaseFactory.serializer(/* moment= */ null).fromDynamoRecord(row);
		String stream = this.stream;
		String shardId = lease.leaseKey();
		if (lease instanceof MultiStreamLease one) {
			stream = StreamIdentifier.multiStreamInstance(one.streamIdentifier()).streamName();
			shardId = one.shardId();
		}
		return new ShardLease(stream, shardId, lease.leaseOwner(), lease.checkpoint().sequenceNumber(),
				Objects.requireNonNullElse(lease.checkpoint().subSequenceNumber(), 0L),
				List.copyOf(lease.parentShardIds()));
	}

	/**
	 * Reads a row, whichever.
	 * @param timeout how long the call is waited for
	 * @throws KinesisBootException if there is no such table, or DynamoDB does not answer
	 * or refuses
	 */
	public void reach(Duration timeout) {
		SdkCalls.await("GetItem of lease table '" + this.config.tableName() + "'",
				this.config.dynamoDBClient()
					.getItem((request) -> request.tableName(this.config.tableName())
						.key(Map.of(KEY, AttributeValue.fromS("none")))),
				timeout);
	}

}
