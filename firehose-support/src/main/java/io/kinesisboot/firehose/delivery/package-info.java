/**
 * Delivery of payloads to Firehose: the producer of streams, over PutRecordBatch.
 */
@NullMarked
package io.kinesisboot.firehose.delivery;

import org.jspecify.annotations.NullMarked;
