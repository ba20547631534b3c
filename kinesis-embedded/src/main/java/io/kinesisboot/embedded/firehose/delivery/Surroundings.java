package io.kinesisboot.embedded.firehose.delivery;

import java.time.Clock;
import java.util.concurrent.ExecutorService;

import io.kinesisboot.embedded.firehose.outlet.FirehoseOutlets;
import io.kinesisboot.embedded.firehose.source.DeliveryMemory;

/**
 * What delivery streams share. Immutable.
 *
 * @param outlets the buckets, functions and endpoints that there are
 * @param memory counts the records
 * @param clock the endpoint's time
 * @param threads a thread for each delivery stream
 * @since 0.1.0
 */
public record Surroundings(FirehoseOutlets outlets, DeliveryMemory memory, Clock clock, ExecutorService threads) {

}
