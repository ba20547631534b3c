package io.kinesisboot.consumer.kcl;

import java.time.Instant;
import java.util.Optional;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.SdkCalls;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.GetRecordsResponse;
import software.amazon.awssdk.services.kinesis.model.ShardIteratorType;

/**
 * Looks up moments in the shards of a stream. Waits for the service. Thread-safe.
 */
final class ShardTimes {

	/** A read covers some minutes of a shard that holds little. */
	private static final int MAX_READS = 10_000;

	private final KinesisAsyncClient kinesis;

	private final String streamArn;

	ShardTimes(KinesisAsyncClient kinesis, String streamArn) {
		this.kinesis = kinesis;
		this.streamArn = streamArn;
	}

	/**
	 * Finds the first record of a shard that arrived at a moment or later.
	 * @return its sequence number, or nothing if the shard has none
	 */
	Optional<String> firstRecordAt(String shardId, Instant timestamp) {
		String iterator = SdkCalls.await("GetShardIterator of shard " + shardId,
				this.kinesis.getShardIterator((request) -> request.streamARN(this.streamArn)
					.shardId(shardId)
					.shardIteratorType(ShardIteratorType.AT_TIMESTAMP)
					.timestamp(timestamp)))
			.shardIterator();
		for (int read = 0; read < MAX_READS; read++) {
			GetRecordsResponse page = read(shardId, iterator);
			if (page.hasRecords() && !page.records().isEmpty()) {
				return Optional.of(page.records().get(0).sequenceNumber());
			}
			iterator = page.nextShardIterator();
			if (iterator == null || page.millisBehindLatest() == 0) {
				return Optional.empty();
			}
		}
		throw new KinesisBootException("Shard %s of stream '%s' gave no record in %d reads from %s on"
			.formatted(shardId, this.streamArn, MAX_READS, timestamp));
	}

	private GetRecordsResponse read(String shardId, String iterator) {
		return SdkCalls.await("GetRecords of shard " + shardId, this.kinesis
			.getRecords((request) -> request.streamARN(this.streamArn).shardIterator(iterator).limit(1)));
	}

}
