package io.kinesisboot.embedded.fault;

import java.util.Set;

/**
 * The actions of Kinesis Data Streams.
 */
final class KinesisActions {

	static final Set<String> ALL = Set.of("AddTagsToStream", "CreateStream", "DecreaseStreamRetentionPeriod",
			"DeleteResourcePolicy", "DeleteStream", "DeregisterStreamConsumer", "DescribeAccountSettings",
			"DescribeLimits", "DescribeStream", "DescribeStreamConsumer", "DescribeStreamSummary",
			"DisableEnhancedMonitoring", "EnableEnhancedMonitoring", "GetRecords", "GetResourcePolicy",
			"GetShardIterator", "IncreaseStreamRetentionPeriod", "ListShards", "ListStreamConsumers", "ListStreams",
			"ListTagsForResource", "ListTagsForStream", "MergeShards", "PutRecord", "PutRecords", "PutResourcePolicy",
			"RegisterStreamConsumer", "RemoveTagsFromStream", "SplitShard", "StartStreamEncryption",
			"StopStreamEncryption", "SubscribeToShard", "TagResource", "UntagResource", "UpdateAccountSettings",
			"UpdateMaxRecordSize", "UpdateShardCount", "UpdateStreamMode", "UpdateStreamWarmThroughput");

	private KinesisActions() {
	}

}
