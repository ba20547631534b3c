package io.kinesisboot.observation;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationConvention;

/**
 * Names the calls of listeners, and gives them their key values.
 *
 * @since 0.1.0
 */
public interface KinesisListenerObservationConvention extends ObservationConvention<KinesisListenerContext> {

	@Override
	default String getName() {
		return KinesisObservation.LISTENER.getName();
	}

	@Override
	default boolean supportsContext(Observation.Context context) {
		return context instanceof KinesisListenerContext;
	}

}
