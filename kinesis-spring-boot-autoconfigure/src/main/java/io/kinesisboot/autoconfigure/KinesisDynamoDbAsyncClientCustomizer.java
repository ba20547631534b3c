package io.kinesisboot.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClientBuilder;

/**
 * Changes the builder of the client that keeps leases and checkpoints, after the
 * properties have been applied.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface KinesisDynamoDbAsyncClientCustomizer extends AwsClientCustomizer<DynamoDbAsyncClientBuilder> {

}
