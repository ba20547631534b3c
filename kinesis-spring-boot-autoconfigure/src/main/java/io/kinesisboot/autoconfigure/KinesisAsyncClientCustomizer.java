package io.kinesisboot.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClientBuilder;

/**
 * Changes the builder of the Kinesis client, after the properties have been applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface KinesisAsyncClientCustomizer extends AwsClientCustomizer<KinesisAsyncClientBuilder> {

}
