package io.kinesisboot.embedded.fault;

import java.util.Set;

/**
 * The actions of Kinesis Data Streams and of Firehose.
 */
final class KinesisActions {

	static final Set<String> ALL = Set.of("AddTagsToStream", "CreateDeliveryStream", "CreateStream",
			"DecreaseStreamRetentionPeriod", "DeleteDeliveryStream", "DeleteResourcePolicy", "DeleteStream",
			"DeregisterStreamConsumer", "DescribeAccountSettings", "DescribeDeliveryStream", "DescribeLimits",
			"DescribeStream", "DescribeStreamConsumer", "DescribeStreamSummary", "DisableEnhancedMonitoring",
			"EnableEnhancedMonitoring", "GetRecords", "GetResourcePolicy", "GetShardIterator",
			"IncreaseStreamRetentionPeriod", "ListDeliveryStreams", "ListShards", "ListStreamConsumers", "ListStreams",
			"ListTagsForDeliveryStream", "ListTagsForResource", "ListTagsForStream", "MergeShards", "PutRecord",
			"PutRecordBatch", "PutRecords", "PutResourcePolicy", "RegisterStreamConsumer", "RemoveTagsFromStream",
			"SplitShard", "StartDeliveryStreamEncryption", "StartStreamEncryption", "StopDeliveryStreamEncryption",
			"StopStreamEncryption", "SubscribeToShard", "TagDeliveryStream", "TagResource", "UntagDeliveryStream",
			"UntagResource", "UpdateAccountSettings", "UpdateDestination", "UpdateMaxRecordSize", "UpdateShardCount",
			"UpdateStreamMode", "UpdateStreamWarmThroughput");

	private KinesisActions() {
	}

}
