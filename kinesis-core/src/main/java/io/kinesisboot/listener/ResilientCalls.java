package io.kinesisboot.listener;

import java.lang.reflect.Method;

import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.error.ErrorOptions;
import io.kinesisboot.listener.method.ListenerMethods;
import org.jspecify.annotations.Nullable;

/**
 * What the resilience options of a listener come to. Immutable.
 *
 * @param options the options
 * @param found finds what they name; null if they name nothing
 */
record ResilientCalls(ResilienceOptions options, @Nullable ListenerResilience found) {

	static ResilientCalls of(ResilienceOptions options, @Nullable ListenerResilience resilience) {
		if (options.equals(ResilienceOptions.NONE)) {
			return new ResilientCalls(options, null);
		}
		if (resilience == null) {
			throw new IllegalArgumentException(
					"Resilience4j must be there (io.github.resilience4j:resilience4j-spring-boot4), since it is named: "
							+ options);
		}
		return new ResilientCalls(options, resilience);
	}

	CallGuard guard() {
		return (this.found != null) ? this.found.guard(this.options.guards()) : CallGuard.NONE;
	}

	ErrorOptions errors(ErrorOptions errors) {
		String retry = this.options.retry();
		return (this.found != null && retry != null) ? this.found.retry(errors, retry) : errors;
	}

	RecordListener limited(RecordListener listener, ListenerMethods methods) {
		String limiter = this.options.timeLimiter();
		if (this.found == null || limiter == null) {
			return listener;
		}
		methods.asynchronous().ifPresent((method) -> {
			throw asynchronous(method, limiter);
		});
		return this.found.timeLimit(listener, limiter);
	}

	/**
	 * What a method has begun cannot be stopped so that its end is seen.
	 */
	private static IllegalArgumentException asynchronous(Method method, String limiter) {
		return new IllegalArgumentException(("'timeLimiter' must not be set for %s, since work that goes on after the"
				+ " method has returned cannot be stopped, and the next record of its key must not overtake it; give"
				+ " the %s itself a timeout, but was '%s'")
			.formatted(method.toGenericString(), method.getReturnType().getSimpleName(), limiter));
	}

}
