package io.kinesisboot;

import org.jspecify.annotations.Nullable;

/**
 * A stream does not exist in the region and account that the client works with.
 *
 * @since 0.1.0
 */
public class StreamNotFoundException extends KinesisBootException {

	private final String stream;

	/**
	 * Creates an exception.
	 * @param stream the stream's name
	 * @param cause the service's answer
	 */
	public StreamNotFoundException(String stream, @Nullable Throwable cause) {
		super("Stream '" + stream + "' not found", cause);
		this.stream = stream;
	}

	/**
	 * The name that was not found.
	 * @return the stream's name
	 */
	public String stream() {
		return this.stream;
	}

}
