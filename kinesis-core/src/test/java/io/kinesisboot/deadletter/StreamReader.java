package io.kinesisboot.deadletter;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.aggregation.Aggregate;
import io.kinesisboot.consumer.ReceivedRecord;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.kinesis.retrieval.KinesisClientRecord;

/**
 * Reads all user records of a stream, shard by shard.
 */
public final class StreamReader {

	private StreamReader() {
	}

	public static List<ReceivedRecord> read(KinesisAsyncClient client, String stream) {
		List<ReceivedRecord> read = new ArrayList<>();
		for (Shard shard : KinesisTestEndpoint.shards(client, stream)) {
			for (KinesisClientRecord record : KinesisTestEndpoint.streamRecords(client, stream, shard)) {
				Aggregate aggregate = Aggregate.read(record.data());
				if (aggregate == null) {
					read.add(new ReceivedRecord(stream, shard.shardId(), record.partitionKey(),
							record.explicitHashKey(), record.sequenceNumber(), 0, record.approximateArrivalTimestamp(),
							record.data(), Map.of()));
				}
				for (int i = 0; aggregate != null && i < aggregate.size(); i++) {
					read.add(new ReceivedRecord(stream, shard.shardId(), aggregate.partitionKey(i),
							aggregate.explicitHashKey(i), record.sequenceNumber(), i,
							record.approximateArrivalTimestamp(), aggregate.data(i), aggregate.tags(i)));
				}
			}
		}
		return read;
	}

}
