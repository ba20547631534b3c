package io.kinesisboot.listener.dispatch;

import java.time.Duration;

/**
 * How a call of a listener ended, if not by an exception. Immutable.
 *
 * @since 0.1.0
 */
public sealed interface CallOutcome {

	/**
	 * All records of the call are done.
	 * @return the outcome
	 */
	static CallOutcome done() {
		return Done.INSTANCE;
	}

	/** All records of the call are done. */
	record Done() implements CallOutcome {

		private static final Done INSTANCE = new Done();

	}

	/**
	 * The records before one are done, that one has failed, and those after it were not
	 * handled.
	 *
	 * @param index the record's index within the call, or {@link #UNKNOWN} if any of them
	 * may be to blame
	 * @param cause why it failed
	 */
	record Failed(int index, Throwable cause) implements CallOutcome {

		/** It is not known which record has failed. */
		public static final int UNKNOWN = -1;

	}

	/**
	 * The records before one are done, and the rest is to be handed over again. That is
	 * no failure, and not counted as one.
	 *
	 * @param index the index of the first record to hand over again
	 * @param delay when
	 */
	record Again(int index, Duration delay) implements CallOutcome {
	}

}
