package io.kinesisboot.autoconfigure;

import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.listener.error.LoggingRecoverer;
import io.kinesisboot.listener.error.RecordRecoverer;
import io.kinesisboot.listener.error.StoppingRecoverer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/**
 * Finds recoverers: what this library brings, beans, and destinations of dead letters.
 * Thread-safe.
 */
final class RecovererResolver implements RecordRecoverer.Resolver {

	private static final String LOG = "log";

	private static final String STOP = "stop";

	private final ListableBeanFactory beans;

	private final ObjectProvider<DeadLetterDestinations> destinations;

	RecovererResolver(ListableBeanFactory beans, ObjectProvider<DeadLetterDestinations> destinations) {
		this.beans = beans;
		this.destinations = destinations;
	}

	@Override
	public RecordRecoverer resolve(String onFailure, @Nullable String applicationName) {
		return switch (onFailure) {
			case LOG -> new LoggingRecoverer();
			case STOP -> new StoppingRecoverer();
			default -> this.beans.containsBean(onFailure) ? bean(onFailure) : destination(onFailure, applicationName);
		};
	}

	private RecordRecoverer bean(String name) {
		if (this.beans.isTypeMatch(name, RecordRecoverer.class)) {
			return this.beans.getBean(name, RecordRecoverer.class);
		}
		throw new IllegalArgumentException("'onFailure' must name a bean of the type RecordRecoverer but was '%s', a %s"
			.formatted(name, this.beans.getType(name)));
	}

	private RecordRecoverer destination(String text, @Nullable String applicationName) {
		if (!text.contains(":")) {
			throw new IllegalArgumentException(
					"'onFailure' must be '%s', '%s', the name of a RecordRecoverer bean, %s but was '%s'".formatted(LOG,
							STOP, Destination.FORMS, text));
		}
		return this.destinations.getObject().recoverer(Destination.of(text), applicationName);
	}

}
