package io.kinesisboot.consumer.kcl;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Tells the shards of a source, once, that it is stopping. Thread-safe.
 */
final class StopSignal {

	private final CountDownLatch latch = new CountDownLatch(1);

	void raise() {
		this.latch.countDown();
	}

	boolean isRaised() {
		return this.latch.getCount() == 0;
	}

	boolean await(Duration time) throws InterruptedException {
		return this.latch.await(time.toNanos(), TimeUnit.NANOSECONDS);
	}

}
