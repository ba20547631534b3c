package io.kinesisboot.autoconfigure;

import io.kinesisboot.guard.Guards;
import io.kinesisboot.observation.KinesisProducerObservationConvention;
import io.kinesisboot.observation.ObservedKinesisProducer;
import io.kinesisboot.producer.KinesisProducer;
import io.kinesisboot.producer.ProducerMetrics;
import io.micrometer.observation.ObservationRegistry;
import software.amazon.awssdk.services.kinesis.KinesisAsyncClient;

import org.springframework.beans.factory.ObjectProvider;

/**
 * Makes producers with what the application has to see them. Thread-safe.
 *
 * @param client what makes their calls
 * @param metrics what makes their meters, if the application has any
 * @param observations what observes their sends, if they are to be
 * @param convention what names the observations, if not as usual
 * @param guards what finds what guards their calls, if there is anything to
 */
record KinesisProducerFactory(KinesisAsyncClient client, ObjectProvider<NamedMetrics> metrics,
		ObjectProvider<ObservationRegistry> observations,
		ObjectProvider<KinesisProducerObservationConvention> convention, ObjectProvider<Guards> guards) {

	/**
	 * Makes a producer.
	 * @param name its name
	 * @param prefix what its properties begin with
	 * @param properties what it keeps and what bounds it
	 * @return the producer, to be closed by the caller
	 */
	KinesisProducer create(String name, String prefix, KinesisProducerProperties properties) {
		NamedMetrics found = this.metrics.getIfAvailable();
		KinesisProducer producer = KinesisProducer.builder(this.client)
			.options(properties.options())
			.metrics((found != null) ? found.of(name) : ProducerMetrics.NONE)
			.guard(new GuardSettings(prefix, properties.guards()).guard(this.guards), properties.onOpenCircuit())
			.build();
		ObservationRegistry registry = properties.observationEnabled() ? this.observations.getIfAvailable() : null;
		return (registry != null) ? ObservedKinesisProducer.of(producer, registry, this.convention.getIfAvailable())
				: producer;
	}

	/**
	 * Makes the meters of producers.
	 */
	interface NamedMetrics {

		ProducerMetrics of(String producer);

	}

}
