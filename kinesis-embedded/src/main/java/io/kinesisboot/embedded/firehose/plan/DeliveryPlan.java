package io.kinesisboot.embedded.firehose.plan;

import org.jspecify.annotations.Nullable;

/**
 * What a delivery stream does with its records. Immutable.
 *
 * @param processing what becomes of them on the way
 * @param s3 the bucket that they are delivered to, or, if there is an HTTP endpoint, that
 * those go to which could not be delivered
 * @param http the HTTP endpoint that they are delivered to, or null
 * @param backup where they go as they came, or null
 * @param partitioned whether they are parted by their partition keys
 * @since 0.1.0
 */
public record DeliveryPlan(ProcessingPlan processing, S3Plan s3, @Nullable HttpPlan http, @Nullable S3Plan backup,
		boolean partitioned) {

}
