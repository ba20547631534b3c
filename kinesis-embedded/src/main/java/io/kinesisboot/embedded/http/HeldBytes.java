package io.kinesisboot.embedded.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of requests that are not whole yet and of answers that are not sent
 * yet, all connections together. Thread-safe.
 */
final class HeldBytes {

	private final AtomicLong bytes = new AtomicLong();

	private final long limit;

	HeldBytes(long limit) {
		this.limit = limit;
	}

	void add(long count) {
		this.bytes.addAndGet(count);
	}

	void release(long count) {
		this.bytes.addAndGet(-count);
	}

	boolean isOverLimit() {
		return this.bytes.get() > this.limit;
	}

}
