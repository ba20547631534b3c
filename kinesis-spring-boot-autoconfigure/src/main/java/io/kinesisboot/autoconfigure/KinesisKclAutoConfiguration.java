package io.kinesisboot.autoconfigure;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;
import java.util.function.UnaryOperator;

import io.awspring.cloud.autoconfigure.AwsClientCustomizer;
import io.awspring.cloud.autoconfigure.AwsClientProperties;
import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.kinesisboot.autoconfigure.stream.KinesisStreamInitializer;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.kcl.AssumedRoles;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClient;
import software.amazon.awssdk.services.cloudwatch.CloudWatchAsyncClientBuilder;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.kinesis.coordinator.Scheduler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of the Kinesis Client Library as what listeners get their records
 * from, unless they come from somewhere else. An application without listeners gets no
 * DynamoDB client of it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisAutoConfiguration.class,
		afterName = "io.awspring.cloud.autoconfigure.metrics.CloudWatchExportAutoConfiguration")
@ConditionalOnClass({ Scheduler.class, DynamoDbAsyncClient.class })
@ConditionalOnBean(KinesisClientBuilders.class)
@EnableConfigurationProperties({ KinesisListenerProperties.class, KinesisDynamoDbProperties.class,
		KinesisMetricsProperties.class })
public final class KinesisKclAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	DynamoDbAsyncClient kinesisBootDynamoDbAsyncClient(KinesisClientBuilders builders,
			KinesisDynamoDbProperties properties, ObjectProvider<KinesisDynamoDbAsyncClientCustomizer> customizers) {
		return builders.configure(DynamoDbAsyncClient.builder(), "kinesis.dynamodb", properties, customizers).build();
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean(RecordSource.Factory.class)
	KclSourceFactory kinesisBootSourceFactory(KinesisAsyncClient kinesis, DynamoDbAsyncClient dynamoDb,
			KinesisListenerProperties properties, ObjectProvider<KclConfigs.Customizer> customizers,
			ObjectProvider<Roles> roles, ObjectProvider<Publishing> publishing, KinesisStreamInitializer streams) {
		Roles assumed = roles.getIfAvailable();
		List<KclConfigs.Customizer> ordered = customizers.orderedStream().toList();
		KclSourceFactory factory = (assumed != null)
				? new KclSourceFactory(kinesis, dynamoDb, properties.kclOptions(), ordered, Clock.systemUTC(), assumed)
				: new KclSourceFactory(kinesis, dynamoDb, properties.kclOptions(), ordered, Clock.systemUTC());
		return publishing.getIfAvailable(() -> (sources) -> sources).apply(factory);
	}

	/**
	 * Has KCL publish its own metrics.
	 */
	@FunctionalInterface
	interface Publishing extends UnaryOperator<KclSourceFactory> {

	}

	/**
	 * KCL's metrics go to CloudWatch if they are asked to.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnProperty(name = KinesisMetricsProperties.KCL, havingValue = "cloudwatch")
	static class CloudWatch {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		CloudWatchAsyncClient kinesisBootCloudWatchAsyncClient(KinesisClientBuilders builders,
				ObjectProvider<AwsClientCustomizer<CloudWatchAsyncClientBuilder>> customizers) {
			return builders.configure(CloudWatchAsyncClient.builder(), "kinesis.cloudwatch", new AwsClientProperties() {
			}, customizers).build();
		}

		@Bean
		Publishing kinesisBootCloudWatchPublishing(ObjectProvider<CloudWatchAsyncClient> client) {
			return (sources) -> sources.withCloudWatch(client.getObject());
		}

	}

	/**
	 * Gives the credentials of roles by their ARNs.
	 */
	@FunctionalInterface
	interface Roles extends Function<String, AwsCredentialsProvider> {

	}

	/**
	 * Roles are assumed if the application has a client of STS.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(StsClient.class)
	static class Sts {

		private static final String SESSION_NAME = "kinesis-listener";

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		StsClient kinesisBootStsClient(AwsClientBuilderConfigurer configurer,
				ObjectProvider<AwsConnectionDetails> details) {
			return configurer.configure(StsClient.builder(), null, details.getIfAvailable()).build();
		}

		@Bean
		@Lazy
		AssumedRoles kinesisBootAssumedRoles(StsClient sts) {
			return new AssumedRoles(sts, SESSION_NAME);
		}

		@Bean
		Roles kinesisBootRoles(ObjectProvider<AssumedRoles> roles) {
			return (arn) -> roles.getObject().apply(arn);
		}

	}

}
