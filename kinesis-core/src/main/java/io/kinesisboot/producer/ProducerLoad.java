package io.kinesisboot.producer;

import java.time.Duration;

/**
 * What a producer has under way. Immutable.
 *
 * @param memory the bytes that it takes, by the count of {@link ProducerOptions#memory()}
 * @param memoryLimit the most bytes that it may take
 * @param calls how many calls of PutRecords are open
 * @param oldest how long ago the oldest record was sent that is not settled; zero if
 * there is none
 * @since 0.1.0
 */
public record ProducerLoad(long memory, long memoryLimit, int calls, Duration oldest) {
}
