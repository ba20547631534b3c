package io.kinesisboot.resilience;

import java.time.Duration;

import io.github.resilience4j.ratelimiter.RateLimiter;
import io.kinesisboot.guard.CallGuard;

/**
 * Lets as many calls be made in a period as a rate limiter permits. Thread-safe.
 */
final class RateLimiterGuard implements CallGuard {

	private static final long MIN_PAUSE_MILLIS = 1;

	private static final long MAX_PAUSE_MILLIS = 100;

	private static final int SHARE_OF_PERIOD = 10;

	private final RateLimiter limiter;

	private final Later later;

	RateLimiterGuard(RateLimiter limiter) {
		this.limiter = limiter;
		long periodMillis = limiter.getRateLimiterConfig().getLimitRefreshPeriod().toMillis();
		this.later = new Later(Duration
			.ofMillis(Math.max(MIN_PAUSE_MILLIS, Math.min(MAX_PAUSE_MILLIS, periodMillis / SHARE_OF_PERIOD))));
	}

	/**
	 * Does not ask the limiter while it has no permission to give, since it would be one
	 * of a period to come. If several ask for the last one, some go a little early.
	 */
	@Override
	public Answer ask() {
		boolean permitted = this.limiter.getMetrics().getAvailablePermissions() > 0
				&& this.limiter.reservePermission() >= 0;
		return permitted ? Permit.FREE : this.later;
	}

}
