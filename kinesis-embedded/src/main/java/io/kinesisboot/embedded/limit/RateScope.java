package io.kinesisboot.embedded.limit;

/**
 * What a rate of calls is counted for.
 */
enum RateScope {

	/** The account. */
	ACCOUNT,

	/** Each stream. */
	STREAM,

	/** Each shard. */
	SHARD,

	/** Each consumer and shard. */
	CONSUMER_SHARD

}
