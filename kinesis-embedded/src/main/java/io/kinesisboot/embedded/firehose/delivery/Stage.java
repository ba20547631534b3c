package io.kinesisboot.embedded.firehose.delivery;

import java.time.Instant;

/**
 * Where records wait on their way, until they are enough or have waited long enough.
 * Confined to the delivery stream's thread.
 */
interface Stage {

	/**
	 * When records are to go on next.
	 * @return that time, {@link Instant#MAX} if there are none
	 */
	Instant due();

	/**
	 * Lets those go on that are due.
	 * @param now the time, {@link Instant#MAX} for all of them
	 * @throws InterruptedException if the thread is interrupted
	 */
	void flush(Instant now) throws InterruptedException;

	int size();

	/**
	 * Forgets all records.
	 */
	void discard();

}
