package io.kinesisboot.resilience;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicBoolean;

import io.github.resilience4j.circuitbreaker.CircuitBreaker;
import io.github.resilience4j.circuitbreaker.CircuitBreakerConfig;
import io.kinesisboot.guard.CallGuard;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets calls be made while a circuit is closed, and as many as it permits for a trial
 * while it is half open. Thread-safe.
 */
final class CircuitBreakerGuard implements CallGuard {

	private static final Logger logger = LoggerFactory.getLogger(CircuitBreakerGuard.class);

	private static final long MIN_PAUSE_MILLIS = 10;

	private static final long MAX_PAUSE_MILLIS = 1_000;

	private static final int SHARE_OF_OPEN_TIME = 10;

	private final CircuitBreaker breaker;

	private final Later later;

	private final AtomicBoolean waiting = new AtomicBoolean();

	CircuitBreakerGuard(CircuitBreaker breaker) {
		this.breaker = breaker;
		long openMillis = breaker.getCircuitBreakerConfig().getWaitIntervalFunctionInOpenState().apply(1);
		this.later = new Later(Duration
			.ofMillis(Math.max(MIN_PAUSE_MILLIS, Math.min(MAX_PAUSE_MILLIS, openMillis / SHARE_OF_OPEN_TIME))));
	}

	@Override
	public Answer ask() {
		if (!this.breaker.tryAcquirePermission()) {
			if (isOpen() && this.waiting.compareAndSet(false, true)) {
				logger.warn("Calls wait, since the circuit breaker '{}' is open", this.breaker.getName());
			}
			return this.later;
		}
		if (this.waiting.get() && this.waiting.getAndSet(false)) {
			logger.info("Calls go on, since the circuit breaker '{}' permits them", this.breaker.getName());
		}
		return new CircuitBreakerPermit();
	}

	@Override
	public @Nullable String openCircuit() {
		return isOpen() ? this.breaker.getName() : null;
	}

	private boolean isOpen() {
		CircuitBreaker.State state = this.breaker.getState();
		return state == CircuitBreaker.State.OPEN || state == CircuitBreaker.State.FORCED_OPEN;
	}

	/**
	 * Whether failures of a kind are a sign that what is called does not work.
	 */
	private boolean isRecorded(Throwable cause) {
		CircuitBreakerConfig config = this.breaker.getCircuitBreakerConfig();
		return !config.getIgnoreExceptionPredicate().test(cause) && config.getRecordExceptionPredicate().test(cause);
	}

	private final class CircuitBreakerPermit implements Permit {

		private final CircuitBreaker breaker = CircuitBreakerGuard.this.breaker;

		private final long start = this.breaker.getCurrentTimestamp();

		@Override
		public void succeeded() {
			this.breaker.onSuccess(duration(), this.breaker.getTimestampUnit());
		}

		@Override
		public boolean failed(Throwable cause) {
			this.breaker.onError(duration(), this.breaker.getTimestampUnit(), cause);
			boolean open = isOpen() || this.breaker.getState() == CircuitBreaker.State.HALF_OPEN;
			return !(open && isRecorded(cause));
		}

		@Override
		public void unused() {
			this.breaker.releasePermission();
		}

		private long duration() {
			return this.breaker.getCurrentTimestamp() - this.start;
		}

	}

}
