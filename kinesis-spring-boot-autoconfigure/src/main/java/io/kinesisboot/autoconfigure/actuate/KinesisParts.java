package io.kinesisboot.autoconfigure.actuate;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

import io.kinesisboot.autoconfigure.KinesisProperties;
import io.kinesisboot.consumer.RecordSource;
import io.kinesisboot.consumer.kcl.StreamClients;
import io.kinesisboot.listener.KinesisListenerEndpointRegistry;
import io.kinesisboot.listener.KinesisMessageListenerContainer;
import io.kinesisboot.producer.KinesisProducer;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * The parts of an application that have to do with Kinesis. Thread-safe.
 */
final class KinesisParts {

	/** How the beans of configured producers end, behind their names. */
	private static final String PRODUCER_SUFFIX = KinesisProducer.class.getSimpleName();

	private static final String DEFAULT_PRODUCER_BEAN_NAME = "kinesisBootProducer";

	private final ObjectProvider<KinesisListenerEndpointRegistry> registry;

	private final ObjectProvider<RecordSource.Factory> sources;

	private final ListableBeanFactory beans;

	private final KinesisAsyncClient client;

	private final KinesisProperties properties;

	/**
	 * Creates parts.
	 * @param registry has the listeners, if there are any
	 * @param sources what listeners read from, if there is anything
	 * @param beans has the producers
	 * @param client reads the streams that no listener reads by another one
	 * @param properties names further streams, and those of the producers
	 */
	KinesisParts(ObjectProvider<KinesisListenerEndpointRegistry> registry, ObjectProvider<RecordSource.Factory> sources,
			ListableBeanFactory beans, KinesisAsyncClient client, KinesisProperties properties) {
		this.registry = registry;
		this.sources = sources;
		this.beans = beans;
		this.client = client;
		this.properties = properties;
	}

	Collection<KinesisMessageListenerContainer> listeners() {
		KinesisListenerEndpointRegistry found = this.registry.getIfAvailable();
		return (found != null) ? found.getListenerContainers() : List.of();
	}

	KinesisMessageListenerContainer listener(String id) {
		return listeners().stream()
			.filter((container) -> container.endpoint().id().equals(id))
			.findFirst()
			.orElseThrow(() -> unknown("listener", id,
					listeners().stream().map((container) -> container.endpoint().id()).toList()));
	}

	/**
	 * The producers by name.
	 */
	Map<String, KinesisProducer> producers() {
		Map<String, KinesisProducer> producers = new TreeMap<>();
		this.beans.getBeansOfType(KinesisProducer.class)
			.forEach((beanName, producer) -> producers.put(producerName(beanName), producer));
		return producers;
	}

	private String producerName(String beanName) {
		if (beanName.equals(DEFAULT_PRODUCER_BEAN_NAME)) {
			return "default";
		}
		String name = beanName.substring(0, Math.max(0, beanName.length() - PRODUCER_SUFFIX.length()));
		return (this.properties.producers().containsKey(name) && beanName.equals(name + PRODUCER_SUFFIX)) ? name
				: beanName;
	}

	KinesisProducer producer(String name) {
		Map<String, KinesisProducer> producers = producers();
		KinesisProducer producer = producers.get(name);
		if (producer == null) {
			throw unknown("producer", name, producers.keySet());
		}
		return producer;
	}

	/**
	 * The streams that a producer is configured for; none if it is for any.
	 */
	List<String> streamsOf(String producer) {
		KinesisProperties.Producer configured = this.properties.producers().get(producer);
		return (configured != null) ? streams(configured).toList() : List.of();
	}

	private static Stream<String> streams(KinesisProperties.Producer producer) {
		return Stream.concat(Stream.ofNullable(producer.stream()), producer.streams().stream());
	}

	/**
	 * The streams that the application knows, as it names them, each with what it is read
	 * by.
	 */
	Map<String, Supplier<KinesisAsyncClient>> streams() {
		Map<String, Supplier<KinesisAsyncClient>> streams = new TreeMap<>();
		for (KinesisMessageListenerContainer container : listeners()) {
			for (RecordSource.Request request : container.requests()) {
				request.streams().forEach((stream) -> streams.putIfAbsent(stream, () -> client(request, stream)));
			}
		}
		Stream
			.concat(this.properties.producers().values().stream().flatMap(KinesisParts::streams),
					this.properties.streams().keySet().stream())
			.forEach((stream) -> streams.putIfAbsent(stream, () -> this.client));
		return streams;
	}

	private KinesisAsyncClient client(RecordSource.Request request, String stream) {
		return (this.sources.getIfAvailable() instanceof StreamClients clients) ? clients.client(request, stream)
				: this.client;
	}

	/**
	 * Finds a stream.
	 * @param name its name, also where the application names it by its ARN
	 * @return the stream as the application names it
	 */
	String stream(String name) {
		Set<String> streams = streams().keySet();
		return streams.stream()
			.filter((stream) -> stream.equals(name) || stream.endsWith("/" + name))
			.findFirst()
			.orElseThrow(() -> unknown("stream", name, streams));
	}

	private static NoSuchElementException unknown(String what, String name, Collection<String> known) {
		return new NoSuchElementException("There is no %s '%s', but there are %s".formatted(what, name, known));
	}

}
