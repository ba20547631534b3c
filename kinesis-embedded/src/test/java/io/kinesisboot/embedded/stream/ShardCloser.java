package io.kinesisboot.embedded.stream;

/**
 * Closes shards for tests of other packages.
 */
public final class ShardCloser {

	private ShardCloser() {
	}

	public static void close(KinesisShard shard, long nowMillis) {
		shard.close(nowMillis);
	}

}
