package io.kinesisboot.firehose.delivery;

/**
 * Which record of a delivery stream a payload has become. Immutable.
 *
 * @param stream the name of the delivery stream
 * @param recordId the id that Firehose gave the record, which payloads that were joined
 * have in common
 * @param attempts how many calls of PutRecordBatch carried the record; more than one
 * means that an earlier one may have stored it too
 * @since 0.1.0
 */
public record DeliveryResult(String stream, String recordId, int attempts) {
}
