package io.kinesisboot.consumer.torture;

import java.util.HashMap;
import java.util.Map;
import java.util.Objects;

import io.kinesisboot.SdkCalls;
import io.kinesisboot.consumer.torture.Observations.SeenCheckpoint;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.dynamodb.model.AttributeValue;

/**
 * Journals the checkpoints of a lease table. Confined to one thread.
 */
final class LeaseObserver {

	private final DynamoDbAsyncClient dynamoDb;

	private final String table;

	private final Journal journal;

	private final Map<String, Position> newest = new HashMap<>();

	LeaseObserver(DynamoDbAsyncClient dynamoDb, String table, Journal journal) {
		this.dynamoDb = dynamoDb;
		this.table = table;
		this.journal = journal;
	}

	/**
	 * Reads all checkpoints. The time of those that have changed is that of the answer:
	 * they were there by then.
	 */
	void observe() {
		for (Map<String, AttributeValue> row : SdkCalls
			.await("Scan", this.dynamoDb.scan((request) -> request.tableName(this.table).consistentRead(true)))
			.items()) {
			AttributeValue checkpoint = row.get("checkpoint");
			if (checkpoint != null) {
				seen(Objects.requireNonNull(row.get("leaseKey")).s(), new Position(checkpoint.s(),
						Long.parseLong(Objects.requireNonNull(row.get("checkpointSubSequenceNumber")).n())));
			}
		}
	}

	private void seen(String shardId, Position position) {
		if (!position.equals(this.newest.put(shardId, position))) {
			this.journal.write(new SeenCheckpoint(shardId, position, System.nanoTime()).toLine());
		}
	}

}
