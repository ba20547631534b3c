package io.kinesisboot.consumer.kcl;

/**
 * Elapsed time, which no change of the machine's clock can turn back. Thread-safe.
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
