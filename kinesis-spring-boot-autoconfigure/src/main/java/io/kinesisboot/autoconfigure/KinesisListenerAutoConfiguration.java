package io.kinesisboot.autoconfigure;

import java.time.Clock;
import java.time.Duration;
import java.util.Arrays;
import java.util.Objects;

import io.kinesisboot.annotation.KinesisListenerAnnotationBeanPostProcessor;
import io.kinesisboot.autoconfigure.stream.StreamScaling;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.dedup.IdempotencyMetrics;
import io.kinesisboot.dedup.IdempotencyStore;
import io.kinesisboot.listener.InvalidListenerException;
import io.kinesisboot.listener.KinesisListenerContainerFactory;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.ListenerContainerOptions;
import io.kinesisboot.listener.ListenerResilience;
import io.kinesisboot.listener.dispatch.ListenerDecorator;
import io.kinesisboot.listener.dispatch.ListenerMetrics;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.method.KinesisListenerInterceptor;
import io.kinesisboot.listener.method.ListenerMethodOptions;
import io.kinesisboot.template.KinesisTemplate;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.beans.factory.config.ConfigurableBeanFactory;
import org.springframework.beans.factory.config.EmbeddedValueResolver;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnProperty;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.source.InvalidConfigurationPropertyValueException;
import org.springframework.boot.thread.Threading;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.SmartMessageConverter;
import org.springframework.validation.Validator;

/**
 * Auto-configuration of {@link io.kinesisboot.annotation.KinesisListener} methods, if
 * something is there that records come from: the Kinesis Client Library, Lambda, or the
 * application's own {@link RecordSource.Factory}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = { KinesisAutoConfiguration.class, KinesisKclAutoConfiguration.class })
@ConditionalOnBean({ KinesisClientBuilders.class, RecordSource.Factory.class })
@EnableConfigurationProperties({ KinesisListenerProperties.class, KinesisCapacityProperties.class })
public final class KinesisListenerAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	KinesisListenerContainerFactory kinesisBootListenerContainerFactory(RecordSource.Factory sources,
			ObjectProvider<LoadMeters> meters, ListenerMethodOptions methods, ListenerContainerOptions options,
			ApplicationEventPublisher events, ObjectProvider<RetryStreams> retryStreams,
			ObjectProvider<ListenerDecorator> decorator, ObjectProvider<ListenerMetrics> metrics,
			ObjectProvider<ListenerResilience> resilience) {
		LoadMeters load = meters.getIfAvailable();
		KinesisListenerContainerFactory factory = new KinesisListenerContainerFactory(
				(load != null) ? load.measure(sources) : sources, methods, options, events::publishEvent,
				Clock.systemUTC())
			.withDecorator(decorator.getIfAvailable(() -> ListenerDecorator.NONE))
			.withMetrics(metrics.getIfAvailable(() -> ListenerMetrics.NONE));
		RetryStreams available = retryStreams.getIfAvailable();
		factory = (available != null) ? factory.withRetryStreams(available) : factory;
		ListenerResilience found = resilience.getIfUnique();
		return (found != null) ? factory.withResilience(found) : factory;
	}

	@Bean
	@Lazy
	@ConditionalOnProperty(KinesisCapacityProperties.WINDOW)
	@ConditionalOnMissingBean
	LoadMeters kinesisBootLoadMeters(KinesisCapacityProperties properties) {
		Duration window = Objects.requireNonNull(properties.window());
		try {
			return new LoadMeters(window);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidConfigurationPropertyValueException(KinesisCapacityProperties.WINDOW, window,
					ex.getMessage());
		}
	}

	@Bean
	StreamScaling kinesisBootStreamScaling(ObjectProvider<KinesisAsyncClient> kinesis, KinesisProperties streams,
			ObjectProvider<LoadMeters> meters,
			@Value("${kinesis.listener.application-name:${spring.application.name:}}") String applicationName) {
		return new StreamScaling(kinesis::getObject, streams.streams(), meters.getIfAvailable(), applicationName);
	}

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ListenerContainerOptions kinesisBootListenerContainerOptions(KinesisListenerProperties properties,
			RecordRecoverer.Resolver recoverers, ObjectProvider<RecordRecoverer> onlyRecoverer,
			ObjectProvider<IdempotencyStore.Resolver> stores, ObjectProvider<IdempotencyMetrics> metrics,
			ObjectProvider<ListenerResilience> resilience, ListableBeanFactory beans, Environment environment) {
		new GuardSettings("kinesis.listener", properties.guards()).guard(resilience);
		String onFailure = properties.onFailure();
		RecordRecoverer recoverer = (onFailure != null) ? recoverers.resolve(onFailure, null)
				: onlyRecoverer.getIfUnique(() -> defaultRecoverer(beans));
		ListenerContainerOptions options = properties.containerOptions(recoverer,
				Threading.VIRTUAL.isActive(environment));
		String idempotent = properties.idempotent();
		return options.withIdempotency(options.idempotency()
			.withStore((idempotent != null) ? store(idempotent, stores) : null)
			.withMetrics(metrics.getIfUnique(() -> IdempotencyMetrics.NONE)));
	}

	private static IdempotencyStore store(String idempotent, ObjectProvider<IdempotencyStore.Resolver> stores) {
		try {
			return stores.getObject().resolve(idempotent);
		}
		catch (IllegalArgumentException ex) {
			throw new InvalidListenerException("'kinesis.listener.idempotent': " + ex.getMessage());
		}
	}

	/**
	 * Which of several is meant is not for us to guess.
	 */
	private static RecordRecoverer defaultRecoverer(ListableBeanFactory beans) {
		String[] names = beans.getBeanNamesForType(RecordRecoverer.class);
		if (names.length > 0) {
			throw new InvalidListenerException(
					"'kinesis.listener.on-failure' must be the name of one of the RecordRecoverer beans, 'log' or 'stop', since there are several, %s, but was not set"
						.formatted(Arrays.toString(names)));
		}
		return new LoggingRecoverer();
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
			ObjectProvider<RecordRecoverer.Resolver> recoverers, ObjectProvider<IdempotencyStore.Resolver> stores) {
		return new KinesisListenerAnnotationBeanPostProcessor(registry, factory, recoverers, stores);
	}

	/**
	 * With {@code spring.main.lazy-initialization} nobody would ask for the listeners.
	 */
	@Bean
	static LazyInitializationExcludeFilter kinesisBootListenerLazyInitializationExcludeFilter() {
		return (beanName, beanDefinition, beanType) -> KinesisListenerEndpointRegistry.class.isAssignableFrom(beanType)
				|| KinesisListenerAnnotationBeanPostProcessor.hasListenerMethods(beanType);
	}

}
