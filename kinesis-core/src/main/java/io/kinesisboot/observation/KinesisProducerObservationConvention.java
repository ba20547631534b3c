package io.kinesisboot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the sends of producers, and gives them their key values.
 *
 * @since 0.1.0
 */
public interface KinesisProducerObservationConvention extends ObservationConvention<KinesisProducerContext> {

	@Override
	default String getName() {
		return KinesisObservation.PRODUCER.getName();
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof KinesisProducerContext;
	}

}
