package io.kinesisboot.autoconfigure.observation;

import io.kinesisboot.listener.dispatch.ListenerDecorator;
import io.kinesisboot.listener.dispatch.ListenerMetrics;
import io.kinesisboot.observation.BatchLinks;
import io.kinesisboot.observation.MicrometerListenerMetrics;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.tracing.Tracer;
import io.micrometer.tracing.handler.TracingObservationHandler;
import io.micrometer.tracing.propagation.Propagator;
import org.junit.jupiter.api.Test;

import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import static org.assertj.core.api.Assertions.assertThat;

/**
 * Tests for {@link KinesisObservationAutoConfiguration}.
 */
class KinesisObservationAutoConfigurationTests {

	private static final String LINKS = "kinesisBootBatchLinks";

	private static final String ENABLED = "kinesis.listener.observation-enabled=true";

	private final ApplicationContextRunner contextRunner = new ApplicationContextRunner()
		.withConfiguration(AutoConfigurations.of(KinesisObservationAutoConfiguration.class));

	private final ApplicationContextRunner tracingRunner = this.contextRunner
		.withBean("tracer", Tracer.class, () -> Tracer.NOOP)
		.withBean("propagator", Propagator.class, () -> Propagator.NOOP);

	@Test
	void nothingIsMeasuredWithoutARegistry() {
		this.contextRunner
			.run((context) -> assertThat(context.getBean(ListenerMetrics.class)).isSameAs(ListenerMetrics.NONE));
		this.contextRunner.withClassLoader(new FilteredClassLoader(MeterRegistry.class))
			.run((context) -> assertThat(context).doesNotHaveBean(ListenerMetrics.class));
	}

	@Test
	void listenersAreMeasuredWithARegistryAndNotObservedUnlessTheyAreToBe() {
		this.contextRunner.withBean(SimpleMeterRegistry.class)
			.run((context) -> assertThat(context).getBean(ListenerMetrics.class)
				.isInstanceOf(MicrometerListenerMetrics.class));
		this.contextRunner.run((context) -> assertThat(context).doesNotHaveBean(ListenerDecorator.class));
		this.contextRunner.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).hasSingleBean(ListenerDecorator.class));
	}

	@Test
	void batchesAreLinkedWithATracer() {
		this.tracingRunner.withPropertyValues(ENABLED)
			.run((context) -> assertThat(context).getBean(LINKS).isInstanceOf(BatchLinks.class));
		this.tracingRunner.run((context) -> assertThat(context).doesNotHaveBean(LINKS));
		this.contextRunner.withPropertyValues(ENABLED).run((context) -> assertThat(context).doesNotHaveBean(LINKS));
	}

	@Test
	void handlerOfBatchesDoesNotTakeThePlaceOfThatOfOtherReceivers() {
		this.tracingRunner.withPropertyValues(ENABLED).run((context) -> {
			BeanDefinition links = context.getBeanFactory().getMergedBeanDefinition(LINKS);
			assertThat(links.getResolvableType().toClass()).isEqualTo(TracingObservationHandler.class);
		});
	}

}
