package io.kinesisboot.stream.plan;

import io.kinesisboot.KinesisBootException;

/**
 * A stream is not as it shall be, and may not be changed.
 *
 * @since 0.1.0
 */
public class StreamDifferenceException extends KinesisBootException {

	private final transient StreamPlan plan;

	/**
	 * Creates an exception.
	 * @param plan says what differs
	 */
	public StreamDifferenceException(StreamPlan plan) {
		super(plan.toString());
		this.plan = plan;
	}

	/**
	 * Returns what differs.
	 * @return the plan, none of whose steps was taken
	 */
	public StreamPlan getPlan() {
		return this.plan;
	}

}
