package io.kinesisboot.embedded.firehose.plan;

import java.time.Duration;

/**
 * How much is gathered, and for how long, before it goes on. Immutable.
 *
 * @param bytes how many bytes are enough
 * @param interval how long the oldest record waits at most
 * @since 0.1.0
 */
public record BufferLimits(long bytes, Duration interval) {

}
