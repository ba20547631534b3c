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
import io.kinesisboot.embedded.stream.Account;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.StreamPlan;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * Kinesis Data Streams, all in memory. Thread-safe. What was put is kept for the stream's
 * retention period, and as long as the object lives.
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
	 * @param transitionTime how long a stream takes to be created, changed or deleted
	 */
	public KinesisService(String region, String accountId, Clock clock, Duration transitionTime) {
		this.store = new StreamStore(new Account(accountId, region, clock, transitionTime));
		this.subscriptions = new SubscriptionRegistry(accountId, clock);
		ConsumerRegistry consumers = new ConsumerRegistry(accountId, clock, transitionTime, this.subscriptions);
		ShardPositions positions = new ShardPositions(accountId, clock);
		TokenMint mint = new TokenMint();
		StreamActions streams = new StreamActions(this.store, consumers, mint);
		ShardActions shards = new ShardActions(this.store, mint, clock);
		ReshardActions reshards = new ReshardActions(this.store);
		CapacityActions capacity = new CapacityActions(this.store);
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
				Map.entry("SubscribeToShard", fanOut::subscribeToShard), Map.entry("SplitShard", reshards::splitShard),
				Map.entry("MergeShards", reshards::mergeShards),
				Map.entry("UpdateShardCount", reshards::updateShardCount),
				Map.entry("UpdateStreamMode", capacity::updateStreamMode),
				Map.entry("UpdateStreamWarmThroughput", capacity::updateStreamWarmThroughput),
				Map.entry("IncreaseStreamRetentionPeriod", capacity::increaseStreamRetentionPeriod),
				Map.entry("DecreaseStreamRetentionPeriod", capacity::decreaseStreamRetentionPeriod));
	}

	/**
	 * Creates a provisioned stream that is active at once.
	 * @param name its name
	 * @param shards how many shards it has
	 * @throws AwsError if there is a stream of this name, or if there are too many shards
	 */
	public void createStream(String name, int shards) {
		this.store.create(name, new StreamPlan(CapacityMode.PROVISIONED, shards, null, Duration.ZERO));
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
