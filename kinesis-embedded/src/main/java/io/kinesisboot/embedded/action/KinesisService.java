package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.time.Duration;
import java.util.Map;
import java.util.function.Function;

import io.kinesisboot.embedded.fanout.ConsumerRegistry;
import io.kinesisboot.embedded.fanout.SubscriptionRegistry;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * Kinesis Data Streams, all in memory. Thread-safe. What was put is kept for 24 hours and
 * as long as the object lives.
 *
 * @since 0.1.0
 */
public final class KinesisService implements AwsService {

	private final StreamStore store;

	private final SubscriptionRegistry subscriptions;

	private final Map<String, Function<RequestBody, Answer>> actions;

	/**
	 * Creates the service without any stream.
	 * @param region the region in the streams' ARNs
	 * @param accountId the account in the streams' ARNs
	 * @param clock the time of arrivals, of retention and of what expires
	 */
	public KinesisService(String region, String accountId, Clock clock) {
		this.store = new StreamStore(region, accountId, clock);
		this.subscriptions = new SubscriptionRegistry(accountId, clock);
		ConsumerRegistry consumers = new ConsumerRegistry(accountId, clock, Duration.ZERO, this.subscriptions);
		ShardPositions positions = new ShardPositions(accountId, clock);
		TokenMint mint = new TokenMint();
		StreamActions streams = new StreamActions(this.store, consumers, mint);
		ShardActions shards = new ShardActions(this.store, mint, clock);
		WriteActions writes = new WriteActions(this.store, clock);
		ReadActions reads = new ReadActions(this.store, positions, new ShardIterators(mint, clock), clock);
		ConsumerActions fanOut = new ConsumerActions(this.store, consumers, this.subscriptions, positions, mint, clock);
		this.actions = Map.ofEntries(Map.entry("CreateStream", streams::createStream),
				Map.entry("DeleteStream", streams::deleteStream), Map.entry("DescribeStream", streams::describeStream),
				Map.entry("DescribeStreamSummary", streams::describeStreamSummary),
				Map.entry("ListStreams", streams::listStreams), Map.entry("ListShards", shards::listShards),
				Map.entry("PutRecord", writes::putRecord), Map.entry("PutRecords", writes::putRecords),
				Map.entry("GetShardIterator", reads::getShardIterator), Map.entry("GetRecords", reads::getRecords),
				Map.entry("RegisterStreamConsumer", fanOut::registerStreamConsumer),
				Map.entry("DeregisterStreamConsumer", fanOut::deregisterStreamConsumer),
				Map.entry("DescribeStreamConsumer", fanOut::describeStreamConsumer),
				Map.entry("ListStreamConsumers", fanOut::listStreamConsumers),
				Map.entry("SubscribeToShard", fanOut::subscribeToShard));
	}

	/**
	 * Creates a provisioned stream.
	 * @param name its name
	 * @param shards how many shards it has
	 * @throws AwsError if there is a stream of this name
	 */
	public void createStream(String name, int shards) {
		this.store.create(name, CapacityMode.PROVISIONED, shards);
	}

	/**
	 * The subscriptions to its shards.
	 * @return those that are open, at any time
	 */
	public SubscriptionRegistry subscriptions() {
		return this.subscriptions;
	}

	@Override
	public String targetPrefix() {
		return "Kinesis_20131202";
	}

	@Override
	public Answer call(String action, RequestBody request) {
		Function<RequestBody, Answer> handler = this.actions.get(action);
		if (handler == null) {
			throw AwsError.unknownOperation();
		}
		return handler.apply(request);
	}

}
