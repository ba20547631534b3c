package io.kinesisboot.embedded.firehose.delivery;

/**
 * Takes records that have come as far as this.
 */
@FunctionalInterface
interface RecordSink {

	void accept(DeliveryRecord record) throws InterruptedException;

}
