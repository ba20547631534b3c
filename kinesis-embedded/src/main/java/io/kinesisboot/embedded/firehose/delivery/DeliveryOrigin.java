package io.kinesisboot.embedded.firehose.delivery;

import org.jspecify.annotations.Nullable;

/**
 * The delivery stream that records come from, as others are told. Immutable.
 *
 * @param name its name
 * @param arn its ARN
 * @param region its region
 * @param sourceArn the ARN of the Kinesis stream that it reads, or null
 * @since 0.1.0
 */
public record DeliveryOrigin(String name, String arn, String region, @Nullable String sourceArn) {

}
