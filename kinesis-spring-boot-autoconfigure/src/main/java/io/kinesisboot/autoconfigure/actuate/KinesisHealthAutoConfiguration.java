package io.kinesisboot.autoconfigure.actuate;

import io.kinesisboot.autoconfigure.KinesisListenerAutoConfiguration;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/**
 * Auto-configuration of {@link KinesisHealthIndicator}, where health is asked for.
 *
 * @since 0.1.0
 */
@AutoConfiguration(after = KinesisListenerAutoConfiguration.class)
@ConditionalOnClass({ HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class })
@ConditionalOnBean(KinesisListenerEndpointRegistry.class)
@ConditionalOnEnabledHealthIndicator("kinesis")
public final class KinesisHealthAutoConfiguration {

	@Bean
	@ConditionalOnMissingBean(name = "kinesisHealthIndicator")
	KinesisHealthIndicator kinesisHealthIndicator(KinesisListenerEndpointRegistry registry) {
		return new KinesisHealthIndicator(registry);
	}

}
