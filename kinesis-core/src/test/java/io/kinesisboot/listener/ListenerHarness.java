package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.UnaryOperator;

import io.github.resilience4j.core.IntervalFunction;
import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.convert.KinesisMessageConverters;
import io.kinesisboot.deadletter.retry.RetryStreams;
import io.kinesisboot.listener.error.ErrorOptions;
import org.jspecify.annotations.Nullable;

import org.springframework.core.MethodIntrospector;

/**
 * Runs listeners for a test: real containers on the real KCL.
 */
final class ListenerHarness implements AutoCloseable {

	private static final AtomicInteger workers = new AtomicInteger();

	private final KinesisTestEndpoint endpoint;

	private final List<KinesisMessageListenerContainer> containers = new ArrayList<>();

	private KclOptions kcl = KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200));

	private ListenerContainerOptions options = ListenerContainerOptions.defaults()
		.withErrors(ErrorOptions.defaults().withBackOff(IntervalFunction.of(10)).withMaxRetries(3));

	private List<KclConfigs.Customizer> customizers = List.of();

	private @Nullable RetryStreams retryStreams;

	private @Nullable ListenerResilience resilience;

	ListenerHarness(KinesisTestEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	ListenerHarness options(ListenerContainerOptions options) {
		this.options = options;
		return this;
	}

	ListenerHarness errors(UnaryOperator<ErrorOptions> change) {
		return options(this.options.withErrors(change.apply(this.options.errors())));
	}

	ListenerContainerOptions options() {
		return this.options;
	}

	ListenerHarness kcl(KclOptions kcl) {
		this.kcl = kcl;
		return this;
	}

	KclOptions kcl() {
		return this.kcl;
	}

	ListenerHarness customizer(KclConfigs.Customizer customizer) {
		this.customizers = List.of(customizer);
		return this;
	}

	ListenerHarness retryStreams(RetryStreams retryStreams) {
		this.retryStreams = retryStreams;
		return this;
	}

	ListenerHarness resilience(ListenerResilience resilience) {
		this.resilience = resilience;
		return this;
	}

	/**
	 * Makes the container of the only method of a bean that is called {@code listen}.
	 */
	KinesisMessageListenerContainer container(Object bean, String... streams) {
		Method method = MethodIntrospector
			.selectMethods(bean.getClass(), (Method candidate) -> candidate.getName().equals("listen"))
			.iterator()
			.next();
		KinesisListenerEndpoint listener = new KinesisListenerEndpoint(bean.getClass().getSimpleName(),
				applicationName(streams), List.of(streams), UnaryOperator.identity(), bean, method);
		KclOptions kcl = this.kcl.withWorkerId("worker-" + workers.incrementAndGet());
		KinesisListenerContainerFactory factory = new KinesisListenerContainerFactory(
				new KclSourceFactory(this.endpoint.kinesis(), this.endpoint.dynamoDb(), kcl, this.customizers,
						Clock.systemUTC()),
				KinesisMessageConverters.create(), this.options, Clock.systemUTC());
		factory = (this.retryStreams != null) ? factory.withRetryStreams(this.retryStreams) : factory;
		factory = (this.resilience != null) ? factory.withResilience(this.resilience) : factory;
		KinesisMessageListenerContainer container = factory.create(listener);
		this.containers.add(container);
		return container;
	}

	KinesisMessageListenerContainer start(Object bean, String... streams) {
		KinesisMessageListenerContainer container = container(bean, streams);
		container.start();
		return container;
	}

	static String applicationName(String... streams) {
		return "app-" + streams[0];
	}

	@Override
	public void close() {
		this.containers.forEach(KinesisMessageListenerContainer::stop);
	}

}
