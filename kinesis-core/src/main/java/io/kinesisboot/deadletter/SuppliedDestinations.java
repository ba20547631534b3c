package io.kinesisboot.deadletter;

import java.time.Clock;
import java.util.Map;
import java.util.function.Function;

import io.kinesisboot.listener.error.RecordRecoverer;
import org.jspecify.annotations.Nullable;

/**
 * The destinations of the services that there is a client for. Thread-safe.
 *
 * @param sinks what makes sinks, by service
 * @param overflow where goes what is too large for its destination, or null
 * @param clock tells when listeners were given up on
 */
record SuppliedDestinations(Map<Destination.Scheme, Function<Destination, DeadLetterSink>> sinks,
		@Nullable Destination overflow, Clock clock) implements DeadLetterDestinations {

	SuppliedDestinations {
		sinks = Map.copyOf(sinks);
	}

	@Override
	public RecordRecoverer recoverer(Destination destination, @Nullable String applicationName) {
		DeadLetterSink sink = sink(destination);
		if (this.overflow != null && !this.overflow.equals(destination)) {
			sink = sink.withOverflow(sink(this.overflow));
		}
		return new DeadLetterRecoverer(sink, applicationName, this.clock);
	}

	private DeadLetterSink sink(Destination destination) {
		Function<Destination, DeadLetterSink> maker = this.sinks.get(destination.scheme());
		if (maker == null) {
			throw new IllegalArgumentException("Destination '%s' needs a client of '%s', but there are those of %s"
				.formatted(destination, destination.scheme(), this.sinks.keySet()));
		}
		return maker.apply(destination);
	}

}
