package io.kinesisboot.listener;

import java.lang.reflect.Method;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

import io.kinesisboot.KinesisTestEndpoint;
import io.kinesisboot.consumer.StartingPosition;
import io.kinesisboot.consumer.kcl.KclConfigs;
import io.kinesisboot.consumer.kcl.KclOptions;
import io.kinesisboot.consumer.kcl.KclSourceFactory;
import io.kinesisboot.convert.KinesisMessageConverters;

import org.springframework.core.MethodIntrospector;
import org.springframework.util.backoff.FixedBackOff;

/**
 * Runs listeners for a test: real containers on the real KCL.
 */
final class ListenerHarness implements AutoCloseable {

	private static final AtomicInteger workers = new AtomicInteger();

	private final KinesisTestEndpoint endpoint;

	private final List<KinesisMessageListenerContainer> containers = new ArrayList<>();

	private KclOptions kcl = KclOptions.defaults().withIdleTimeBetweenReads(Duration.ofMillis(200));

	private ListenerContainerOptions options = ListenerContainerOptions.defaults().withBackOff(new FixedBackOff(10, 3));

	private List<KclConfigs.Customizer> customizers = List.of();

	ListenerHarness(KinesisTestEndpoint endpoint) {
		this.endpoint = endpoint;
	}

	ListenerHarness options(ListenerContainerOptions options) {
		this.options = options;
		return this;
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

	/**
	 * Makes the container of the only method of a bean that is called {@code listen}.
	 */
	KinesisMessageListenerContainer container(Object bean, String... streams) {
		Method method = MethodIntrospector
			.selectMethods(bean.getClass(), (Method candidate) -> candidate.getName().equals("listen"))
			.iterator()
			.next();
		KinesisListenerEndpoint listener = new KinesisListenerEndpoint(bean.getClass().getSimpleName(),
				applicationName(streams), List.of(streams), StartingPosition.TRIM_HORIZON, null, bean, method);
		KclOptions kcl = this.kcl.withWorkerId("worker-" + workers.incrementAndGet());
		KinesisMessageListenerContainer container = new KinesisListenerContainerFactory(
				new KclSourceFactory(this.endpoint.kinesis(), this.endpoint.dynamoDb(), kcl, this.customizers,
						Clock.systemUTC()),
				KinesisMessageConverters.create(), this.options)
			.create(listener);
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
