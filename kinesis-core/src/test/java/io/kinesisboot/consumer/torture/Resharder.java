package io.kinesisboot.consumer.torture;

import java.math.BigInteger;
import java.util.Comparator;
import java.util.List;
import java.util.Random;

import io.kinesisboot.KinesisBootException;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.SdkCalls;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;

/**
 * Splits shards and merges them. Confined to one thread.
 */
final class Resharder {

	private static final Logger logger = LoggerFactory.getLogger(Resharder.class);

	private static final int MOST_SHARDS = TortureSettings.SHARDS + 4;

	private static final int LEAST_SHARDS = TortureSettings.SHARDS - 4;

	private final KinesisAsyncClient kinesis;

	private final String stream;

	private final Random random;

	private int splits;

	private int merges;

	Resharder(KinesisAsyncClient kinesis, String stream, long seed) {
		this.kinesis = kinesis;
		this.stream = stream;
		this.random = new Random(seed);
	}

	int splits() {
		return this.splits;
	}

	int merges() {
		return this.merges;
	}

	/**
	 * Splits a shard in the middle, or merges two neighbours, unless the endpoint fails.
	 */
	void disturb() {
		try {
			reshard();
		}
		catch (KinesisBootException ex) {
			logger.info("Not resharded: {}", ex.getMessage());
		}
	}

	private void reshard() {
		List<Shard> open = KinesisTestEndpoint.shards(this.kinesis, this.stream)
			.stream()
			.filter((shard) -> shard.sequenceNumberRange().endingSequenceNumber() == null)
			.sorted(Comparator.comparing((shard) -> new BigInteger(shard.hashKeyRange().startingHashKey())))
			.toList();
		boolean split = (open.size() < MOST_SHARDS && this.random.nextBoolean()) || open.size() <= LEAST_SHARDS;
		if (split) {
			split(open.get(this.random.nextInt(open.size())));
		}
		else {
			int first = this.random.nextInt(open.size() - 1);
			merge(open.get(first), open.get(first + 1));
		}
	}

	private void split(Shard shard) {
		BigInteger middle = new BigInteger(shard.hashKeyRange().startingHashKey())
			.add(new BigInteger(shard.hashKeyRange().endingHashKey()))
			.shiftRight(1);
		SdkCalls.await("SplitShard",
				this.kinesis.splitShard((request) -> request.streamName(this.stream)
					.shardToSplit(shard.shardId())
					.newStartingHashKey(middle.toString())));
		this.splits++;
	}

	private void merge(Shard first, Shard second) {
		SdkCalls.await("MergeShards",
				this.kinesis.mergeShards((request) -> request.streamName(this.stream)
					.shardToMerge(first.shardId())
					.adjacentShardToMerge(second.shardId())));
		this.merges++;
	}

}
