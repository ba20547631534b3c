package io.kinesisboot.autoconfigure.firehose;

import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.autoconfigure.firehose.KinesisFirehoseDeliveryAutoConfiguration.FirehoseTemplateFactory;
import io.kinesisboot.firehose.delivery.DeliveryOperations;
import io.kinesisboot.firehose.delivery.FirehoseTemplate;

/**
 * The producers that {@code kinesis.firehose.producers} names, each made when it is first
 * asked for. Thread-safe.
 */
final class FirehoseProducers implements AutoCloseable {

	private final KinesisFirehoseProperties properties;

	private final FirehoseTemplateFactory factory;

	private final Map<String, FirehoseTemplate> templates = new ConcurrentHashMap<>();

	FirehoseProducers(KinesisFirehoseProperties properties, FirehoseTemplateFactory factory) {
		this.properties = properties;
		this.factory = factory;
	}

	<T> DeliveryOperations<T> operations(String name) {
		KinesisFirehoseProperties.Producer producer = Objects.requireNonNull(this.properties.producers().get(name));
		return this.templates.computeIfAbsent(name, (added) -> this.factory.create(added, producer.options()))
			.to(Objects.requireNonNull(producer.stream()));
	}

	@Override
	public void close() {
		this.templates.values().forEach(FirehoseTemplate::close);
	}

}
