package io.kinesisboot.listener.method;

import java.time.Duration;

/**
 * A parameter of a listener method that says itself when its records are done, rather
 * than by returning. May be used by any thread, also after the method has returned.
 * Thread-safe.
 * <p>
 * An acknowledgement says nothing of records of other calls: each record is done by its
 * own. Until then it holds its key, or its shard with ordering {@code SHARD}, and a place
 * in the window of its shard: no later record of the key is handed over, and no
 * checkpoint passes it. A record that is never acknowledged thus stops its key for good,
 * and its shard when the window is full.
 * <p>
 * A method that throws, or whose result fails, has failed whatever it says here; what was
 * acknowledged before stays done. When a call has failed, or all of it is done or is to
 * be handed over again, there is nothing left to say: each further use throws an
 * {@link IllegalStateException}.
 *
 * @since 0.1.0
 */
public interface Acknowledgement {

	/**
	 * Says that all records of the call are done.
	 */
	void acknowledge();

	/**
	 * Says that the records of a batch up to one are done, at once. The rest of the call
	 * is still to be acknowledged.
	 * @param index the index of the last record that is done, from 0, higher than with
	 * each call before
	 * @throws IllegalArgumentException if it is none of the batch, or not higher
	 */
	void acknowledge(int index);

	/**
	 * Asks for the records that are not done once more, which is not counted as a
	 * failure. They keep their keys meanwhile.
	 * @param delay when, not negative
	 */
	void nack(Duration delay);

	/**
	 * Says that the records of a batch before one are done, and asks for the others once
	 * more, which is not counted as a failure. They keep their keys meanwhile.
	 * @param index the index of the first record to be handed over again, from 0, higher
	 * than that of the last one acknowledged
	 * @param delay when, not negative
	 * @throws IllegalArgumentException if it is none of the batch, or done already
	 */
	void nack(int index, Duration delay);

}
