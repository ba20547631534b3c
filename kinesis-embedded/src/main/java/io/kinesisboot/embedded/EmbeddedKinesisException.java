package io.kinesisboot.embedded;

/**
 * The embedded endpoint could not do what it was asked for from Java. What clients are
 * refused over the wire are the service's own errors instead.
 *
 * @since 0.1.0
 */
public class EmbeddedKinesisException extends RuntimeException {

	/**
	 * Creates an exception.
	 * @param message what is wrong and how to mend it
	 * @param cause what the platform said
	 */
	public EmbeddedKinesisException(String message, Throwable cause) {
		super(message, cause);
	}

}
