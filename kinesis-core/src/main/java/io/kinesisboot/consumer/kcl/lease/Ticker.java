package io.kinesisboot.consumer.kcl.lease;

/**
 * Elapsed time, which no change of the machine's clock can turn back. Thread-safe.
 *
 * @since 0.1.0
 */
@FunctionalInterface
public interface Ticker {

	/** The clock of the machine. */
	Ticker SYSTEM = System::nanoTime;

	/**
	 * Reads the time.
	 * @return the nanoseconds since some fixed, arbitrary moment
	 */
	long read();

}
