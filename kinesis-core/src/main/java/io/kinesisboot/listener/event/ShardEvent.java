package io.kinesisboot.listener.event;

import java.time.Duration;

/**
 * Something happened to a shard of a listener. Published to the application context by
 * the thread of the shard, which waits for those that listen: they should be quick.
 * Immutable.
 *
 * @since 0.1.0
 */
public sealed interface ShardEvent {

	/**
	 * Which shard of which listener.
	 * @return the shard
	 */
	Source source();

	/**
	 * A shard of a listener.
	 *
	 * @param listenerId the listener's id
	 * @param stream the stream's name
	 * @param shardId the shard's id
	 */
	record Source(String listenerId, String stream, String shardId) {
	}

	/**
	 * This worker has the shard now.
	 *
	 * @param source which shard
	 */
	record Assigned(Source source) implements ShardEvent {
	}

	/**
	 * The shard was split or merged, and is read to its end.
	 *
	 * @param source which shard
	 */
	record Ended(Source source) implements ShardEvent {
	}

	/**
	 * Another worker has the shard, or will have it.
	 *
	 * @param source which shard
	 */
	record Lost(Source source) implements ShardEvent {
	}

	/**
	 * The shard was given back, because its listener stops.
	 *
	 * @param source which shard
	 */
	record Released(Source source) implements ShardEvent {
	}

	/**
	 * The shard cannot go on: one of its records can be neither handled nor recovered.
	 *
	 * @param source which shard
	 * @param cause why
	 */
	record Stopped(Source source, Throwable cause) implements ShardEvent {
	}

	/**
	 * The shard has had no records for a while. Published again after each such while.
	 *
	 * @param source which shard
	 * @param since for how long
	 */
	record Idle(Source source, Duration since) implements ShardEvent {
	}

	/**
	 * What was read last is further behind the shard's newest record than it should be.
	 * Published once until the shard has caught up.
	 *
	 * @param source which shard
	 * @param behindLatest how far
	 */
	record Lagging(Source source, Duration behindLatest) implements ShardEvent {
	}

}
