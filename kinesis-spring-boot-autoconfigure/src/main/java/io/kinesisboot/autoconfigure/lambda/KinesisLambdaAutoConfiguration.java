package io.kinesisboot.autoconfigure.lambda;

import io.kinesisboot.autoconfigure.KinesisKclAutoConfiguration;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.lambda.LambdaSources;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of the source of records where Lambda hands them over.
 *
 * @since 0.1.0
 */
@AutoConfiguration(before = KinesisKclAutoConfiguration.class)
@ConditionalOnBooleanProperty("kinesis.lambda.enabled")
@EnableConfigurationProperties(KinesisLambdaProperties.class)
public final class KinesisLambdaAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(RecordSource.Factory.class)
	LambdaSources kinesisBootLambdaSources(KinesisLambdaProperties properties) {
		return new LambdaSources(properties.options());
	}

}
