package io.kinesisboot.consumer;

/**
 * How the records of a shard come to a source.
 *
 * @since 0.1.0
 */
public enum RetrievalMode {

	/**
	 * The source asks for them (GetRecords). All sources of a stream share 2 MB and 5
	 * reads per second and shard, at no extra cost.
	 */
	POLLING,

	/**
	 * The service pushes them to a registered consumer (SubscribeToShard), which has 2 MB
	 * per second and shard for itself. Costs money per consumer, shard and GB.
	 */
	FAN_OUT

}
