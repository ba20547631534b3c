package io.kinesisboot.autoconfigure.iam;

import java.util.Collection;
import java.util.TreeSet;

import io.kinesisboot.autoconfigure.KinesisProperties;
import io.kinesisboot.autoconfigure.dedup.KinesisDedupProperties;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.stream.ServiceLocation;
import io.kinesisboot.template.KinesisTemplate;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.kinesis.coordinator.Scheduler;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMapper;
import org.springframework.boot.actuate.endpoint.web.annotation.WebEndpoint;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.SmartMessageConverter;

/**
 * Auto-configuration of the IAM policy that allows what the application does, and of the
 * command that writes it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(afterName = { "io.kinesisboot.autoconfigure.KinesisListenerAutoConfiguration",
		"io.kinesisboot.autoconfigure.dedup.KinesisDedupAutoConfiguration" })
@ConditionalOnClass({ KinesisAsyncClient.class, KinesisTemplate.class, SmartMessageConverter.class })
@EnableConfigurationProperties({ KinesisIamPolicyProperties.class, KinesisProperties.class,
		KinesisDedupProperties.class })
public final class KinesisIamPolicyAutoConfiguration {

	@Bean
	static NamedDestinations kinesisBootNamedDestinations(Environment environment) {
		return new NamedDestinations(!KinesisIamPolicyProperties.isCommand(environment));
	}

	@Bean
	@Lazy
	IamPolicyGenerator kinesisBootIamPolicyGenerator(ObjectProvider<IamPolicyContributor> contributors,
			ObjectProvider<KinesisAsyncClient> kinesis,
			@Value("${kinesis.dynamodb.region:#{null}}") @Nullable String dynamoDbRegion,
			KinesisIamPolicyProperties properties) {
		return new IamPolicyGenerator(contributors::orderedStream,
				() -> ServiceLocation.of(kinesis.getObject()).region(), dynamoDbRegion, properties.accountId());
	}

	@Bean
	IamPolicyContributor kinesisBootStreamPermissions(KinesisProperties properties) {
		return new StreamPermissions(properties.streams());
	}

	@Bean
	IamPolicyContributor kinesisBootSendingPermissions(KinesisProperties properties, KinesisIamPolicyProperties policy,
			ObjectProvider<KinesisListenerEndpointRegistry> registry, NamedDestinations destinations,
			@Value("${kinesis.dead-letter.overflow:#{null}}") @Nullable String overflow,
			ConfigurableBeanFactory beans) {
		Collection<String> streams = new TreeSet<>(policy.sendTo());
		properties.producers().values().forEach((producer) -> {
			streams.addAll(producer.streams());
			if (producer.stream() != null) {
				streams.add(producer.stream());
			}
		});
		return new SendingPermissions(streams,
				() -> registry.stream().flatMap((each) -> each.getListenerContainers().stream()).toList(),
				() -> destinations.with(overflow), new EmbeddedValueResolver(beans));
	}

	@Bean
	@ConditionalOnProperty(name = "kinesis.metrics.kcl", havingValue = "cloudwatch")
	IamPolicyContributor kinesisBootCloudWatchPermissions() {
		return (permissions) -> permissions.allow("*", "cloudwatch:PutMetricData");
	}

	/**
	 * What listeners read, unless their records come from elsewhere.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(Scheduler.class)
	@ConditionalOnBean({ KclSourceFactory.class, KinesisListenerEndpointRegistry.class })
	static class Listeners {

		@Bean
		IamPolicyContributor kinesisBootListenerPermissions(KinesisListenerEndpointRegistry registry,
				KinesisDedupProperties properties) {
			return new ListenerPermissions(registry, properties.dynamodb().table());
		}

	}

	/**
	 * Shows the policy, if the application has endpoints for the web.
	 */
	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ WebEndpoint.class, ConditionalOnAvailableEndpoint.class })
	@ConditionalOnAvailableEndpoint(IamPolicyEndpoint.class)
	static class Endpoint {

		@Bean
		IamPolicyEndpoint kinesisBootIamPolicyEndpoint(IamPolicyGenerator generator) {
			return new IamPolicyEndpoint(generator);
		}

		@Bean
		PathMapper kinesisBootIamPolicyPath() {
			return (endpoint) -> endpoint.equals(EndpointId.of(IamPolicyEndpoint.ID)) ? IamPolicyEndpoint.PATH : null;
		}

	}

}
