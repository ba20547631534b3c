package io.kinesisboot.embedded.http;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the bytes of requests that are not whole yet and of answers that are not sent
 * yet, all connections together. Thread-safe.
 */
final class HeldBytes {

	private static final int SMALL_BODY_BYTES = 64 * 1024;

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

	/**
	 * Whether a body is too much. Small ones find room for longer, so that most calls
	 * pass beside clients who fill the memory with large ones.
	 * @param count how many bytes of it are counted already
	 * @return whether to refuse it
	 */
	boolean isTooMuch(long count) {
		return this.bytes.get() > ((count > SMALL_BODY_BYTES) ? this.limit : this.limit + this.limit / 2);
	}

}
