package io.kinesisboot.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientProperties;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The client of DynamoDB, which keeps leases and checkpoints, where it differs from
 * {@code spring.cloud.aws}.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.dynamodb")
public class KinesisDynamoDbProperties extends AwsClientProperties {

}
