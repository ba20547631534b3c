package io.kinesisboot.autoconfigure.iam;

import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

import io.kinesisboot.deadletter.DeadLetterDestinations;
import io.kinesisboot.deadletter.Destination;
import io.kinesisboot.listener.error.LoggingRecoverer;
import org.jspecify.annotations.Nullable;

import org.springframework.beans.factory.config.BeanPostProcessor;

/**
 * Remembers which destinations of dead letters listeners name. Thread-safe.
 */
final class NamedDestinations implements BeanPostProcessor {

	private final Set<Destination> named = ConcurrentHashMap.newKeySet();

	private final boolean ask;

	/**
	 * Creates a memory.
	 * @param ask whether the destinations are to be asked for as well, which may need the
	 * services that they are of
	 */
	NamedDestinations(boolean ask) {
		this.ask = ask;
	}

	@Override
	public Object postProcessAfterInitialization(Object bean, String beanName) {
		return (bean instanceof DeadLetterDestinations destinations) ? remember(destinations) : bean;
	}

	private DeadLetterDestinations remember(DeadLetterDestinations destinations) {
		return (destination, applicationName) -> {
			this.named.add(destination);
			return this.ask ? destinations.recoverer(destination, applicationName) : new LoggingRecoverer();
		};
	}

	/**
	 * Lists what was named.
	 * @param overflow where goes what is too large for one of these, or null
	 * @return the destinations, without overflow if there are no others
	 */
	Set<Destination> with(@Nullable String overflow) {
		Set<Destination> all = new HashSet<>(this.named);
		if (overflow != null && !all.isEmpty()) {
			all.add(Destination.of(overflow));
		}
		return all;
	}

}
