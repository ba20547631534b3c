package io.kinesisboot.embedded.firehose.delivery;

import io.kinesisboot.embedded.firehose.source.DeliveryRecord;

/**
 * Takes records that have come as far as this.
 */
@FunctionalInterface
interface RecordSink {

	void accept(DeliveryRecord record) throws InterruptedException;

}
