package io.kinesisboot.autoconfigure.observation;

import io.kinesisboot.autoconfigure.KinesisMetricsProperties;
import io.kinesisboot.capacity.load.LoadMeters;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.kcl.MicrometerMetricsFactory;
import io.kinesisboot.listener.dispatch.ListenerDecorator;
import io.kinesisboot.listener.dispatch.ListenerMetrics;
import io.kinesisboot.observation.BatchLinks;
import io.kinesisboot.observation.KinesisListenerObservationConvention;
import io.kinesisboot.observation.ListenerObservations;
import io.kinesisboot.observation.MicrometerListenerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
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
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * Auto-configuration of meters of listeners, if the application has Micrometer, and of
 * observations of their calls, if they are to be.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		afterName = "org.springframework.boot.micrometer.tracing.autoconfigure.MicrometerTracingAutoConfiguration")
@EnableConfigurationProperties(KinesisMetricsProperties.class)
public final class KinesisObservationAutoConfiguration {

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(MeterRegistry.class)
	static class Meters {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		ListenerMetrics kinesisBootListenerMetrics(ObjectProvider<MeterRegistry> registry,
				KinesisMetricsProperties properties, ObjectProvider<LoadMeters> loads) {
			MeterRegistry found = registry.getIfUnique();
			return (found != null)
					? new MicrometerListenerMetrics(found, properties.maxShards(), loads.getIfAvailable())
					: ListenerMetrics.NONE;
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ MeterRegistry.class, Scheduler.class })
	@ConditionalOnProperty(name = KinesisMetricsProperties.KCL, havingValue = "micrometer", matchIfMissing = true)
	static class KclMeters {

		/**
		 * Before those of the application, which may know better.
		 */
		@Bean
		@Order(Ordered.HIGHEST_PRECEDENCE)
		KclConfigs.Customizer kinesisBootKclMeters(ObjectProvider<MeterRegistry> registry) {
			return (application, configs) -> {
				MeterRegistry found = registry.getIfUnique();
				if (found != null) {
					configs.metrics().metricsFactory(new MicrometerMetricsFactory(found, application));
				}
			};
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass(ObservationRegistry.class)
	@ConditionalOnProperty("kinesis.listener.observation-enabled")
	static class Observations {

		@Bean
		@Lazy
		@ConditionalOnMissingBean
		ListenerDecorator kinesisBootListenerObservations(ObjectProvider<ObservationRegistry> registry,
				ObjectProvider<KinesisListenerObservationConvention> convention) {
			return new ListenerObservations(registry.getIfAvailable(() -> ObservationRegistry.NOOP),
					convention.getIfAvailable());
		}

	}

	@Configuration(proxyBeanMethods = false)
	@ConditionalOnClass({ Tracer.class, ObservationRegistry.class })
	@ConditionalOnBean({ Tracer.class, Propagator.class })
	@ConditionalOnProperty("kinesis.listener.observation-enabled")
	static class Tracing {

		/** Spring Boot's handler of receivers comes at 1000. */
		private static final int BEFORE_RECEIVERS = 900;

		/**
		 * Does not show its class, which would take the place of the handler for the
		 * other receivers.
		 */
		@Bean
		@Order(BEFORE_RECEIVERS)
		TracingObservationHandler<?> kinesisBootBatchLinks(Tracer tracer, Propagator propagator) {
			return new BatchLinks(tracer, propagator);
		}

	}

}
