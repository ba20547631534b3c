package io.kinesisboot.embedded.protocol;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What befalls a call on its way. Immutable.
 *
 * @param delay how long the answer is held back; the service does its work before
 * @param refusal what the call is answered with instead of being served, or null
 * @since 0.1.0
 */
public record Disturbance(Duration delay, @Nullable AwsError refusal) {

	/** Nothing befalls it. */
	public static final Disturbance NONE = new Disturbance(Duration.ZERO, null);

	/**
	 * Adds to what befalls the call.
	 * @param more what the answer is held back in addition
	 * @return both
	 */
	public Disturbance delayedBy(Duration more) {
		return new Disturbance(this.delay.plus(more), this.refusal);
	}

	/**
	 * Refuses the call, unless it is refused already.
	 * @param error what it is answered with
	 * @return the call refused
	 */
	public Disturbance refusedWith(AwsError error) {
		return (this.refusal != null) ? this : new Disturbance(this.delay, error);
	}

}
