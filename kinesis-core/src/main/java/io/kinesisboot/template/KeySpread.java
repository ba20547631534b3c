package io.kinesisboot.template;

import java.util.concurrent.ThreadLocalRandom;

import io.kinesisboot.shard.HashKey;

/**
 * Spreads the records of each key over several places of a stream by explicit hash keys,
 * so that a hot key is not the limit of one shard. Readers see the key itself. Records of
 * a key that went to different shards have no order. Thread-safe.
 *
 * @param places over how many places a key is spread, at least 2
 */
record KeySpread(int places) {

	/**
	 * Chooses one of the places of a key, each as often.
	 * @param partitionKey the key
	 * @return an explicit hash key
	 */
	String explicitHashKey(String partitionKey) {
		int place = ThreadLocalRandom.current().nextInt(this.places);
		return HashKey.ofPartitionKey(partitionKey + '#' + place).toString();
	}

}
