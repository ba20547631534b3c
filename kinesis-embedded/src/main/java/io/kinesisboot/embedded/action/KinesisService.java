package io.kinesisboot.embedded.action;

import java.time.Clock;
import java.util.Map;
import java.util.function.Function;

import io.kinesisboot.embedded.protocol.Answer;
import io.kinesisboot.embedded.protocol.AwsError;
import io.kinesisboot.embedded.protocol.AwsService;
import io.kinesisboot.embedded.protocol.RequestBody;
import io.kinesisboot.embedded.stream.ArnScope;
import io.kinesisboot.embedded.stream.CapacityMode;
import io.kinesisboot.embedded.stream.StreamSettings;
import io.kinesisboot.embedded.stream.StreamStore;

/**
 * Kinesis Data Streams, all in memory. Thread-safe. What was put is kept for 24 hours and
 * as long as the object lives.
 *
 * @since 0.1.0
 */
public final class KinesisService implements AwsService {

	private final StreamStore store;

	private final Map<String, Function<RequestBody, Answer>> actions;

	/**
	 * Creates the service without any stream.
	 * @param region the region in the streams' ARNs
	 * @param accountId the account in the streams' ARNs
	 * @param clock the time of arrivals, of retention and of what expires
	 * @param maxMemoryBytes how much heap the records may take together
	 */
	public KinesisService(String region, String accountId, Clock clock, long maxMemoryBytes) {
		this.store = new StreamStore(new ArnScope(region, accountId), clock, maxMemoryBytes);
		TokenMint mint = new TokenMint();
		StreamActions streams = new StreamActions(this.store, mint);
		ShardActions shards = new ShardActions(this.store, mint, clock);
		WriteActions writes = new WriteActions(this.store, clock);
		ReadActions reads = new ReadActions(this.store, new ShardIterators(mint, clock), clock);
		ResourceActions resources = new ResourceActions(this.store);
		SettingActions settings = new SettingActions(this.store);
		AccountActions account = new AccountActions(this.store, clock);
		this.actions = Map.ofEntries(Map.entry("CreateStream", streams::createStream),
				Map.entry("DeleteStream", streams::deleteStream), Map.entry("DescribeStream", streams::describeStream),
				Map.entry("DescribeStreamSummary", streams::describeStreamSummary),
				Map.entry("ListStreams", streams::listStreams), Map.entry("ListShards", shards::listShards),
				Map.entry("PutRecord", writes::putRecord), Map.entry("PutRecords", writes::putRecords),
				Map.entry("GetShardIterator", reads::getShardIterator), Map.entry("GetRecords", reads::getRecords),
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
				Map.entry("DescribeLimits", account::describeLimits),
				Map.entry("DescribeAccountSettings", account::describeAccountSettings),
				Map.entry("UpdateAccountSettings", account::updateAccountSettings));
	}

	/**
	 * Creates a provisioned stream.
	 * @param name its name
	 * @param shards how many shards it has
	 * @throws AwsError if there is a stream of this name
	 */
	public void createStream(String name, int shards) {
		this.store.create(name, CapacityMode.PROVISIONED, shards, StreamSettings.DEFAULT, Map.of());
	}

	/**
	 * How many records were forgotten before they expired, for lack of memory.
	 * @return their number since the beginning
	 */
	public long evictedRecords() {
		return this.store.evictedRecords();
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
