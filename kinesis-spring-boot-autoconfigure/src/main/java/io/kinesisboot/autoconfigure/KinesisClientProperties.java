package io.kinesisboot.autoconfigure;

import io.awspring.cloud.autoconfigure.AwsClientProperties;

import org.springframework.boot.context.properties.ConfigurationProperties;

/**
 * The client of Kinesis, where it differs from {@code spring.cloud.aws}.
 *
 * @since 0.1.0
 */
@ConfigurationProperties("kinesis.client")
public class KinesisClientProperties extends AwsClientProperties {

}
