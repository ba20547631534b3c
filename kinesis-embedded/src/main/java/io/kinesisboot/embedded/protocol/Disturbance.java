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
	 * What becomes of an answer.
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
