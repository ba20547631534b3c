package io.kinesisboot.stream;

import io.kinesisboot.KinesisBootException;

/**
 * A stream does not exist where it was looked for.
 *
 * @since 0.1.0
 */
public class StreamNotFoundException extends KinesisBootException {

	private final String stream;

	private final transient ServiceLocation location;

	/**
	 * Creates an exception.
	 * @param stream the stream's name or ARN
	 * @param location where it was looked for
	 * @param cause the service's answer
	 */
	public StreamNotFoundException(String stream, ServiceLocation location, Throwable cause) {
		super("Stream '%s' was not found %s".formatted(stream, location), cause);
		this.stream = stream;
		this.location = location;
	}

	/**
	 * Returns what was not found.
	 * @return the stream's name or ARN
	 */
	public String getStream() {
		return this.stream;
	}

	/**
	 * Returns where it was looked for.
	 * @return region and endpoint
	 */
	public ServiceLocation getLocation() {
		return this.location;
	}

}
