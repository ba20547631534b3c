package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.util.Map;
import java.util.function.Function;

import io.kinesisboot.embedded.fanout.ConsumerRegistry;
import io.kinesisboot.embedded.fanout.SubscriptionRegistry;
import io.kinesisboot.embedded.fault.Faults;
import io.kinesisboot.embedded.limit.LimitEnforcer;
import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.Account;
import io.kinesisboot.embedded.stream.StreamPlan;
import io.kinesisboot.embedded.stream.StreamStore;
import org.jspecify.annotations.Nullable;

/**
 * Kinesis Data Streams, all in memory. Thread-safe. What was put is kept for the stream's
 * retention period, and as long as the object lives.
 *
 * @since 0.1.0
 */
public final class KinesisService implements AwsService {

	/** The prefix of its targets. */
	public static final String TARGET_PREFIX = "Kinesis_20131202";

	private final StreamStore store;

	private final SubscriptionRegistry subscriptions;

	private final CallSubjects subjects;

	private final Map<String, Function<RequestBody, Answer>> actions;

	/**
	 * Creates the service without any stream.
	 * @param account whose streams they are
	 * @param maxMemoryBytes how much heap the records may take together
	 * @param faults what goes wrong with records, iterators and subscriptions
	 * @param limits how much it takes
	 */
	public KinesisService(Account account, long maxMemoryBytes, Faults faults, LimitEnforcer limits) {
		Clock clock = account.clock();
		this.store = new StreamStore(account, maxMemoryBytes);
		this.subscriptions = new SubscriptionRegistry(account.id(), clock, faults, limits);
		ConsumerRegistry consumers = new ConsumerRegistry(account.id(), clock, account.transitionTime(),
				this.subscriptions);
		ShardPositions positions = new ShardPositions(account.id(), clock);
		TokenMint mint = new TokenMint(clock);
		StreamActions streams = new StreamActions(this.store, consumers, positions, mint);
		ShardActions shards = new ShardActions(this.store, positions, mint);
		ReshardActions reshards = new ReshardActions(this.store);
		CapacityActions capacity = new CapacityActions(this.store);
		ShardIterators iterators = new ShardIterators(mint, clock, faults);
		this.subjects = new CallSubjects(iterators);
		WriteActions writes = new WriteActions(this.store, clock, new WriteGate(faults, limits, account.id()));
		ReadActions reads = new ReadActions(this.store, positions, iterators, clock,
				new ReadGate(faults, limits, account.id()));
		ConsumerActions fanOut = new ConsumerActions(this.store, consumers, this.subscriptions, positions, mint);
		ResourceActions resources = new ResourceActions(this.store, consumers);
		SettingActions settings = new SettingActions(this.store);
		AccountActions accounts = new AccountActions(account);
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
				Map.entry("DecreaseStreamRetentionPeriod", capacity::decreaseStreamRetentionPeriod),
				Map.entry("AddTagsToStream", resources::addTagsToStream),
				Map.entry("RemoveTagsFromStream", resources::removeTagsFromStream),
				Map.entry("ListTagsForStream", resources::listTagsForStream),
				Map.entry("TagResource", resources::tagResource), Map.entry("UntagResource", resources::untagResource),
				Map.entry("ListTagsForResource", resources::listTagsForResource),
				Map.entry("PutResourcePolicy", resources::putResourcePolicy),
				Map.entry("GetResourcePolicy", resources::getResourcePolicy),
				Map.entry("DeleteResourcePolicy", resources::deleteResourcePolicy),
				Map.entry("StartStreamEncryption", settings::startStreamEncryption),
				Map.entry("StopStreamEncryption", settings::stopStreamEncryption),
				Map.entry("EnableEnhancedMonitoring", settings::enableEnhancedMonitoring),
				Map.entry("DisableEnhancedMonitoring", settings::disableEnhancedMonitoring),
				Map.entry("UpdateMaxRecordSize", settings::updateMaxRecordSize),
				Map.entry("DescribeLimits", accounts::describeLimits),
				Map.entry("DescribeAccountSettings", accounts::describeAccountSettings),
				Map.entry("UpdateAccountSettings", accounts::updateAccountSettings));
	}

	/**
	 * Creates a provisioned stream that is active at once.
	 * @param name its name
	 * @param shards how many shards it has
	 * @throws AwsError if there is a stream of this name, or if there are too many shards
	 */
	public void createStream(String name, int shards) {
		this.store.create(name, StreamPlan.provisioned(shards));
	}

	/**
	 * The subscriptions to its shards.
	 * @return those that are open, at any time
	 */
	public SubscriptionRegistry subscriptions() {
		return this.subscriptions;
	}

	/**
	 * How many records were forgotten before they expired, for lack of memory.
	 * @return their number since the beginning
	 */
	public long evictedRecords() {
		return this.store.evictedRecords();
	}

	/**
	 * Its streams.
	 * @return those that there are, at any time
	 */
	public StreamStore streams() {
		return this.store;
	}

	/**
	 * Finds out which stream a call concerns.
	 * @param parameters the call's parameters
	 * @return the stream's name, whether there is one or not, or null if the call names
	 * none
	 */
	public @Nullable String streamOf(RequestBody parameters) {
		return this.subjects.streamOf(parameters);
	}

	@Override
	public String targetPrefix() {
		return TARGET_PREFIX;
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
