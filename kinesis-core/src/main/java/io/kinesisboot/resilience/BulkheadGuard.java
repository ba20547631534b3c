package io.kinesisboot.resilience;

import java.time.Duration;

import io.github.resilience4j.bulkhead.Bulkhead;
import io.kinesisboot.guard.CallGuard;

/**
 * Lets as many calls run at the same time as a bulkhead permits. Thread-safe.
 *
 * @param bulkhead the bulkhead
 */
record BulkheadGuard(Bulkhead bulkhead) implements CallGuard {

	private static final Later LATER = new Later(Duration.ofMillis(1));

	/**
	 * Does not ask the bulkhead while it is full, since that might wait.
	 */
	@Override
	public Answer ask() {
		boolean permitted = this.bulkhead.getMetrics().getAvailableConcurrentCalls() > 0
				&& this.bulkhead.tryAcquirePermission();
		return permitted ? new BulkheadPermit(this.bulkhead) : LATER;
	}

	/**
	 * A place in the bulkhead.
	 *
	 * @param bulkhead the bulkhead
	 */
	private record BulkheadPermit(Bulkhead bulkhead) implements Permit {

		@Override
		public void succeeded() {
			this.bulkhead.onComplete();
		}

		@Override
		public boolean failed(Throwable cause) {
			this.bulkhead.onComplete();
			return true;
		}

		@Override
		public void unused() {
			this.bulkhead.releasePermission();
		}

	}

}
