package io.kinesisboot.producer.benchmark;

import java.nio.ByteBuffer;

/**
 * A producer that is measured. Called by one thread.
 */
interface Contender extends AutoCloseable {

	/**
	 * Sends a record.
	 * @param partitionKey its key
	 * @param data its payload
	 * @param acknowledged is run when the record is stored, on any thread
	 */
	void send(String partitionKey, ByteBuffer data, Runnable acknowledged);

	/**
	 * Sends what waits for more.
	 */
	default void flush() {
	}

	@Override
	void close();

}
