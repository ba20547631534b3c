package io.kinesisboot.embedded.protocol;

/**
 * What becomes of an answer, from good to bad.
 *
 * @since 0.1.0
 */
public enum Delivery {

	/** It arrives. */
	WHOLE,

	/** The connection closes in the middle of it; over HTTP/2 its stream is reset. */
	CUT,

	/** The connection closes in its place; over HTTP/2 its stream is reset. */
	LOST

}
