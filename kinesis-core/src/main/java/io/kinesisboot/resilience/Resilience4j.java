package io.kinesisboot.resilience;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiter;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.Retry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiter;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.kinesisboot.guard.CallGuard;
import io.kinesisboot.guard.GuardNames;
import io.kinesisboot.guard.UnknownGuardException;
import io.kinesisboot.listener.ListenerResilience;
import io.kinesisboot.listener.dispatch.RecordListener;
import io.kinesisboot.listener.error.ErrorOptions;

/**
 * The instances of Resilience4j's registries, by their names. A name that a registry does
 * not have is an error, where the registry itself would make an instance of it.
 * Thread-safe.
 *
 * @param circuitBreakers the circuit breakers
 * @param rateLimiters the rate limiters
 * @param bulkheads the bulkheads
 * @param retries the retries
 * @param timeLimiters the time limiters
 * @since 0.1.0
 */
public record Resilience4j(CircuitBreakerRegistry circuitBreakers, RateLimiterRegistry rateLimiters,
		BulkheadRegistry bulkheads, RetryRegistry retries,
		TimeLimiterRegistry timeLimiters) implements ListenerResilience {

	@Override
	public CallGuard guard(GuardNames names) {
		List<CallGuard> guards = new ArrayList<>();
		if (names.circuitBreaker() != null) {
			guards.add(new CircuitBreakerGuard(circuitBreaker(names.circuitBreaker())));
		}
		if (names.bulkhead() != null) {
			guards.add(new BulkheadGuard(bulkhead(names.bulkhead())));
		}
		if (names.rateLimiter() != null) {
			// The last one, since its permits cannot be given back
			guards.add(new RateLimiterGuard(rateLimiter(names.rateLimiter())));
		}
		return GuardChain.of(guards);
	}

	@Override
	public ErrorOptions retry(ErrorOptions errors, String name) {
		Retry retry = found("retry", name, this.retries.find(name), this.retries.getAllRetries(), Retry::getName);
		return errors.withMaxRetries(retry.getRetryConfig().getMaxAttempts() - 1)
			.withRetries(() -> new NamedRetries(retry.asyncContext(), errors.retryable()));
	}

	@Override
	public RecordListener timeLimit(RecordListener listener, String name) {
		TimeLimiter limiter = found("timeLimiter", name, this.timeLimiters.find(name),
				this.timeLimiters.getAllTimeLimiters(), TimeLimiter::getName);
		return new TimeLimitedRecordListener(listener, limiter);
	}

	private CircuitBreaker circuitBreaker(String name) {
		return found("circuitBreaker", name, this.circuitBreakers.find(name),
				this.circuitBreakers.getAllCircuitBreakers(), CircuitBreaker::getName);
	}

	private RateLimiter rateLimiter(String name) {
		return found("rateLimiter", name, this.rateLimiters.find(name), this.rateLimiters.getAllRateLimiters(),
				RateLimiter::getName);
	}

	private Bulkhead bulkhead(String name) {
		return found("bulkhead", name, this.bulkheads.find(name), this.bulkheads.getAllBulkheads(), Bulkhead::getName);
	}

	private static <T> T found(String setting, String name, Optional<T> found, Set<T> all, Function<T, String> nameOf) {
		return found.orElseThrow(() -> new UnknownGuardException(setting, name,
				"must be one of 'resilience4j.%s.instances', which are %s,".formatted(setting.toLowerCase(Locale.ROOT),
						all.stream().map(nameOf).sorted().toList())));
	}

}
