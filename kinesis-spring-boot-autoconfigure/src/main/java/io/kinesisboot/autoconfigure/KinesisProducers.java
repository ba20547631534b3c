package io.kinesisboot.autoconfigure;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;

import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.template.DefaultProducerOperations;
import io.kinesisboot.template.ProducerBinding;
import io.kinesisboot.template.ProducerOperations;
import org.jspecify.annotations.Nullable;

import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.PropertySourcesPlaceholdersResolver;
import org.springframework.boot.context.properties.source.ConfigurationPropertyName;
import org.springframework.boot.context.properties.source.ConfigurationPropertySource;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.core.env.Environment;
import org.springframework.messaging.converter.MessageConverter;
import org.springframework.validation.Validator;

/**
 * The producers that {@code kinesis.producers} configures, by name. What a producer
 * leaves out it takes from {@code kinesis.producer}. Thread-safe.
 */
final class KinesisProducers implements AutoCloseable {

	private static final ConfigurationPropertyName PREFIX = ConfigurationPropertyName.of("kinesis.producers");

	private static final ConfigurationPropertyName DEFAULTS = ConfigurationPropertyName.of("kinesis.producer");

	private final Map<String, NamedProducer> producers = new LinkedHashMap<>();

	private final MessageConverter converter;

	private final @Nullable Validator validator;

	KinesisProducers(KinesisProperties properties, Environment environment, KinesisProducerFactory factory,
			MessageConverter converter, @Nullable Validator validator) {
		this.converter = converter;
		this.validator = validator;
		properties.producers()
			.forEach((name, producer) -> this.producers.put(name, new NamedProducer(producer.binding(name),
					factory.create(name, PREFIX + "." + name, engine(environment, name)))));
	}

	private static KinesisProducerProperties engine(Environment environment, String name) {
		ConfigurationPropertyName prefix = ConfigurationPropertyName.adapt(PREFIX + "." + name, '.');
		List<ConfigurationPropertySource> own = StreamSupport.stream(ConfigurationPropertySources.get(environment)
			.spliterator(), /* parallel= */ false).toList();
		List<ConfigurationPropertySource> all = own.stream()
			.map((source) -> defaults(source, prefix))
			.collect(Collectors.toList());
		all.addAll(0, own);
		return new Binder(all, new PropertySourcesPlaceholdersResolver(environment)).bindOrCreate(prefix.toString(),
				KinesisProducerProperties.class);
	}

	private static ConfigurationPropertySource defaults(ConfigurationPropertySource source,
			ConfigurationPropertyName prefix) {
		return (name) -> prefix.isAncestorOf(name)
				? source.getConfigurationProperty(DEFAULTS.append(name.subName(prefix.getNumberOfElements()))) : null;
	}

	KinesisProducer producer(String name) {
		return named(name).producer();
	}

	<T> ProducerOperations<T> operations(String name) {
		NamedProducer named = named(name);
		return new DefaultProducerOperations<>(named.binding(), named.producer(), this.converter, this.validator);
	}

	private NamedProducer named(String name) {
		return Objects.requireNonNull(this.producers.get(name));
	}

	/**
	 * Finds the one producer that is configured for a stream.
	 * @param stream the stream's name
	 * @param otherwise what to return if none is, or several are
	 * @return the producer
	 */
	KinesisProducer ofStream(String stream, KinesisProducer otherwise) {
		List<NamedProducer> found = this.producers.values()
			.stream()
			.filter((named) -> named.binding().streams().contains(stream))
			.toList();
		return (found.size() == 1) ? found.get(0).producer() : otherwise;
	}

	@Override
	public void close() {
		this.producers.values().forEach((named) -> named.producer().close());
	}

	private record NamedProducer(ProducerBinding binding, KinesisProducer producer) {

	}

}
