package io.kinesisboot.embedded.limit;

import java.util.HashMap;
import java.util.Map;
import java.util.TreeSet;

/**
 * The rates of calls that the API reference tells.
 */
final class CallRates {

	private static final Map<String, CallRate> ALL = Map.ofEntries(rate("AddTagsToStream", 5, RateScope.ACCOUNT),
			rate("CreateDeliveryStream", 5, RateScope.ACCOUNT), rate("CreateStream", 5, RateScope.ACCOUNT),
			rate("DeleteDeliveryStream", 5, RateScope.ACCOUNT), rate("DeleteStream", 5, RateScope.ACCOUNT),
			rate("DeregisterStreamConsumer", 5, RateScope.STREAM),
			rate("DescribeAccountSettings", 5, RateScope.ACCOUNT), rate("DescribeDeliveryStream", 5, RateScope.ACCOUNT),
			rate("DescribeLimits", 1, RateScope.ACCOUNT), rate("DescribeStream", 10, RateScope.ACCOUNT),
			rate("DescribeStreamConsumer", 20, RateScope.STREAM), rate("DescribeStreamSummary", 20, RateScope.ACCOUNT),
			rate("GetShardIterator", 5, RateScope.SHARD), rate("ListDeliveryStreams", 5, RateScope.ACCOUNT),
			rate("ListShards", 1000, RateScope.STREAM), rate("ListStreamConsumers", 5, RateScope.STREAM),
			rate("ListStreams", 5, RateScope.ACCOUNT), rate("ListTagsForDeliveryStream", 5, RateScope.ACCOUNT),
			rate("ListTagsForStream", 5, RateScope.ACCOUNT), rate("MergeShards", 5, RateScope.ACCOUNT),
			rate("RegisterStreamConsumer", 5, RateScope.ACCOUNT), rate("RemoveTagsFromStream", 5, RateScope.ACCOUNT),
			rate("SplitShard", 5, RateScope.ACCOUNT), rate("StartDeliveryStreamEncryption", 5, RateScope.ACCOUNT),
			rate("StopDeliveryStreamEncryption", 5, RateScope.ACCOUNT),
			rate("SubscribeToShard", 1, RateScope.CONSUMER_SHARD), rate("TagDeliveryStream", 5, RateScope.ACCOUNT),
			rate("UntagDeliveryStream", 5, RateScope.ACCOUNT), rate("UpdateAccountSettings", 5, RateScope.ACCOUNT),
			rate("UpdateDestination", 5, RateScope.ACCOUNT), rate("UpdateShardCount", 10, RateScope.ACCOUNT),
			rate("UpdateStreamWarmThroughput", 5, RateScope.ACCOUNT));

	private CallRates() {
	}

	private static Map.Entry<String, CallRate> rate(String action, int perSecond, RateScope scope) {
		return Map.entry(action, new CallRate(perSecond, scope));
	}

	static Map<String, Integer> ofTheService() {
		Map<String, Integer> rates = new HashMap<>();
		ALL.forEach((action, rate) -> rates.put(action, rate.perSecond()));
		return rates;
	}

	static RateScope scopeOf(String action) {
		CallRate rate = ALL.get(action);
		if (rate == null) {
			throw new IllegalArgumentException(
					"'action' must be one of " + new TreeSet<>(ALL.keySet()) + " but was '" + action + "'");
		}
		return rate.scope();
	}

	private record CallRate(int perSecond, RateScope scope) {

	}

}
