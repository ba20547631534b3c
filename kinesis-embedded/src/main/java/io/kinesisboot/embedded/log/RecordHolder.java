package io.kinesisboot.embedded.log;

/**
 * What holds records that can be forgotten to make room. Thread-safe.
 *
 * @since 0.1.0
 */
public interface RecordHolder {

	/**
	 * When the youngest record arrived of those that {@link #evict} would forget.
	 * @return the time in milliseconds since the epoch, {@link Long#MAX_VALUE} if there
	 * is no record
	 */
	long oldestPageMillis();

	/**
	 * Makes room: forgets what has expired or, if that frees nothing, the oldest records.
	 * @param nowMillis the time
	 * @return how many records that had not expired are forgotten
	 */
	long evict(long nowMillis);

}
