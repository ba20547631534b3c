package io.kinesisboot.observation;

import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import org.jspecify.annotations.Nullable;

/**
 * Counts the dead letters that destinations have taken, as {@code kinesis.dead.letters}
 * with the tags {@code listener} and {@code destination}. Thread-safe.
 *
 * @since 0.1.0
 */
public final class MicrometerDeadLetters implements DeadLetterDestinations {

	private final DeadLetterDestinations destinations;

	private final MeterRegistry registry;

	/**
	 * Creates the meters.
	 * @param destinations makes what takes the dead letters
	 * @param registry where they are registered
	 */
	public MicrometerDeadLetters(DeadLetterDestinations destinations, MeterRegistry registry) {
		this.destinations = destinations;
		this.registry = registry;
	}

	@Override
	public RecordRecoverer recoverer(Destination destination, @Nullable String applicationName) {
		RecordRecoverer recoverer = this.destinations.recoverer(destination, applicationName);
		return (failed) -> {
			recoverer.recover(failed);
			Counter.builder("kinesis.dead.letters")
				.description("Dead letters that their destination has taken")
				.baseUnit("records")
				.tag("listener", failed.listenerId())
				.tag("destination", destination.toString())
				.register(this.registry)
				.increment();
		};
	}

}
