package io.kinesisboot.flink;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.concurrent.TimeUnit;

import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerOptions;
import io.kinesisboot.producer.UserRecord;
import io.kinesisboot.stream.StreamCatalog;
import org.awaitility.Awaitility;
import software.amazon.awssdk.core.SdkBytes;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.kinesis.model.Shard;
import software.amazon.awssdk.services.kinesis.model.ShardFilter;
import software.amazon.awssdk.services.kinesis.model.ShardFilterType;
import software.amazon.awssdk.services.kinesis.model.StreamStatus;

/**
 * Writes aggregates to a stream of a test, and splits and merges its shards. Confined to
 * one thread.
 */
public final class StreamWriter {

	private static final Duration LIMIT = Duration.ofSeconds(30);

	private static final int RECORDS_AT_ONCE = 400;

	private final KinesisAsyncClient kinesis;

	private final String stream;

	public StreamWriter(KinesisAsyncClient kinesis, String stream) {
		this.kinesis = kinesis;
		this.stream = stream;
	}

	/**
	 * Writes texts by a producer that knows the shards of the moment: one that is
	 * surprised by a reshard may store records twice.
	 * @param records key and text of each
	 */
	public void write(List<String[]> records) {
		ProducerOptions options = ProducerOptions.builder().shardRate(ProducerOptions.UNLIMITED).build();
		try (KinesisProducer producer = KinesisProducer.builder(this.kinesis).options(options).build()) {
			int open = 0;
			for (String[] record : records) {
				ByteBuffer data = ByteBuffer.wrap(record[1].getBytes(StandardCharsets.UTF_8));
				producer.send(new UserRecord(this.stream, record[0], data));
				if (++open % RECORDS_AT_ONCE == 0) {
					producer.flush().orTimeout(LIMIT.toSeconds(), TimeUnit.SECONDS).join();
				}
			}
		}
	}

	/**
	 * Writes a plain record to each shard.
	 */
	public void writeToEachShard(String text) {
		for (Shard shard : openShards()) {
			this.kinesis
				.putRecord((request) -> request.streamName(this.stream)
					.partitionKey("each")
					.explicitHashKey(shard.hashKeyRange().startingHashKey())
					.data(SdkBytes.fromUtf8String(text)))
				.join();
		}
	}

	/**
	 * Splits a shard in its middle.
	 * @param index its place among the open shards by hash keys
	 */
	public void split(int index) {
		Shard shard = openShards().get(index);
		BigInteger end = new BigInteger(shard.hashKeyRange().endingHashKey());
		this.kinesis
			.splitShard((request) -> request.streamName(this.stream)
				.shardToSplit(shard.shardId())
				.newStartingHashKey(start(shard).add(end).shiftRight(1).toString()))
			.join();
		awaitActive();
	}

	/**
	 * Merges a shard with the next one.
	 * @param index its place among the open shards by hash keys
	 */
	public void merge(int index) {
		List<Shard> shards = openShards();
		this.kinesis
			.mergeShards((request) -> request.streamName(this.stream)
				.shardToMerge(shards.get(index).shardId())
				.adjacentShardToMerge(shards.get(index + 1).shardId()))
			.join();
		awaitActive();
	}

	private List<Shard> openShards() {
		return new StreamCatalog(this.kinesis)
			.shards(this.stream, ShardFilter.builder().type(ShardFilterType.AT_LATEST).build())
			.stream()
			.sorted(Comparator.comparing(StreamWriter::start))
			.toList();
	}

	private static BigInteger start(Shard shard) {
		return new BigInteger(shard.hashKeyRange().startingHashKey());
	}

	private void awaitActive() {
		StreamCatalog catalog = new StreamCatalog(this.kinesis);
		Awaitility.await().atMost(LIMIT).until(() -> catalog.find(this.stream).streamStatus() == StreamStatus.ACTIVE);
	}

}
