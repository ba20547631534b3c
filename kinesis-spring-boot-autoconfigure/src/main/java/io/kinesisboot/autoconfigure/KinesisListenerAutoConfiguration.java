package io.kinesisboot.autoconfigure;

import java.time.Clock;
import java.util.List;
import java.util.function.Function;

import io.awspring.cloud.autoconfigure.core.AwsClientBuilderConfigurer;
import io.awspring.cloud.autoconfigure.core.AwsConnectionDetails;
import io.kinesisboot.annotation.KinesisListenerAnnotationBeanPostProcessor;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.kcl.AssumedRoles;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.method.KinesisListenerInterceptor;
import io.kinesisboot.listener.method.ListenerMethodOptions;
import io.kinesisboot.template.KinesisTemplate;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.services.dynamodb.DynamoDbAsyncClient;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;
import software.amazon.awssdk.services.sts.StsClient;
import software.amazon.kinesis.coordinator.Scheduler;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.validation.Validator;

/**
 * Auto-configuration of {@link io.kinesisboot.annotation.KinesisListener} methods, run by
 * the Kinesis Client Library. An application without such methods gets no DynamoDB client
 * of it.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisAutoConfiguration.class)
@ConditionalOnClass({ Scheduler.class, DynamoDbAsyncClient.class })
@ConditionalOnBean(KinesisClientBuilders.class)
@EnableConfigurationProperties({ KinesisListenerProperties.class, KinesisDynamoDbProperties.class })
public final class KinesisListenerAutoConfiguration {

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
			ObjectProvider<Roles> roles, KinesisStreamInitializer streams) {
		Roles assumed = roles.getIfAvailable();
		List<KclConfigs.Customizer> ordered = customizers.orderedStream().toList();
		return (assumed != null)
				? new KclSourceFactory(kinesis, dynamoDb, properties.kclOptions(), ordered, Clock.systemUTC(), assumed)
				: new KclSourceFactory(kinesis, dynamoDb, properties.kclOptions(), ordered, Clock.systemUTC());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	KinesisListenerContainerFactory kinesisBootListenerContainerFactory(RecordSource.Factory sources,
			ListenerMethodOptions methods, ListenerContainerOptions options, ApplicationEventPublisher events) {
		return new KinesisListenerContainerFactory(sources, methods, options, events::publishEvent, Clock.systemUTC());
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ListenerContainerOptions kinesisBootListenerContainerOptions(KinesisListenerProperties properties,
			RecordRecoverer.Resolver recoverers, ObjectProvider<RecordRecoverer> onlyRecoverer,
			Environment environment) {
		String onFailure = properties.onFailure();
		RecordRecoverer recoverer = (onFailure != null) ? recoverers.resolve(onFailure, null)
				: onlyRecoverer.getIfUnique(LoggingRecoverer::new);
		return properties.containerOptions(recoverer, Threading.VIRTUAL.isActive(environment));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ListenerMethodOptions kinesisBootListenerMethodOptions(
			@Qualifier(KinesisAutoConfiguration.MESSAGE_CONVERTER_BEAN_NAME) SmartMessageConverter converter,
			ObjectProvider<Validator> validator, ObjectProvider<KinesisTemplate> template,
			ObjectProvider<KinesisListenerInterceptor> interceptors, ConfigurableBeanFactory beans) {
		return new ListenerMethodOptions(converter, validator.getIfUnique(),
				(stream, result) -> template.getObject().sendAsync(stream, result),
				interceptors.orderedStream().toList(), new EmbeddedValueResolver(beans));
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	RecordRecoverer.Resolver kinesisBootRecovererResolver(ListableBeanFactory beans,
			ObjectProvider<DeadLetterDestinations> destinations) {
		return new RecovererResolver(beans, destinations);
	}

	@Bean
	@ConditionalOnMissingBean
	KinesisListenerEndpointRegistry kinesisBootListenerEndpointRegistry() {
		return new KinesisListenerEndpointRegistry();
	}

	@Bean
	@ConditionalOnMissingBean
	static KinesisListenerAnnotationBeanPostProcessor kinesisBootListenerAnnotationBeanPostProcessor(
			ObjectProvider<KinesisListenerEndpointRegistry> registry,
			ObjectProvider<KinesisListenerContainerFactory> factory,
			ObjectProvider<RecordRecoverer.Resolver> recoverers) {
		return new KinesisListenerAnnotationBeanPostProcessor(registry, factory, recoverers);
	}

	/**
	 * With {@code spring.main.lazy-initialization} nobody would ask for the listeners.
	 */
	@Bean
	static LazyInitializationExcludeFilter kinesisBootListenerLazyInitializationExcludeFilter() {
		return (beanName, beanDefinition, beanType) -> KinesisListenerEndpointRegistry.class.isAssignableFrom(beanType)
				|| KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(beanType);
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
