package io.kinesisboot.observation;

import io.kinesisboot.listener.dispatch.ListenerDecorator;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Has the calls of listeners observed, each attempt by itself: one that fails has its
 * failure as error, also if the next one succeeds. Records that do not reach a listener
 * are not observed. Immutable.
 *
 * @since 0.1.0
 * @see KinesisObservation#LISTENER
 */
public final class ListenerObservations implements ListenerDecorator {

	private static final KinesisListenerObservationConvention DEFAULT = new DefaultKinesisListenerObservationConvention();

	private final ObservationRegistry registry;

	private final @Nullable KinesisListenerObservationConvention convention;

	/**
	 * Creates observations.
	 * @param registry what they are reported to
	 * @param convention names them; null for OpenTelemetry's names
	 */
	public ListenerObservations(ObservationRegistry registry,
			@Nullable KinesisListenerObservationConvention convention) {
		this.registry = registry;
		this.convention = convention;
	}

	@Override
	public RecordListener decorate(RecordListener listener, String applicationName) {
		return this.registry.isNoop() ? listener : new ObservedRecordListener(listener, applicationName, this);
	}

	Observation start(KinesisListenerContext context) {
		return KinesisObservation.LISTENER.observation(this.convention, DEFAULT, () -> context, this.registry).start();
	}

}
