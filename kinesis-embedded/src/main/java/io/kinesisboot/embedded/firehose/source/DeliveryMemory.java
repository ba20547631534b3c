package io.kinesisboot.embedded.firehose.source;

import java.util.concurrent.atomic.AtomicLong;

/**
 * Counts the heap that records take while they wait for their delivery, in all delivery
 * streams together. Thread-safe.
 *
 * @since 0.1.0
 */
public final class DeliveryMemory {

	/** What a record takes beside its payload. */
	private static final int OVERHEAD = 200;

	private final long maxBytes;

	private final AtomicLong used = new AtomicLong();

	/**
	 * Creates memory of which nothing is taken.
	 * @param maxBytes how much there is
	 */
	public DeliveryMemory(long maxBytes) {
		this.maxBytes = maxBytes;
	}

	/**
	 * Takes memory for a record, if there is some.
	 * @param data the record
	 * @return whether there is
	 */
	public boolean tryTake(byte[] data) {
		long bytes = bytes(data);
		if (this.used.addAndGet(bytes) <= this.maxBytes) {
			return true;
		}
		this.used.addAndGet(-bytes);
		return false;
	}

	/**
	 * Takes memory for a record that is here anyway.
	 * @param data the record
	 */
	public void take(byte[] data) {
		this.used.addAndGet(bytes(data));
	}

	/**
	 * Gives back what a record took.
	 * @param data the record
	 */
	public void giveBack(byte[] data) {
		this.used.addAndGet(-bytes(data));
	}

	private static long bytes(byte[] data) {
		return data.length + OVERHEAD;
	}

	/**
	 * Whether so much is taken that nobody should wait for more.
	 * @return whether more than half is taken
	 */
	public boolean isShort() {
		return this.used.get() > this.maxBytes / 2;
	}

}
