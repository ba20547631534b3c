package io.kinesisboot.producer;

import java.util.concurrent.locks.LockSupport;

/**
 * Elapsed time, which tests can turn by hand. Thread-safe.
 */
interface Ticker {

	/** The clock of the machine. */
	Ticker SYSTEM = System::nanoTime;

	/**
	 * Reads the time.
	 * @return the nanoseconds since some fixed, arbitrary moment
	 */
	long read();

	/**
	 * Lets time pass, less if the thread is unparked.
	 * @param blocker what the thread waits for
	 * @param nanos how much
	 */
	default void park(Object blocker, long nanos) {
		LockSupport.parkNanos(blocker, nanos);
	}

}
