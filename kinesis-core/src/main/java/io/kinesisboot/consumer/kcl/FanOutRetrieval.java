package io.kinesisboot.consumer.kcl;

import java.util.function.Function;

import io.kinesisboot.consumer.kcl.lease.Ticker;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.common.StreamConfig;
import software.amazon.kinesis.common.StreamIdentifier;
import software.amazon.kinesis.leases.ShardInfo;
import software.amazon.kinesis.metrics.MetricsFactory;
import software.amazon.kinesis.retrieval.RecordsPublisher;
import software.amazon.kinesis.retrieval.RetrievalFactory;
import software.amazon.kinesis.retrieval.RetrievalSpecificConfig;
import software.amazon.kinesis.retrieval.fanout.FanOutRecordsPublisher;

/**
 * Has KCL read shards by the consumers that its stream configurations name. KCL's own
 * configuration of fan-out knows one client for all streams, and takes a consumer that is
 * gone for a shard that has ended. Thread-safe.
 */
final class FanOutRetrieval implements RetrievalSpecificConfig, RetrievalFactory {

	private final Function<StreamIdentifier, KinesisAsyncClient> clients;

	FanOutRetrieval(Function<StreamIdentifier, KinesisAsyncClient> clients) {
		this.clients = clients;
	}

	@Override
	public RetrievalFactory retrievalFactory() {
		return this;
	}

	@Override
	public RecordsPublisher createGetRecordsCache(ShardInfo shard, StreamConfig stream,
			@Nullable MetricsFactory metrics) {
		StreamIdentifier identifier = stream.streamIdentifier();
		KinesisAsyncClient kinesis = new SubscribingClient(this.clients.apply(identifier), Ticker.SYSTEM);
		return shard.streamIdentifierSerOpt()
			.map((serialized) -> new FanOutRecordsPublisher(kinesis, shard.shardId(), stream.consumerArn(), serialized,
					identifier))
			.orElseGet(() -> new FanOutRecordsPublisher(kinesis, shard.shardId(), stream.consumerArn(), identifier));
	}

}
