package io.kinesisboot.producer;

/**
 * Elapsed time, which tests can turn by hand. Thread-safe.
 */
@FunctionalInterface
interface Ticker {

	/** The clock of the machine. */
	Ticker SYSTEM = System::nanoTime;

	/**
	 * Reads the time.
	 * @return the nanoseconds since some fixed, arbitrary moment
	 */
	long read();

}
