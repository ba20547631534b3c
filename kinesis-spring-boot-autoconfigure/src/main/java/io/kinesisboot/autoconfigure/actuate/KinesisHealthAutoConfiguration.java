package io.kinesisboot.autoconfigure.actuate;

import io.kinesisboot.autoconfigure.KinesisListenerAutoConfiguration;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;

import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.actuate.endpoint.HealthEndpointGroupsPostProcessor;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of {@link KinesisHealthIndicator} and
 * {@link KinesisReadinessIndicator}, where health is asked for. The readiness probe waits
 * for the latter, unless the application configures the group {@code readiness}.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisListenerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class, OperationResponseBody.class })
@ConditionalOnBean(KinesisListenerEndpointRegistry.class)
@ConditionalOnEnabledHealthIndicator("kinesis")
@Import(KinesisReadingsConfiguration.class)
public final class KinesisHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "kinesisHealthIndicator")
	KinesisHealthIndicator kinesisHealthIndicator(KinesisListenerEndpointRegistry registry, KinesisReadings readings,
			KinesisActuatorProperties properties) {
		return new KinesisHealthIndicator(registry, readings, properties.timeout().multipliedBy(2));
	}

	@Bean
	@ConditionalOnMissingBean(name = "kinesisReadinessHealthIndicator")
	KinesisReadinessIndicator kinesisReadinessHealthIndicator(KinesisListenerEndpointRegistry registry,
			KinesisReadings readings, KinesisActuatorProperties properties) {
		return new KinesisReadinessIndicator(registry, readings, properties.timeout().multipliedBy(2));
	}

	@Bean
	@Order(0)
	@ConditionalOnBooleanProperty(name = "management.endpoint.health.probes.enabled", matchIfMissing = true)
	HealthEndpointGroupsPostProcessor kinesisReadinessGroups() {
		return ReadinessGroups::unlessConfigured;
	}

}
