package io.kinesisboot.embedded;

import java.time.Instant;

/**
 * A subscription as it was at one moment. Immutable.
 *
 * @param stream the stream
 * @param shardId the shard it reads
 * @param consumer the name of the consumer
 * @param since when it began, by the endpoint's time
 * @since 0.1.0
 */
public record SubscriptionView(String stream, String shardId, String consumer, Instant since) {

}
