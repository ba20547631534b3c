package io.kinesisboot.embedded.protocol;

import java.time.Duration;

import org.jspecify.annotations.Nullable;

/**
 * What befalls a call on its way. Immutable.
 *
 * @param delay how long the answer is held back; the service does its work before
 * @param refusal what the call is answered with instead of being served, or null
 * @param delivery what becomes of the answer
 * @since 0.1.0
 */
public record Disturbance(Duration delay, @Nullable AwsError refusal, Delivery delivery) {

	/** Nothing befalls it. */
	public static final Disturbance NONE = new Disturbance(Duration.ZERO, null, Delivery.WHOLE);

	/**
	 * Adds to what befalls the call.
	 * @param more what the answer is held back in addition
	 * @return both
	 */
	public Disturbance delayedBy(Duration more) {
		return new Disturbance(this.delay.plus(more), this.refusal, this.delivery);
	}

	/**
	 * Refuses the call, unless it is refused already.
	 * @param error what it is answered with
	 * @return the call refused
	 */
	public Disturbance refusedWith(AwsError error) {
		return (this.refusal != null) ? this : new Disturbance(this.delay, error, this.delivery);
	}

	/**
	 * Hinders the answer, unless it is hindered more already.
	 * @param hindered what becomes of it
	 * @return the answer hindered
	 */
	public Disturbance delivered(Delivery hindered) {
		return (this.delivery.compareTo(hindered) >= 0) ? this : new Disturbance(this.delay, this.refusal, hindered);
	}

	/**
	 * What becomes of an answer, from good to bad.
	 */
	public enum Delivery {

		/** It arrives. */
		WHOLE,

		/** The connection closes in the middle of it; over HTTP/2 its stream is reset. */
		CUT,

		/** The connection closes in its place; over HTTP/2 its stream is reset. */
		LOST

	}

}
