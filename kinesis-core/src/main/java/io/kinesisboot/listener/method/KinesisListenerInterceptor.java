package io.kinesisboot.listener.method;

import java.util.List;

import io.kinesisboot.consumer.ReceivedRecord;

/**
 * Runs around each call of each listener, repetitions included; not around records that
 * do not reach the listener, such as those that cannot be converted. Several run in their
 * order before the call and in the opposite order after it. Thread-safe: calls run at the
 * same time.
 * <p>
 * Where one throws, the call has failed, and is repeated as if the listener had thrown.
 *
 * @since 0.1.0
 */
public interface KinesisListenerInterceptor {

	/**
	 * Runs before a call, on its thread: the place for what is bound to the thread, such
	 * as a logging context. If it throws, the listener is not called.
	 * @param listenerId the listener's id
	 * @param records the records of the call: one, unless it is a batch listener
	 * @throws Exception to fail the call
	 */
	default void beforeCall(String listenerId, List<ReceivedRecord> records) throws Exception {
	}

	/**
	 * Runs when the listener has returned or thrown, on the thread of
	 * {@link #beforeCall}: the place to undo what that has bound to the thread. After
	 * {@link #afterSuccess} or {@link #afterFailure} if the call has ended by then, else
	 * before. What it throws is logged.
	 * @param listenerId the listener's id
	 * @param records the records of the call
	 */
	default void afterReturn(String listenerId, List<ReceivedRecord> records) {
	}

	/**
	 * Runs when a call has ended without a failure, before its records count as done
	 * unless they were acknowledged; also if it asks for records once more. On the thread
	 * that has ended it, which is another one if the call went on after the listener had
	 * returned.
	 * @param listenerId the listener's id
	 * @param records the records of the call
	 * @throws Exception to fail the call
	 */
	default void afterSuccess(String listenerId, List<ReceivedRecord> records) throws Exception {
	}

	/**
	 * Runs when a call has failed, on the thread that has ended it.
	 * @param listenerId the listener's id
	 * @param records the records of the call
	 * @param failure what it ended with, or what another interceptor has thrown
	 * @throws Exception added to the failure as suppressed
	 */
	default void afterFailure(String listenerId, List<ReceivedRecord> records, Throwable failure) throws Exception {
	}

}
