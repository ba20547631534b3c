package io.kinesisboot.listener.error;

import io.kinesisboot.consumer.ReceivedRecord;

/**
 * A record that its listener could not handle. Immutable.
 *
 * @param listenerId the listener's id
 * @param record the record
 * @param attempts how often the listener was called with it; 0 if its payload could not
 * be converted, or if it was too old for the first call
 * @param cause what the last attempt ended with
 * @since 0.1.0
 */
public record FailedRecord(String listenerId, ReceivedRecord record, int attempts, Throwable cause) {
}
