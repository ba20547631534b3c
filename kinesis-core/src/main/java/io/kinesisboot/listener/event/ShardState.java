package io.kinesisboot.listener.event;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * A shard that a listener has, as it is now. Immutable.
 *
 * @param source which shard
 * @param behindLatest how far the last read was behind the shard's newest record; null
 * before the first read
 * @param failure why the shard cannot go on; null if it can
 * @since 0.1.0
 */
public record ShardState(ShardEvent.Source source, @Nullable Duration behindLatest, @Nullable Throwable failure) {
}
