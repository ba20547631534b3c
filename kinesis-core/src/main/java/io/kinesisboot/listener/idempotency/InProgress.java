package io.kinesisboot.listener.idempotency;

/**
 * What happens to a record while another one with its key is being handled elsewhere.
 *
 * @since 0.1.0
 */
public enum InProgress {

	/**
	 * It waits until the other one is done, has failed, or its claim's lease has ended.
	 * What follows it in its call waits too.
	 */
	WAIT,

	/**
	 * It counts as done. If who handles the other one crashes, there is no effect at all:
	 * only for effects that need not happen.
	 */
	SKIP

}
