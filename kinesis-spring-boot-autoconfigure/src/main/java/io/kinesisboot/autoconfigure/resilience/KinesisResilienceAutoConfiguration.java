package io.kinesisboot.autoconfigure.resilience;

import io.github.resilience4j.bulkhead.BulkheadRegistry;
import io.github.resilience4j.circuitbreaker.CircuitBreakerRegistry;
import io.github.resilience4j.ratelimiter.RateLimiterRegistry;
import io.github.resilience4j.retry.RetryRegistry;
import io.github.resilience4j.timelimiter.TimeLimiterRegistry;
import io.kinesisboot.listener.ListenerResilience;
import io.kinesisboot.resilience.Resilience4j;

import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Lazy;

/**
 * Auto-configuration of what listeners and producers name of Resilience4j, if the
 * application has its registries.
 *
 * @since 0.1.0
 */
@AutoConfiguration(
		afterName = { "io.github.resilience4j.springboot.circuitbreaker.autoconfigure.CircuitBreakerAutoConfiguration",
				"io.github.resilience4j.springboot.ratelimiter.autoconfigure.RateLimiterAutoConfiguration",
				"io.github.resilience4j.springboot.bulkhead.autoconfigure.BulkheadAutoConfiguration",
				"io.github.resilience4j.springboot.retry.autoconfigure.RetryAutoConfiguration",
				"io.github.resilience4j.springboot.timelimiter.autoconfigure.TimeLimiterAutoConfiguration" })
@ConditionalOnClass({ CircuitBreakerRegistry.class, RateLimiterRegistry.class, BulkheadRegistry.class,
		RetryRegistry.class, TimeLimiterRegistry.class })
@ConditionalOnBean({ CircuitBreakerRegistry.class, RateLimiterRegistry.class, BulkheadRegistry.class,
		RetryRegistry.class, TimeLimiterRegistry.class })
public final class KinesisResilienceAutoConfiguration {

	@Bean
	@Lazy
	@ConditionalOnMissingBean
	ListenerResilience kinesisBootResilience(CircuitBreakerRegistry circuitBreakers, RateLimiterRegistry rateLimiters,
			BulkheadRegistry bulkheads, RetryRegistry retries, TimeLimiterRegistry timeLimiters) {
		return new Resilience4j(circuitBreakers, rateLimiters, bulkheads, retries, timeLimiters);
	}

}
