package io.kinesisboot.listener.method;

import io.kinesisboot.listener.dispatch.CallOutcome;

/**
 * How the call of a method that takes a batch has ended, for the method to return.
 * Immutable.
 *
 * @since 0.1.0
 */
public final class BatchOutcome {

	private static final BatchOutcome DONE = new BatchOutcome(CallOutcome.done());

	private final CallOutcome outcome;

	private BatchOutcome(CallOutcome outcome) {
		this.outcome = outcome;
	}

	/**
	 * All records are done, as if the method had returned nothing.
	 * @return the result
	 */
	public static BatchOutcome done() {
		return DONE;
	}

	/**
	 * The records before one are done, that one has failed, and those after it were not
	 * handled.
	 * @param index the record's index within the batch, from 0
	 * @param cause why it failed
	 * @return the result
	 */
	public static BatchOutcome failedAt(int index, Throwable cause) {
		if (index < 0) {
			throw new IllegalArgumentException("'index' must not be negative but was " + index);
		}
		return new BatchOutcome(new CallOutcome.Failed(index, cause));
	}

	CallOutcome outcome() {
		return this.outcome;
	}

	@Override
	public String toString() {
		return this.outcome.toString();
	}

}
