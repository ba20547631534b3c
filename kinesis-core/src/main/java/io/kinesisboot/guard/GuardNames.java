package io.kinesisboot.guard;

import org.jspecify.annotations.Nullable;

/**
 * The names of what guards calls. Immutable.
 *
 * @param circuitBreaker the circuit breaker; null for none
 * @param rateLimiter the rate limiter; null for none
 * @param bulkhead the bulkhead; null for none
 * @since 0.1.0
 */
public record GuardNames(@Nullable String circuitBreaker, @Nullable String rateLimiter, @Nullable String bulkhead) {

	/** No guards. */
	public static final GuardNames NONE = new GuardNames(null, null, null);

	public GuardNames withCircuitBreaker(@Nullable String circuitBreaker) {
		return new GuardNames(circuitBreaker, this.rateLimiter, this.bulkhead);
	}

	public GuardNames withRateLimiter(@Nullable String rateLimiter) {
		return new GuardNames(this.circuitBreaker, rateLimiter, this.bulkhead);
	}

	public GuardNames withBulkhead(@Nullable String bulkhead) {
		return new GuardNames(this.circuitBreaker, this.rateLimiter, bulkhead);
	}

}
